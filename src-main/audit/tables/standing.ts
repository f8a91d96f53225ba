import type { TableInfo, TablesStanding } from '../../../src-shared/audit/tables.ts';

/** How all watched tables stand together: nothing better is said of all than of the worst. */
export function standingOf(tables: readonly TableInfo[]): TablesStanding {
  const tampered = tables.filter(({ lastRun }) => lastRun?.result === 'tampered').length;
  const unclear = tables.filter(
    ({ lastRun, problem }) =>
      lastRun?.result === 'could-not-tell' || (problem !== null && lastRun?.result !== 'tampered'),
  ).length;
  const unchecked = tables.filter(({ lastRun }) => lastRun === null).length;
  const times = tables.flatMap(({ lastRun }) => (lastRun === null ? [] : [lastRun.startedAt])).toSorted();
  return {
    watched: tables.length,
    tampered,
    unclear,
    unchecked,
    rows: tables.reduce((sum, { taken }) => sum + taken, 0),
    verdict:
      tampered > 0
        ? 'tampered'
        : unclear > 0
          ? 'could-not-tell'
          : tables.length === 0 || unchecked > 0
            ? null
            : 'intact',
    checkedAt: unchecked > 0 ? null : (times[0] ?? null),
  };
}
