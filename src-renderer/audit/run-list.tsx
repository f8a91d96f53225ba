import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LEVEL_WORDS } from '../../src-shared/audit/level-words.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { formatCount, formatDuration } from '../lib/format.ts';
import { DataTable, type Column } from '../ui/data-table.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';

const VERDICT: Column<VerificationRun> = {
  id: 'verdict',
  header: 'Verdict',
  track: '136px',
  cell: (run) => <VerdictBadge verdict={run.result} />,
};
const WHEN: Column<VerificationRun> = {
  id: 'when',
  header: 'When',
  track: '176px',
  cell: (run) => <When at={run.startedAt} />,
};
const LEVEL: Column<VerificationRun> = {
  id: 'level',
  header: 'Level',
  track: 'minmax(0, 1fr)',
  cell: (run) => <span title={LEVEL_WORDS[run.level].plain}>{LEVEL_WORDS[run.level].term}</span>,
};
const LOG: Column<VerificationRun> = {
  id: 'log',
  header: 'Log',
  track: 'minmax(0, 1fr)',
  cell: (run) => (
    <span dir="auto" title={run.source.table}>
      {run.source.table ?? 'The log'}
    </span>
  ),
};
const FOUND: Column<VerificationRun> = {
  id: 'found',
  header: 'Found',
  track: '64px',
  align: 'end',
  cell: (run) => formatCount(run.found),
};
const ENTRIES: Column<VerificationRun> = {
  id: 'entries',
  header: 'Entries',
  track: '88px',
  align: 'end',
  cell: (run) => formatCount(run.entries),
};
const TOOK: Column<VerificationRun> = {
  id: 'took',
  header: 'Took',
  track: '96px',
  align: 'end',
  cell: (run) => formatDuration(run.elapsedMs),
};
const NARROW = [VERDICT, WHEN, LEVEL, FOUND];
const WIDE = [VERDICT, WHEN, LEVEL, ENTRIES, TOOK, FOUND];

/** The runs so far, newest first; each opens its page. */
export function RunList({ runs }: { readonly runs: readonly VerificationRun[] }): ReactNode {
  const navigate = useNavigate();
  const several = runs.some(({ source }) => source.table !== undefined);
  const wide = useMediaQuery('(min-width: 1600px)');
  return (
    <div className="list-box">
      <DataTable
        label="Recent runs"
        columns={(wide ? WIDE : NARROW).flatMap((column) =>
          several && column === LEVEL ? [LOG, column] : column,
        )}
        count={runs.length}
        rowAt={(index) => runs[index]}
        onOpen={(index) => {
          const run = runs[index];
          if (run !== undefined)
            void navigate({ to: '/integrity/runs/$runId', params: { runId: run.runId } });
        }}
      />
    </div>
  );
}
