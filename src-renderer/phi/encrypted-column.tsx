import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { EncryptedField } from '../../src-shared/phi/fields.ts';
import { useAsk } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { When } from '../ui/when.tsx';
import { SearchSheet } from './search-sheet.tsx';

const STATES = {
  encrypting: ['unsure', 'Rows from before are not all encrypted'],
  encrypted: ['good', 'Encrypted'],
  'rolling-back': ['unsure', 'Being decrypted'],
} as const;

const SEARCH = {
  exact: ', equal values can be found',
  digits: ', equal numbers can be found',
  words: ', equal words can be found',
} as const;

/** One encrypted column: how it stands, and what can be done next. */
export function EncryptedColumn({
  field,
  busy,
  need,
  onContinue,
}: {
  readonly field: EncryptedField;
  readonly busy: boolean;
  readonly need: (then: (handle: string) => void) => void;
  readonly onContinue: (step: 'encrypt' | 'roll-back') => void;
}): ReactNode {
  const verify = useAsk('fields.verify');
  const [searching, setSearching] = useState(false);
  const [tone, words] = STATES[field.state];
  const { schema, table, column } = field;
  return (
    <div className="stack">
      <div className="row">
        <bdi className="strong grow clip" title={`${schema}.${table}.${column}`}>
          {`${schema}.${table}.${column}`}
        </bdi>
        <span className={`badge badge-${tone}`}>{words}</span>
        <span className="soft small">
          key {String(field.key)}, since <When at={field.since} />
          {field.search === null ? '' : SEARCH[field.search.rule]}
          {field.search?.ready === false ? ' (index not finished)' : ''}
        </span>
      </div>
      <div className="row">
        {field.state !== 'encrypted' ? (
          <Button
            size="compact-sm"
            disabled={busy}
            onClick={() => {
              onContinue('encrypt');
            }}
          >
            {field.state === 'encrypting' ? 'Go on…' : 'Encrypt again…'}
          </Button>
        ) : null}
        <Button
          size="compact-sm"
          variant="default"
          disabled={busy}
          loading={verify.busy}
          onClick={() => {
            need((handle) => void verify.ask({ administrator: handle, column: { schema, table, column } }));
          }}
        >
          Verify
        </Button>
        {field.state === 'encrypted' ? (
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            onClick={() => {
              setSearching(true);
            }}
          >
            Find equal values…
          </Button>
        ) : null}
        <Button
          size="compact-sm"
          variant="subtle"
          disabled={busy}
          onClick={() => {
            onContinue('roll-back');
          }}
        >
          Decrypt for good…
        </Button>
      </div>
      {searching ? (
        <SearchSheet
          field={field}
          need={need}
          onClose={() => {
            setSearching(false);
          }}
        />
      ) : null}
      {verify.failure === null ? null : <FailurePanel failure={verify.failure} />}
      {verify.answer === null ? null : (
        <CheckList label={`What was found of ${table}.${column}`} checks={verify.answer.checks} />
      )}
    </div>
  );
}
