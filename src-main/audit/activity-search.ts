import type { ActivityEvent, ActivityFilter, ActivityRow } from '../../src-shared/audit/activity.ts';
import { activityFrom } from './activity-entry.ts';
import type { ActivityReader } from './ports.ts';

/** Entries looked at in one search: a narrow filter on a long log answers in time and is asked again. */
const MOST_LOOKED_AT = 20_000;
const PAGE = 1000;

const has = (value: string, part: string): boolean => value.toLowerCase().includes(part.toLowerCase());

const matches = (event: ActivityEvent, { operation, object, outcome }: ActivityFilter): boolean =>
  has(event.operation, operation) &&
  has(`${event.objectType} ${event.objectId}`, object) &&
  (outcome === null || event.outcome === outcome);

/**
 * Entries that a filter lets through, newest first.
 *
 * @param before - only entries before this position; null: from the newest
 * @returns `next`: the `before` to go on with; null at the first entry
 * @throws EntryFormatError for bytes that are no recorded operation; verification says where
 */
export async function searchActivity(
  log: ActivityReader,
  before: number | null,
  limit: number,
  filter: ActivityFilter,
): Promise<{
  readonly total: number;
  readonly rows: readonly ActivityRow[];
  readonly next: number | null;
}> {
  const { size: total } = await log.head();
  const rows: ActivityRow[] = [];
  let at = Math.min(before ?? total, total);
  const stopAt = Math.max(0, at - MOST_LOOKED_AT);
  while (at > stopAt) {
    const from = Math.max(stopAt, at - PAGE);
    for (const { entry } of (await log.entries(from, at)).toReversed()) {
      const row = activityFrom(Buffer.from(entry));
      if (!matches(row.event, filter)) continue;
      rows.push(row);
      if (rows.length === limit) return { total, rows, next: row.position === 0 ? null : row.position };
    }
    at = from;
  }
  return { total, rows, next: at === 0 ? null : at };
}
