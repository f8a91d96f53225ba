import { Button } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../../src-shared/settings/contract.ts';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { toneOf, VerdictIcon } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { tablesWords } from './standing.ts';
import { VERDICT_WORDS } from './words.ts';

/** How the watched tables stand; in place of the log's verdict where there is no sealed log. */
export function TablesVerdict({ status }: { readonly status: Status }): ReactNode {
  const { tables } = status;
  const { verdict } = tables;
  const navigate = useNavigate();
  if (tables.watched === 0) return <NoSealedLog />;
  return (
    <section className={`card verdict verdict-${toneOf(verdict)}`} aria-label="Other audit tables">
      <VerdictIcon verdict={verdict} size={48} />
      <div className="grow">
        <p className="soft">The other audit tables are</p>
        <p className="verdict-word">{VERDICT_WORDS[verdict ?? 'not-checked']}</p>
        <p>
          {tablesWords(tables)}
          {tables.checkedAt === null ? null : (
            <>
              {' '}
              Every one verified since <When at={tables.checkedAt} />.
            </>
          )}
        </p>
      </div>
      <Button variant="default" onClick={() => void navigate({ to: '/integrity/tables' })}>
        Other audit tables
      </Button>
    </section>
  );
}

/** Said wherever the log would be, in a database that has none. */
export const NO_LOG =
  'The clinic’s database has no guard schema, so there is no sealed log: nothing can be sealed, and there is no log to verify.';

/** The empty state of a database without the guard schema. */
export function NoSealedLog(): ReactNode {
  const navigate = useNavigate();
  return (
    <Section title="No sealed log">
      <EmptyState
        icon={<IconTable size={28} />}
        title="This database has no sealed log"
        action={
          <Button onClick={() => void navigate({ to: '/integrity/tables' })}>Choose an audit table</Button>
        }
      >
        {NO_LOG} Attestry can watch audit tables the clinic already has. For a sealed log, ask the database
        administrator to install the guard schema.
      </EmptyState>
    </Section>
  );
}

/** One sentence above the tables where there is no log. */
export const NoSealedLogNote = (): ReactNode => (
  <Notice tone="none">{NO_LOG} What is watched are the other audit tables.</Notice>
);
