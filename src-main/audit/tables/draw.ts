import { randomInt } from 'node:crypto';
import type { MappedTable } from '../../../src-shared/audit/tables.ts';
import { HASH_LENGTH, type Hash, splitHashes } from '../../base/hash.ts';
import { chanceMissed } from '../chance.ts';
import { DRAWN, drawPositions, proofsOf } from '../draw.ts';
import { TileMissingError } from '../tiles.ts';
import type { Draws, RowBatch, TableReader, TableWitness, TableWitnessWriter } from './ports.ts';
import { keyFieldsOf, keyHashOf } from './row.ts';

/** What a draw came to. */
export type TableDraw = {
  /** Drawn rows that are not as they were witnessed. */
  readonly differing: number;
  /** What is known of all draws since the last whole reading, with this one. */
  readonly draws: Draws | null;
};

/**
 * Draws rows at random, each witnessed one as likely as the others, and looks up what stands under their keys now.
 *
 * @param known - the draws so far
 * @param below - a random whole number from 0 to below the given one
 * @throws Fault `cancelled`, `database-…`, `table-…`
 */
export async function drawRows(
  table: MappedTable,
  reader: TableReader,
  witness: TableWitness,
  known: Draws | null,
  signal: AbortSignal,
  below: (limit: number) => number = randomInt,
): Promise<TableDraw> {
  const size = await witness.size();
  const drawn = await witness.kept(drawPositions(size, DRAWN, below));
  const keys = table.columns.filter(({ role }) => role === 'key').length;
  const asked = drawn.flatMap((row) => {
    const fields = keyFieldsOf(row.header, keys);
    return fields === null ? [] : [{ row, fields, key: keyHashOf(row.header, keys) }];
  });
  const batch = await reader.lookUp(
    table,
    asked.map(({ fields }) => fields),
    signal,
  );
  if (batch === null) return { differing: 0, draws: null };
  const found = leavesByKey(batch);
  let differing = 0;
  try {
    const isWitnessed = await proofsOf(witness);
    for (const { row, key } of asked) {
      const [leaf, ...more] = found.get(key ?? '') ?? [];
      if (leaf === undefined || more.length > 0 || !(await isWitnessed(row.position, leaf))) differing++;
    }
  } catch (error) {
    // A damaged copy of our own: a verification says so.
    if (!(error instanceof TileMissingError)) throw error;
    differing = asked.length;
  }
  // A draw in which a row could not be asked for promises nothing: that row is never seen by any draw.
  const counted = asked.length === drawn.length ? drawn.length : 0;
  const { rows, missed } = known ?? NO_DRAWS;
  return {
    differing,
    draws: { rows: rows + counted, missed: missed * chanceMissed(size, counted) },
  };
}

/** Nothing drawn since the last whole reading. */
export const NO_DRAWS: Draws = { rows: 0, missed: 1 };

/** Draws once and keeps what came of it. @returns how many of the drawn rows are not as they were witnessed */
export async function drawAndKeep(
  table: MappedTable,
  reader: TableReader,
  witness: TableWitness & TableWitnessWriter,
  signal: AbortSignal,
): Promise<number> {
  const state = await witness.state();
  const { differing, draws } = await drawRows(table, reader, witness, state.draws, signal);
  await witness.saveState({ ...state, draws });
  return differing;
}

function leavesByKey(batch: RowBatch): ReadonlyMap<string, readonly Hash[]> {
  const leaves = splitHashes(batch.leaves);
  const found = new Map<string, Hash[]>();
  splitHashes(batch.keys.subarray(0, batch.count * HASH_LENGTH)).forEach((key, index) => {
    const leaf = leaves[index];
    if (leaf !== undefined) found.set(key, [...(found.get(key) ?? []), leaf]);
  });
  return found;
}
