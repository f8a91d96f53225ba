import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FindingFilter } from '../../src-shared/audit/finding-search.ts';
import type { TamperType, VerificationRun } from '../../src-shared/audit/types.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading } from '../ui/page.tsx';
import { withSearch } from './address.ts';
import { filterOf, isNarrowed } from './finding-filter.ts';
import { FindingFilters } from './finding-filters.tsx';
import { FindingGroups, NothingPasses } from './finding-groups.tsx';
import { FindingRows } from './finding-rows.tsx';
import { MOST_ROWS, PAGE_SIZE } from './paging.ts';
import { TYPE_ORDER, TYPE_WORDS } from './words.ts';

const route = getRouteApi('/integrity/runs/$runId');

/** The findings of a run: narrowed, put together, and fetched by pages as they come into sight. */
export function Findings({
  run,
  open,
}: {
  readonly run: VerificationRun;
  readonly open: number | null;
}): ReactNode {
  const search = route.useSearch();
  const filter = filterOf(search);
  const kinds = TYPE_ORDER.filter((known) => (run.foundByType[known] ?? 0) > 0);
  return (
    <section className="card findings" aria-label="Findings">
      <header className="filters" role="group" aria-label="Show findings of a kind">
        <Filter type={null} chosen={filter.type} count={run.found} />
        {kinds.map((known) => (
          <Filter key={known} type={known} chosen={filter.type} count={run.foundByType[known] ?? 0} />
        ))}
      </header>
      <FindingFilters />
      {search.group === undefined ? (
        <FilteredFindings key={JSON.stringify(filter)} run={run} filter={filter} open={open} />
      ) : (
        <FindingGroups runId={run.runId} filter={filter} by={search.group} />
      )}
    </section>
  );
}

/** The findings that pass the filter. How many those are is known of a kind; else it is asked. */
function FilteredFindings({
  run,
  filter,
  open,
}: {
  readonly run: VerificationRun;
  readonly filter: FindingFilter;
  readonly open: number | null;
}): ReactNode {
  const narrowed = isNarrowed(filter);
  const head = useAnswer(
    'findings.search',
    { runId: run.runId, filter, offset: 0, limit: PAGE_SIZE },
    narrowed,
  );
  if (narrowed && head.isPending) return <Loading lines={5} />;
  if (narrowed && head.isError)
    return <FailurePanel failure={head.error} onRetry={() => void head.refetch()} />;
  const known = filter.type === null ? run.found : (run.foundByType[filter.type] ?? 0);
  const total = narrowed ? (head.data?.total ?? 0) : known;
  const shown = Math.min(total, MOST_ROWS);
  if (total === 0) return <NothingPasses />;
  return (
    <>
      <FindingRows run={run} filter={filter} count={shown} open={open} />
      {narrowed ? (
        <p className="small soft table-foot">
          {formatCount(total)} of {formatOf(run.found, 'finding', 'findings')}.
        </p>
      ) : null}
      {shown < total ? (
        <p className="small soft table-foot">
          The first {formatCount(shown)} of {formatCount(total)} are shown. Narrow the findings to see fewer.
        </p>
      ) : null}
    </>
  );
}

function Filter({
  type,
  chosen,
  count,
}: {
  readonly type: TamperType | null;
  readonly chosen: TamperType | null;
  readonly count: number;
}): ReactNode {
  const navigate = route.useNavigate();
  return (
    <button
      type="button"
      className="filter"
      aria-pressed={type === chosen}
      title={type === null ? undefined : TYPE_WORDS[type].term}
      onClick={() => {
        void navigate({
          search: (before) => withSearch(before, { finding: undefined, type: type ?? undefined }),
          replace: true,
        });
      }}
    >
      {type === null ? 'All' : TYPE_WORDS[type].short}{' '}
      <span className="filter-count">{formatCount(count)}</span>
    </button>
  );
}
