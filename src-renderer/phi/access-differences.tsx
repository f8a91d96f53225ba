import { Button, Checkbox } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { AccessDifference } from '../../src-shared/phi/access.ts';
import { formatOf } from '../lib/format.ts';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { DIFFERENCE_WORDS, placeOf, readingWords, wayWords } from './access-matrix-words.ts';
import { ReasonSheet } from './access-reason.tsx';

const SHOWN = 100;

/** What is not as it is meant: mended by the database administrator, or meant from now on, for a reason. */
export function AccessDifferences({
  differences,
}: {
  readonly differences: readonly AccessDifference[];
}): ReactNode {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [meaning, setMeaning] = useState(false);
  const picked = differences.filter((difference) => chosen.has(placeOf(difference)));
  const all = picked.length === differences.length;
  const toggle = (name: string): void => {
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  };
  return (
    <Section
      title="Not as it is meant"
      aside={
        <Button
          size="compact-sm"
          variant="default"
          disabled={picked.length === 0}
          onClick={() => {
            setMeaning(true);
          }}
        >
          This is meant…
        </Button>
      }
    >
      <p className="soft">
        Ask the database administrator to take back what nobody meant (REVOKE, or another view). What is right
        as it is now, choose and say why.
      </p>
      <PlainTable
        label="Not as it is meant"
        rows={differences.slice(0, SHOWN)}
        keyOf={placeOf}
        columns={[
          {
            id: 'pick',
            width: '40px',
            header: (
              <Checkbox
                size="xs"
                aria-label="Choose every difference"
                checked={all}
                indeterminate={!all && picked.length > 0}
                onChange={() => {
                  setChosen(new Set(all ? [] : differences.map(placeOf)));
                }}
              />
            ),
            cell: (one) => (
              <Checkbox
                size="xs"
                aria-label={`Choose ${one.role}, ${one.table}.${one.column}`}
                checked={chosen.has(placeOf(one))}
                onChange={() => {
                  toggle(placeOf(one));
                }}
              />
            ),
          },
          {
            id: 'kind',
            header: '',
            cell: ({ kind }) => (
              <span className={`strong ink-${DIFFERENCE_WORDS[kind].tone}`}>
                {DIFFERENCE_WORDS[kind].word}
              </span>
            ),
          },
          { id: 'role', header: 'Role', cell: ({ role }) => <bdi>{role}</bdi> },
          {
            id: 'field',
            header: 'Field',
            cell: ({ schema, table, column }) => (
              <bdi title={`${schema}.${table}.${column}`}>{`${table}.${column}`}</bdi>
            ),
          },
          {
            id: 'now',
            header: 'Now',
            cell: ({ now }) =>
              now === null ? (
                'cannot read it'
              ) : (
                <span>
                  {readingWords(now)} <span className="soft">{wayWords(now)}</span>
                </span>
              ),
          },
          {
            id: 'meant',
            header: 'Meant',
            cell: ({ intended }) => (intended === null ? 'not at all' : readingWords(intended)),
          },
        ]}
      />
      {differences.length > SHOWN ? (
        <p className="soft small">
          The first {SHOWN} of {formatOf(differences.length, 'difference', 'differences')}; all of them are
          marked in the matrix.
        </p>
      ) : null}
      {meaning ? (
        <ReasonSheet
          channel="access-matrix.intend"
          title="This is meant"
          sentence={`From now on ${formatOf(picked.length, 'combination', 'combinations')} of role and field ${picked.length === 1 ? 'is' : 'are'} meant to be as now.`}
          input={(reason) => ({
            reason,
            cells: picked.map(({ role, schema, table, column }) => ({ role, schema, table, column })),
          })}
          label="It is meant"
          onClose={() => {
            setMeaning(false);
            setChosen(new Set());
          }}
        />
      ) : null}
    </Section>
  );
}
