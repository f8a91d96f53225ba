import type { MappedTable, RowView } from '../../../src-shared/audit/tables.ts';
import type { MappedRow } from '../../../src-shared/audit/types.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import { bytesOf, type Hash, hashAt, HASH_LENGTH, hexOf } from '../../base/hash.ts';
import { checkpointFacts, pathOf } from '../entry-view.ts';
import { checkOwnCopy } from '../offline.ts';
import { type ProofText, proofOf } from '../proofs.ts';
import type { KeptRow, RowBatch, TableReader, TableWitness } from './ports.ts';
import { keyHashOf, mappedRowOf, rankIn } from './row.ts';

/**
 * One row of a mapped table: as it was taken over, how that is proven, and what stands under its key now.
 *
 * @param reader - asked for what stands there now; null: the database is not asked
 * @throws Fault `entry-unknown`, `cancelled`, `database-…`, `table-…`
 */
export async function viewRow(
  table: MappedTable,
  reader: TableReader | null,
  witness: TableWitness,
  position: number,
  signal: AbortSignal,
): Promise<RowView> {
  const kept = await keptAt(witness, position);
  const [takenAt = null] = await witness.takenAt([position]);
  const newest = await witness.newestCheckpoint();
  const rows = reader === null ? null : await rowsNow(table, reader, kept, signal);
  const proof = await pathOf(witness, position, kept.leaf);
  const checkpoint = newest === null || newest.size <= position ? null : checkpointFacts(newest);
  const same = rows?.length === 1 && rows[0]?.leaf === kept.leaf;
  // Nobody is accused on the strength of a broken disk.
  const whole =
    (checkpoint === null || proof !== null) && (same || rows === null || (await isWhole(witness)));
  const result =
    rows === null || !whole
      ? 'could-not-tell'
      : !same
        ? 'tampered'
        : proof === null
          ? 'could-not-tell'
          : 'intact';
  return {
    position,
    taken: mappedRowOf(kept.header, table.columns),
    takenAt,
    leaf: hexOf(kept.leaf),
    now:
      rows === null ? null : rows.map(({ shown, leaf }) => ({ row: shown, leaf: hexOf(leaf) })).slice(0, 10),
    result,
    detail: !whole
      ? DAMAGED
      : rows === null
        ? NOT_ASKED
        : same
          ? proof === null
            ? UNSIGNED
            : FITS
          : otherWords(rows),
    checkpoint,
    proof,
  };
}

const FITS = 'The row is what was taken over, and a signed checkpoint vouches for it.';
const UNSIGNED =
  'The row is what was taken over, but no signed checkpoint covers it yet: only this computer’s own copy vouches for it.';
const NOT_ASKED =
  'This is what this computer keeps of the row. Whether it is still so, only the database can tell; verify the table.';
const DAMAGED = 'This computer’s own copy of the table is damaged, so nothing can be told with it.';
const otherWords = (rows: readonly Now[]): string =>
  rows.length === 0
    ? 'No row has this key any more: it was deleted, or its key was changed.'
    : rows.length > 1
      ? 'More than one row has this key now.'
      : 'What stands under this key now is not what was taken over.';

/**
 * Proof file of a row that was taken over; holds nothing of the row.
 *
 * @throws Fault `entry-unknown`, `proof-impossible`
 */
export async function rowProof(witness: TableWitness, position: number): Promise<ProofText> {
  await keptAt(witness, position);
  return { name: `row-${position}.tlog-proof`, text: await proofOf(witness, position, null) };
}

type Now = { readonly leaf: Hash; readonly shown: MappedRow };

async function keptAt(witness: TableWitness, position: number): Promise<KeptRow> {
  const [kept] = position < (await witness.size()) ? await witness.kept([position]) : [];
  if (kept !== undefined) return kept;
  throw new Fault(
    'entry-unknown',
    'No row was taken over at this position.',
    'Positions count from 0 in the order in which rows were taken over; a finding names its row’s.',
  );
}

async function isWhole(witness: TableWitness): Promise<boolean> {
  const { damagedTiles, foreignCheckpoints } = await checkOwnCopy(witness);
  return damagedTiles.length + foreignCheckpoints.length === 0;
}

/** Rows that have the key now; null where the key is too long to be looked for. Where rows have an order, only that part is read. */
async function rowsNow(
  table: MappedTable,
  reader: TableReader,
  { header }: KeptRow,
  signal: AbortSignal,
): Promise<readonly Now[] | null> {
  const keys = table.columns.filter(({ role }) => role === 'key').length;
  const key = keyHashOf(header, keys);
  if (key === null) return null;
  // Only the key stays what it is: a row whose time was changed stands elsewhere in the order of times.
  const rank = table.mapping.order === 'key' ? rankIn(header, table.columns) : null;
  const snapshot = await reader.open(table, rank === null ? null : String(rank - 1n), rank !== null, signal);
  const found: Now[] = [];
  try {
    for (let batch = await snapshot.next(); batch !== null; batch = await snapshot.next()) {
      throwIfCancelled(signal);
      found.push(...matching(batch, key, table));
      const last = batch.ranks[batch.count - 1];
      if (rank !== null && last !== undefined && last > rank) break;
    }
  } finally {
    await snapshot.close();
  }
  return found;
}

function matching(batch: RowBatch, key: Hash, { columns }: MappedTable): readonly Now[] {
  const wanted = bytesOf(key);
  const keys = Buffer.from(batch.keys.buffer, batch.keys.byteOffset, batch.keys.byteLength);
  const leaves = Buffer.from(batch.leaves.buffer, batch.leaves.byteOffset, batch.leaves.byteLength);
  const found: Now[] = [];
  for (let index = 0; index < batch.count; index++) {
    const at = index * HASH_LENGTH;
    if (keys.compare(wanted, 0, HASH_LENGTH, at, at + HASH_LENGTH) !== 0) continue;
    const header = Buffer.from(
      batch.headers.subarray(batch.headerOffsets[index] ?? 0, batch.headerOffsets[index + 1] ?? 0),
    );
    found.push({ leaf: hashAt(leaves, at), shown: mappedRowOf(header, columns) });
  }
  return found;
}
