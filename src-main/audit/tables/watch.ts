import type { MappedTable } from '../../../src-shared/audit/tables.ts';
import { Fault } from '../../base/fault.ts';
import { HASH_LENGTH, splitHashes } from '../../base/hash.ts';
import type { Collected } from '../range.ts';
import { tilesAfter } from '../tiles.ts';
import type { RowBatch, TableReader, TableWitness, TableWitnessWriter } from './ports.ts';
import { isLocalTime } from './row.ts';
import { settledBy } from './settle.ts';

/** What came of a take-over. */
export type TakenOver = {
  /** Rows witnessed before and after. */
  readonly from: number;
  readonly to: number;
  /** Rows looked at that are not as they were witnessed, or stand twice: verify. Nothing of them was taken over. */
  readonly differing: number;
  /** Rows without a whole key: they cannot be watched. */
  readonly keyless: number;
};

/**
 * Takes over what is new: every row at once, so that it is protected from now on. Only the mark behind which no row may
 * appear waits until rows have settled; see {@link settledBy}.
 *
 * @param now - RFC 3339
 * @throws Fault `cancelled`, `database-…`, `table-…`
 */
export async function takeOver(
  table: MappedTable,
  reader: TableReader,
  witness: TableWitness & TableWitnessWriter,
  now: () => string,
  signal: AbortSignal,
  onProgress: (done: number, total: number | null) => void,
): Promise<TakenOver> {
  const state = await witness.state();
  const { order } = table.mapping;
  const read = witness.tile.bind(witness);
  const from = await witness.size();
  const snapshot = await reader.open(table, order === 'none' ? null : state.settled, true, signal);
  try {
    let size = from;
    let done = 0;
    let differing = 0;
    let keyless = 0;
    let highest = state.settled === null ? null : BigInt(state.settled);
    for (let batch = await snapshot.next(); batch !== null; batch = await snapshot.next()) {
      done += batch.count;
      keyless += batch.keyless;
      for (let index = 0; index < batch.count; index++) {
        const rank = batch.ranks[index];
        if (batch.ranked[index] === 1 && rank !== undefined && (highest === null || rank > highest))
          highest = rank;
      }
      const { fresh, differing: wrong, twice } = await sorted(batch, witness, size);
      // Of an honest table that was never seen before this says only that the chosen key names no row.
      if (twice && from === 0) throw notUnique();
      differing += wrong;
      if (fresh.length > 0) {
        const { rows, keys } = picked(batch, fresh, size);
        await witness.take(size, rows, keys, await tilesAfter(size, splitHashes(rows.leaves), read), now());
        size += fresh.length;
      }
      onProgress(done, snapshot.rows);
    }
    const look = {
      at: snapshot.at,
      after: snapshot.after,
      ended: snapshot.ended,
      highest: highest === null ? null : highest.toString(),
    };
    const time = table.columns.find(({ role }) => role === 'time');
    await witness.saveState({
      ...state,
      ...settledBy(state, look, table.mapping, time !== undefined && isLocalTime(time.type)),
      lastTakeOver: now(),
      problem: null,
    });
    return { from, to: size, differing, keyless };
  } finally {
    await snapshot.close();
  }
}

/** Which rows of a batch are new, each key once, and how many known ones are not as they were. */
async function sorted(
  batch: RowBatch,
  witness: TableWitness,
  size: number,
): Promise<{ readonly fresh: readonly number[]; readonly differing: number; readonly twice: boolean }> {
  const { positions, leaves } = await witness.find(batch.keys);
  const witnessed = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength);
  const fresh: number[] = [];
  const inBatch = new Set<string>();
  let differing = 0;
  let twice = false;
  for (let index = 0; index < batch.count; index++) {
    const at = index * HASH_LENGTH;
    const position = positions[index] ?? -1;
    if (position >= 0 && position < size) {
      twice = true;
      if (witnessed.compare(batch.leaves, at, at + HASH_LENGTH, at, at + HASH_LENGTH) !== 0) differing++;
      continue;
    }
    const key = Buffer.from(batch.keys.subarray(at, at + HASH_LENGTH)).toString('latin1');
    if (inBatch.has(key)) {
      twice = true;
      differing++;
      continue;
    }
    inBatch.add(key);
    fresh.push(index);
  }
  return { fresh, differing, twice };
}

/** The chosen rows of a batch as the witness keeps them; in place of an entry's id stands the position. */
function picked(
  batch: RowBatch,
  chosen: readonly number[],
  from: number,
): { readonly rows: Collected; readonly keys: Uint8Array } {
  const part = (bytes: Uint8Array): Uint8Array => {
    const out = new Uint8Array(chosen.length * HASH_LENGTH);
    chosen.forEach((index, at) => {
      out.set(bytes.subarray(index * HASH_LENGTH, (index + 1) * HASH_LENGTH), at * HASH_LENGTH);
    });
    return out;
  };
  const offsets = batch.headerOffsets;
  const headers = chosen.map((index) => batch.headers.subarray(offsets[index] ?? 0, offsets[index + 1] ?? 0));
  const headerOffsets = new Uint32Array(chosen.length + 1);
  headers.forEach((header, index) => {
    headerOffsets[index + 1] = (headerOffsets[index] ?? 0) + header.length;
  });
  return {
    rows: {
      entryIds: Float64Array.from(chosen, (_, index) => from + index),
      leaves: part(batch.leaves),
      bodies: part(batch.bodies),
      headers: Buffer.concat(headers),
      headerOffsets,
    },
    keys: part(batch.keys),
  };
}

const notUnique = (): Fault =>
  new Fault(
    'table-unusable',
    'Two rows of the table have the same key, so the key does not tell one row from another.',
    'Remove this table from the list and map it again with a key that is unique.',
  );
