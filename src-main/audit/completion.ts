import { HASH_LENGTH, hashAt } from '../base/hash.ts';
import { headerBytesOf } from './entry.ts';
import type { LogSnapshot } from './ports.ts';
import type { Collected, RangeReport } from './range.ts';

/** Ids asked for at a time. */
const BATCH = 1000;

/**
 * What a reader collected, with the rows that lay outside its share of the ids: numbers are given out before
 * transactions end, so an entry can be sealed behind others with higher numbers.
 *
 * @returns null when a seal has no row, or a row that does not give its leaf
 */
export async function completed(report: RangeReport, snapshot: LogSnapshot): Promise<Collected | null> {
  const { collected, sealsWithoutRow } = report;
  if (collected === null || sealsWithoutRow.length === 0) return collected;
  const leaves = Buffer.from(collected.leaves.buffer, collected.leaves.byteOffset, collected.leaves.length);
  const bodies = Buffer.from(collected.bodies);
  const headers = new Map<number, Uint8Array>();
  const places = new Map(sealsWithoutRow.map((seal) => [seal.entryId, seal.position - report.from]));
  const ids = [...places.keys()];
  for (let at = 0; at < ids.length; at += BATCH)
    for (const row of await snapshot.rows(ids.slice(at, at + BATCH))) {
      const index = places.get(row.entryId) ?? 0;
      if (hashAt(leaves, index * HASH_LENGTH) !== row.leaf) return null;
      bodies.write(row.body, index * HASH_LENGTH, 'latin1');
      headers.set(index, headerBytesOf(row.bytes));
    }
  if (headers.size !== sealsWithoutRow.length) return null;
  const { headerOffsets } = collected;
  const parts = Array.from(
    { length: collected.entryIds.length },
    (_, index) =>
      headers.get(index) ?? collected.headers.subarray(headerOffsets[index], headerOffsets[index + 1]),
  );
  const offsets = new Uint32Array(parts.length + 1);
  parts.forEach((part, index) => (offsets[index + 1] = (offsets[index] ?? 0) + part.length));
  return {
    ...collected,
    bodies: new Uint8Array(bodies),
    headers: new Uint8Array(Buffer.concat(parts)),
    headerOffsets: offsets,
  };
}
