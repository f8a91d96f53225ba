import type { EntryHeader } from '../../src-shared/audit/types.ts';
import type { Hash } from '../base/hash.ts';
import { headerOf, leafOf, withId } from './entry.ts';
import type { RowNow } from './ports.ts';

/** An entry that is gone from its place. */
type Lost = { readonly entryId: number; readonly leaf: Hash; readonly before: EntryHeader | null };

/** Most hashes spent on guessing where moved rows went. */
const MOVE_BUDGET = 2_000_000;

/**
 * Finds, for entries that are gone from their place, the row that holds their content now, by the id they had. The id is
 * part of the sealed bytes, so each guess costs a hash. An entry whose header was witnessed is looked for among the rows
 * with the same header; for the others distances that fitted before are tried first, then all pairs within a budget.
 */
export function findMoves(lost: readonly Lost[], candidates: readonly RowNow[]): ReadonlyMap<number, RowNow> {
  const moves = new Map<number, RowNow>();
  const taken = new Set<RowNow>();
  const take = (entry: Lost, row: RowNow): void => {
    moves.set(entry.entryId, row);
    taken.add(row);
  };
  const fits = (entry: Lost, row: RowNow): boolean =>
    entry.entryId !== row.entryId && leafOf(withId(row.bytes, entry.entryId)) === entry.leaf;

  const known = lost.filter((entry) => entry.before !== null);
  if (known.length > 0) {
    const rows = Map.groupBy(candidates, (row) => keyOf(headerOf(row.bytes)));
    for (const entry of known) {
      const row = rows.get(keyOf(entry.before))?.find((one) => !taken.has(one) && fits(entry, one));
      if (row !== undefined) take(entry, row);
    }
  }

  const unknown = new Map(lost.filter((entry) => entry.before === null).map((e) => [e.entryId, e]));
  const distances: number[] = [];
  let budget = MOVE_BUDGET;
  for (const row of candidates) {
    if (budget <= 0 || unknown.size === 0) break;
    if (taken.has(row)) continue;
    const near = distances.flatMap((distance) => unknown.get(row.entryId + distance) ?? []);
    const entry = find([near, unknown.values()], (one) => budget-- > 0 && fits(one, row));
    if (entry === undefined) continue;
    take(entry, row);
    unknown.delete(entry.entryId);
    const distance = entry.entryId - row.entryId;
    const known = distances.indexOf(distance);
    if (known >= 0) distances.splice(known, 1);
    distances.unshift(distance);
    distances.length = Math.min(distances.length, 16);
  }
  return moves;
}

function find<T>(sources: readonly Iterable<T>[], suits: (one: T) => boolean): T | undefined {
  for (const source of sources) for (const one of source) if (suits(one)) return one;
  return undefined;
}

/** Everything of a header but the id, which a moved row does not keep. */
const keyOf = (header: EntryHeader | null): string => JSON.stringify({ ...header, entryId: null });
