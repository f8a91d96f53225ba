import { Button, Checkbox, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import {
  DATA_CLASSES,
  type Decide,
  dataClassSchema,
  decideSchema,
  type MappedField,
} from '../../src-shared/phi/classification.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { ClassBadge } from './class-badge.tsx';
import { tableOf } from './field-filter.ts';
import { CLASS_WORDS } from './words.ts';

const WORDS: Readonly<Record<Decide['verdict'], { readonly title: string; readonly go: string }>> = {
  accept: { title: 'Accept what is proposed', go: 'Accept' },
  reject: { title: 'Nothing personal after all', go: 'Reject the proposals' },
  choose: { title: 'Choose what they hold', go: 'Decide' },
};
const SHOWN = 6;

/** What will be decided on which columns; a reason where the scanner is contradicted. */
export function DecideSheet({
  verdict,
  fields,
  onDone,
  onClose,
}: {
  readonly verdict: Decide['verdict'];
  readonly fields: readonly MappedField[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const decide = useAsk('classification.decide');
  const [reason, setReason] = useState('');
  const [classification, setClass] = useState<(typeof DATA_CLASSES)[number]>('health');
  const [encrypt, setEncrypt] = useState(false);
  const columns = fields.map(({ schema, table, column }) => ({ schema, table, column }));
  const wanted = decideSchema.safeParse(
    verdict === 'accept'
      ? { verdict, columns }
      : verdict === 'reject'
        ? { verdict, columns, reason }
        : { verdict, columns, classification, encrypt, reason },
  );
  const classes = Map.groupBy(fields, ({ proposal }) => proposal?.classification ?? 'none');
  return (
    <Modal opened onClose={onClose} title={WORDS[verdict].title} size={560}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted.success)
            void decide.ask(wanted.data).then((done) => {
              if (done !== null) onDone();
            });
        }}
      >
        <ul className="decide-fields" aria-label="Columns">
          {fields.slice(0, SHOWN).map((field) => (
            <li key={`${tableOf(field)}.${field.column}`}>
              <bdi className="grow clip">{`${tableOf(field)}.${field.column}`}</bdi>
              {verdict === 'accept' ? <ClassBadge of={field.proposal?.classification ?? null} /> : null}
            </li>
          ))}
          {fields.length > SHOWN ? (
            <li className="soft">
              and {formatOf(fields.length - SHOWN, 'further column', 'further columns')}
            </li>
          ) : null}
        </ul>
        {verdict === 'accept' && fields.length > SHOWN ? (
          <p className="soft">
            {[...classes]
              .map(([name, members]) => `${String(members.length)} × ${CLASS_WORDS[name].name}`)
              .join(', ')}
          </p>
        ) : null}
        {verdict === 'choose' ? (
          <>
            <NativeSelect
              label="They hold"
              description={CLASS_WORDS[classification].means}
              value={classification}
              data={DATA_CLASSES.map((value) => ({ value, label: CLASS_WORDS[value].name }))}
              onChange={(event) => {
                setClass(dataClassSchema.parse(event.currentTarget.value));
              }}
            />
            <Checkbox
              label="Has to be encrypted"
              checked={encrypt}
              onChange={(event) => {
                setEncrypt(event.currentTarget.checked);
              }}
            />
          </>
        ) : null}
        {verdict === 'accept' ? null : (
          <Textarea
            label="Why"
            description="An auditor will read this. No names of patients."
            required
            data-autofocus
            maxLength={2000}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value);
            }}
          />
        )}
        <p className="soft small">
          Written down in the clinic’s database and in the activity log under your name. A later decision
          replaces it; earlier ones are kept.
        </p>
        {decide.failure === null ? null : <FailurePanel failure={decide.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={decide.busy} disabled={!wanted.success}>
            {WORDS[verdict].go}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
