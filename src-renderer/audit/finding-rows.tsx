import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState, type ReactNode } from 'react';
import type { FindingFilter } from '../../src-shared/audit/finding-search.ts';
import type { Finding, VerificationRun } from '../../src-shared/audit/types.ts';
import { formatCount } from '../lib/format.ts';
import { queryFor } from '../lib/query.ts';
import { useUi } from '../state/ui.ts';
import { DataTable, ROW_HEIGHT, type Column } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { When } from '../ui/when.tsx';
import { isEmpty } from './finding-filter.ts';
import { PAGE_SIZE, pagesFor, placeOf } from './paging.ts';
import { TYPE_WORDS } from './words.ts';

const route = getRouteApi('/integrity/runs/$runId');

interface Row {
  readonly index: number;
  readonly finding: Finding;
}

/** An address that names a finding opens the list there, with a few rows above it. */
function offsetOf(row: number | null): number {
  return row === null ? 0 : Math.max(0, row - 4) * ROW_HEIGHT;
}

/** Who the entry names: as it was if that is known, else as it is. */
function who({ evidence }: Finding): string {
  return evidence.before?.actor ?? evidence.now?.actor ?? '–';
}

function what({ evidence }: Finding): string {
  const header = evidence.before ?? evidence.now;
  if (header === null) return '–';
  return (
    [header.action, header.resourceType].filter((word) => word !== null && word !== '').join(' · ') || '–'
  );
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'type',
    header: 'What happened',
    track: 'minmax(132px, 1.2fr)',
    cell: ({ finding }) => (
      <span title={TYPE_WORDS[finding.type].term}>{TYPE_WORDS[finding.type].short}</span>
    ),
  },
  {
    id: 'position',
    header: 'Position',
    track: '84px',
    align: 'end',
    cell: ({ finding }) => (finding.position === null ? '–' : formatCount(finding.position)),
  },
  {
    id: 'entry',
    header: 'Entry',
    track: '84px',
    align: 'end',
    cell: ({ finding }) => (
      <span dir="auto" title={finding.key}>
        {finding.key ?? (finding.entryId === null ? '–' : String(finding.entryId))}
      </span>
    ),
  },
  {
    id: 'who',
    header: 'Who',
    track: 'minmax(96px, 1.4fr)',
    cell: ({ finding }) => (
      <span dir="auto" title={who(finding)}>
        {who(finding)}
      </span>
    ),
  },
  {
    id: 'what',
    header: 'On what',
    track: 'minmax(96px, 1.4fr)',
    cell: ({ finding }) => (
      <span dir="auto" title={what(finding)}>
        {what(finding)}
      </span>
    ),
  },
];

/** Rows of another product's table: this machine keeps their key and time, and nobody's name. */
const OF_TABLE: readonly Column<Row>[] = [
  ...COLUMNS.slice(0, 2),
  {
    id: 'row',
    header: 'Row',
    track: 'minmax(96px, 2fr)',
    cell: ({ finding }) => (
      <span dir="auto" title={finding.key}>
        {finding.key ?? '–'}
      </span>
    ),
  },
  {
    id: 'time',
    header: 'Row’s time',
    track: 'minmax(120px, 1.4fr)',
    cell: ({ finding: { evidence } }) => (
      <span dir="auto">{evidence.row?.before?.time ?? evidence.row?.now?.time ?? '–'}</span>
    ),
  },
];

/** Where there is room: the time the entry itself bears. */
const WIDE: readonly Column<Row>[] = [
  ...COLUMNS,
  {
    id: 'occurred',
    header: 'Entry’s time',
    track: '184px',
    cell: ({ finding: { evidence } }) => {
      const at = evidence.before?.occurredAt ?? evidence.now?.occurredAt ?? null;
      return at === null ? '–' : <When at={at} />;
    },
  },
];

/** The rows of the findings that pass a filter, fetched by pages as they come into sight. */
export function FindingRows({
  run,
  filter,
  count,
  open,
}: {
  readonly run: VerificationRun;
  readonly filter: FindingFilter;
  readonly count: number;
  readonly open: number | null;
}): ReactNode {
  const navigate = route.useNavigate();
  const wide = useMediaQuery('(min-width: 1600px)');
  // Without a filter the rows are the findings by their number.
  const all = isEmpty(filter);
  const place = `${run.runId}/${all ? 'all' : JSON.stringify(filter)}`;
  const startAt = useUi((state) => state.places[place]);
  const keepPlace = useUi((state) => state.keepPlace);
  const [range, setRange] = useState({ first: 0, last: 40 });
  // A flick through 100,000 rows passes hundreds of pages: only where it comes to rest is fetched.
  const [settled] = useDebouncedValue(range, 60);
  const offsets = pagesFor(settled.first, settled.last, count);
  const pages = useQueries({
    queries: offsets.map((offset) => ({
      ...queryFor('findings.search', { runId: run.runId, filter, offset, limit: PAGE_SIZE }),
      // A run never changes, but a hundred thousand findings need not stay in memory.
      gcTime: 60_000,
    })),
  });
  const rowAt = (index: number): Row | undefined => {
    const { offset, at } = placeOf(index);
    return pages[offsets.indexOf(offset)]?.data?.rows[at];
  };
  const rowWith = (finding: number | null): number | null => {
    if (finding === null) return null;
    if (all) return finding;
    for (const [at, page] of pages.entries()) {
      const found = page.data?.rows.findIndex(({ index }) => index === finding) ?? -1;
      if (found >= 0) return (offsets[at] ?? 0) + found;
    }
    return null;
  };
  const onRange = useCallback((first: number, last: number) => {
    setRange({ first, last });
  }, []);
  const failed = pages.find((page) => page.isError);
  const failure = failed?.error ?? null;
  return (
    <>
      {failed === undefined || failure === null ? null : (
        <FailurePanel failure={failure} onRetry={() => void failed.refetch()} />
      )}
      <DataTable
        label={`Findings, ${formatCount(count)}`}
        columns={run.source.table !== undefined ? OF_TABLE : wide ? WIDE : COLUMNS}
        count={count}
        rowAt={rowAt}
        onRange={onRange}
        openIndex={rowWith(open)}
        startAt={startAt ?? offsetOf(rowWith(open))}
        onLeave={(offset) => {
          keepPlace(place, offset);
        }}
        onOpen={(index) => {
          const finding = all ? index : rowAt(index)?.index;
          if (finding === undefined) return;
          void navigate({ search: (before) => ({ ...before, finding }), replace: true });
        }}
      />
    </>
  );
}
