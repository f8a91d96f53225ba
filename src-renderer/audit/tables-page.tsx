import { Button } from '@mantine/core';
import { IconPlus, IconTable } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useRunning } from '../jobs/running.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { IntegrityTabs } from './integrity-tabs.tsx';
import { MapTable } from './map-table.tsx';
import { TableCard } from './table-card.tsx';
import { settleWords } from './table-words.ts';

/** Audit tables that the clinic has without the guard schema: which are watched, and how they stand. */
export function TablesPage(): ReactNode {
  const answer = useAnswer('tables.list', {});
  const running = useRunning(['take-over', 'verify']);
  const [mapping, setMapping] = useState(false);
  const tables = answer.data?.tables ?? [];
  return (
    <Page title="Integrity" lead="Audit tables of other products, watched from this computer alone.">
      <IntegrityTabs />
      {mapping ? (
        <MapTable
          onClose={() => {
            setMapping(false);
          }}
        />
      ) : (
        <Section
          title="Other audit tables"
          aside={
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() => {
                setMapping(true);
              }}
            >
              Watch a table
            </Button>
          }
        >
          <Notice tone="none">
            Nothing is written to the clinic, and the clinic keeps no seals of these tables: what this
            computer has seen, and the checkpoints signed on it, are the only protection. What happened before
            a row was first taken over cannot be seen.
          </Notice>
          {tables.length === 0 ? null : <ReadAgain />}
          {running === undefined ? null : <JobProgress job={running} />}
          {answer.isPending ? <Loading lines={5} /> : null}
          {answer.isError ? (
            <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />
          ) : null}
          {answer.data !== undefined && tables.length === 0 ? (
            <EmptyState icon={<IconTable size={28} />} title="No other table is watched">
              Press “Watch a table” and choose one that another product writes its audit records to.
            </EmptyState>
          ) : null}
        </Section>
      )}
      {mapping
        ? null
        : tables.map((table) => (
            <TableCard key={table.sourceId} table={table} busy={running !== undefined} />
          ))}
    </Page>
  );
}

/** How often rows are looked at again without anybody asking. */
function ReadAgain(): ReactNode {
  const status = useAnswer('monitor.status', {}).data;
  if (status === undefined) return null;
  const seconds = Math.round(status.guaranteeMs / 1000);
  return (
    <p className="soft">
      {status.state !== 'off'
        ? `While Attestry runs, every cycle of the monitor takes over new rows and looks at 200 others drawn at random; each table is read again from its first row every ${settleWords(seconds / 2)}: every row is looked at at least every ${settleWords(seconds)}.`
        : 'The monitor is off: rows are only looked at when you take over or verify. Switch it on under “The log”.'}
    </p>
  );
}
