import {
  type FindingFilter,
  type FindingGroup,
  findingGroupSchema,
  type Grouping,
  MOST_GROUPS,
} from '../../../src-shared/audit/finding-search.ts';
import { type EntryHeader, type Finding, findingSchema } from '../../../src-shared/audit/types.ts';
import type { CacheDatabase } from '../database.ts';

/** What a finding is searched and grouped by: the columns `position`, `actor`, `occurred` and `words`. */
export function searchColumns({ position, entryId, evidence }: Finding) {
  const { before, now } = evidence;
  const both = (pick: (header: EntryHeader) => string | null): (string | null)[] => [
    before === null ? null : pick(before),
    now === null ? null : pick(now),
  ];
  return {
    position,
    actor: before?.actor ?? now?.actor ?? null,
    // To the second: fractions of different length do not compare as text.
    occurred: (before?.occurredAt ?? now?.occurredAt ?? null)?.slice(0, 19) ?? null,
    words: [
      entryId === null ? null : String(entryId),
      ...both((h) => h.actor),
      ...both((h) => h.actorRole),
      ...both((h) => h.eventType),
      ...both((h) => h.action),
      ...both((h) => h.resourceType),
      ...both((h) => h.resourceId),
    ]
      .filter((word) => word !== null)
      .join(' ')
      .toLowerCase(),
  };
}

type Condition = { readonly sql: string; readonly values: readonly (string | number)[] };

/** The filter as SQL over `finding f`; every value is bound. */
function conditionOf(runId: string, filter: FindingFilter): Condition {
  const parts: { sql: string; values: (string | number)[] }[] = [{ sql: 'f.run_id = ?', values: [runId] }];
  const add = (sql: string, ...values: (string | number)[]): void => {
    parts.push({ sql, values });
  };
  if (filter.type !== null) add('f.type = ?', filter.type);
  if (filter.actor !== null)
    if (filter.actor === '') add("coalesce(f.actor, '') = ''");
    else add('f.actor = ?', filter.actor);
  if (filter.from !== null) add('f.position >= ?', filter.from);
  if (filter.to !== null) add('f.position <= ?', filter.to);
  if (filter.after !== null) add('f.occurred >= ?', filter.after.slice(0, 19));
  if (filter.before !== null) add('f.occurred < ?', filter.before.slice(0, 19));
  for (const word of (filter.words ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    add('instr(f.words, ?) > 0', word);
  if (filter.acknowledged !== null)
    add(
      `${filter.acknowledged ? '' : 'not '}exists (select 1 from acknowledgement a where a.run_id = f.run_id and a.number = f.number)`,
    );
  return { sql: parts.map(({ sql }) => sql).join(' and '), values: parts.flatMap(({ values }) => values) };
}

const FIGURES = 'count(*) as count, min(position) as "from", max(position) as "to"';

/** What the groups are, by grouping, over the findings `f` that pass. */
const GROUPS: Readonly<
  Record<Grouping, { readonly sql: (where: string) => string; readonly order: string }>
> = {
  type: {
    sql: (where) => `select type as key, type, ${FIGURES} from finding f where ${where} group by type`,
    order: 'count desc, type',
  },
  day: {
    sql: (where) =>
      `select substr(occurred, 1, 10) as key, null as type, ${FIGURES} from finding f where ${where} group by 1`,
    order: 'key is null, key',
  },
  actor: {
    sql: (where) =>
      `select actor as key, null as type, ${FIGURES} from finding f where ${where} group by actor`,
    order: 'count desc, key',
  },
  row: {
    // Positions that follow each other keep their distance to their rank: each such row has one island.
    sql: (where) =>
      `select type as key, type, ${FIGURES} from (
         select type, position, position - dense_rank() over (partition by type order by position) as island
           from finding f where ${where})
        group by type, island`,
    order: '"from" is null, "from", type',
  },
};

/** Searches the findings of a run; never more than a page at a time. */
export function findingSearch(database: CacheDatabase) {
  return {
    search: (
      runId: string,
      filter: FindingFilter,
      offset: number,
      limit: number,
    ): { total: number; rows: { index: number; finding: Finding }[] } => {
      const { sql, values } = conditionOf(runId, filter);
      const { n } = database
        .prepare<unknown[], { n: number }>(`select count(*) as n from finding f where ${sql}`)
        .get(...values) ?? { n: 0 };
      const rows = database
        .prepare<unknown[], { number: number; document: string }>(
          `select number, document from finding f where ${sql} order by number limit ? offset ?`,
        )
        .all(...values, limit, offset);
      return {
        total: n,
        rows: rows.map(({ number, document }) => ({
          index: number,
          finding: findingSchema.parse(JSON.parse(document)),
        })),
      };
    },
    groups: (
      runId: string,
      filter: FindingFilter,
      by: Grouping,
    ): { total: number; groups: FindingGroup[] } => {
      const { sql, values } = conditionOf(runId, filter);
      const rows = database
        .prepare<unknown[], FindingGroup & { total: number }>(
          `select *, count(*) over () as total from (${GROUPS[by].sql(sql)})
            order by ${GROUPS[by].order} limit ${String(MOST_GROUPS)}`,
        )
        .all(...values);
      return {
        total: rows[0]?.total ?? 0,
        groups: rows.map(({ key, type, count, from, to }) =>
          findingGroupSchema.parse({ key, type, count, from, to }),
        ),
      };
    },
    /** How many findings lie in each of the spans of `width` positions; the last number counts those without a position. */
    density: (runId: string, width: number): { byIndex: Map<number, number>; elsewhere: number } => {
      const rows = database
        .prepare<[number, string], { bin: number | null; n: number }>(
          // A number is bound as a real one, by which SQLite would not divide into whole spans.
          'select position / cast(? as integer) as bin, count(*) as n from finding where run_id = ? group by 1',
        )
        .all(width, runId);
      return {
        byIndex: new Map(rows.flatMap(({ bin, n }) => (bin === null ? [] : [[bin, n] as const]))),
        elsewhere: rows.find(({ bin }) => bin === null)?.n ?? 0,
      };
    },
  };
}
