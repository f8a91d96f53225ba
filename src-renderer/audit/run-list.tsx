import { useNavigate } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { formatCount, formatDuration } from '../lib/format.ts';
import { DataTable, type Column } from '../ui/data-table.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { LEVEL_WORDS } from './words.ts';

const COLUMNS: readonly Column<VerificationRun>[] = [
  { id: 'verdict', header: 'Verdict', track: '140px', cell: (run) => <VerdictBadge verdict={run.result} /> },
  { id: 'when', header: 'When', track: 'minmax(152px, 1fr)', cell: (run) => <When at={run.startedAt} /> },
  {
    id: 'level',
    header: 'Level',
    track: 'minmax(84px, 1fr)',
    cell: (run) => <span title={LEVEL_WORDS[run.level].plain}>{LEVEL_WORDS[run.level].term}</span>,
  },
  { id: 'found', header: 'Found', track: '72px', align: 'end', cell: (run) => formatCount(run.found) },
  { id: 'took', header: 'Took', track: '80px', align: 'end', cell: (run) => formatDuration(run.elapsedMs) },
];

/** The runs so far, newest first; each opens its page. */
export function RunList({ runs }: { readonly runs: readonly VerificationRun[] }): ReactNode {
  const navigate = useNavigate();
  const columns = useMemo(() => COLUMNS, []);
  return (
    <div className="list-box">
      <DataTable
        label="Recent runs"
        columns={columns}
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
