import { IconFilterOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FindingFilter, FindingGroup, Grouping } from '../../src-shared/audit/finding-search.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { DataTable, type Column } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';
import { searchOfGroup } from './finding-filter.ts';
import { TYPE_WORDS } from './words.ts';

const route = getRouteApi('/integrity/runs/$runId');

const HEADINGS: Readonly<Record<Grouping, string>> = {
  type: 'What happened',
  day: 'Day of the entry (UTC)',
  actor: 'Who',
  row: 'What happened, one after the other',
};

function nameOf(by: Grouping, { key, type, count }: FindingGroup): string {
  if (by === 'day') return key ?? 'No time known';
  if (by === 'actor') return key === null || key === '' ? 'Nobody named' : key;
  const { short } = type === null ? { short: '–' } : TYPE_WORDS[type];
  return by === 'row' && count > 1 ? `${short}: ${formatCount(count)} entries in a row` : short;
}

function whereOf({ from, to }: FindingGroup): string {
  if (from === null || to === null) return '–';
  return from === to ? formatCount(from) : `${formatCount(from)} – ${formatCount(to)}`;
}

const columnsFor = (by: Grouping): readonly Column<FindingGroup>[] => [
  {
    id: 'name',
    header: HEADINGS[by],
    track: 'minmax(160px, 2fr)',
    cell: (group) => (
      <span dir="auto" title={nameOf(by, group)}>
        {nameOf(by, group)}
      </span>
    ),
  },
  {
    id: 'where',
    header: 'Positions',
    track: 'minmax(140px, 1fr)',
    align: 'end',
    cell: whereOf,
  },
  { id: 'count', header: 'Findings', track: '96px', align: 'end', cell: ({ count }) => formatCount(count) },
];

/** The findings put together; opening a group shows its findings. */
export function FindingGroups({
  runId,
  filter,
  by,
}: {
  readonly runId: string;
  readonly filter: FindingFilter;
  readonly by: Grouping;
}): ReactNode {
  const navigate = route.useNavigate();
  const answer = useAnswer('findings.groups', { runId, filter, by });
  if (answer.isPending) return <Loading lines={5} />;
  if (answer.isError) return <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />;
  const { groups, total } = answer.data;
  if (groups.length === 0) return <NothingPasses />;
  return (
    <>
      <DataTable
        label={`Groups of findings, ${formatCount(total)}`}
        columns={columnsFor(by)}
        count={groups.length}
        rowAt={(index) => groups[index]}
        onOpen={(index) => {
          const group = groups[index];
          if (group !== undefined) void navigate({ search: (before) => searchOfGroup(before, by, group) });
        }}
      />
      <p className="small soft table-foot">
        {groups.length < total
          ? `The first ${formatCount(groups.length)} of ${formatCount(total)} groups are shown; narrow the findings to see the others. `
          : `${formatOf(total, 'group', 'groups')}. `}
        Enter or a click shows the findings of a group.
      </p>
    </>
  );
}

/** The filter lets nothing through. */
export function NothingPasses(): ReactNode {
  return (
    <EmptyState icon={<IconFilterOff size={28} />} title="No finding passes the filter">
      Press “Show all” above to see every finding of this run again.
    </EmptyState>
  );
}
