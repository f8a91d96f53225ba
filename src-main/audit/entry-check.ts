import type { EntryCheck } from '../../src-shared/audit/entries.ts';
import { HASH_LENGTH, type Hash, hashFrom } from '../base/hash.ts';
import { checkCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { rootFromInclusion } from './merkle.ts';
import type { LogSnapshot, RowNow, Seal, StoredCheckpoint, Witness } from './ports.ts';
import { inclusionProof } from './proof.ts';
import { TILE_WIDTH, TileMissingError } from './tiles.ts';

/** One entry as the database gives it now, and the comparison of its row with its seal. */
export type EntryNow = {
  readonly check: EntryCheck;
  readonly row: RowNow | null;
  readonly seal: Seal | null;
};

/** Row against seal: the basic level for one entry. `no-row` also where there never was one. */
export async function readEntry(snapshot: LogSnapshot, entryId: number): Promise<EntryNow> {
  const rows = await snapshot.rows([entryId]);
  const seals = await snapshot.sealsOf([entryId]);
  const [row = null] = rows;
  const [seal = null] = seals;
  const check = async (): Promise<EntryCheck> => {
    // Keys can be dropped: then there may be an honest row and a false one under the same number.
    if (rows.length > 1 || seals.length > 1) return 'twice';
    if (row === null) return 'no-row';
    if (seal !== null) return row.leaf === seal.leaf ? 'intact' : 'differs';
    const [unsealed] = await snapshot.unsealed([entryId]);
    return unsealed?.passedBy === false ? 'waiting' : 'no-seal';
  };
  return { check: await check(), row, seal };
}

/** See {@link readEntry}. */
export const checkEntry = async (snapshot: LogSnapshot, entryId: number): Promise<EntryCheck> =>
  (await readEntry(snapshot, entryId)).check;

/**
 * The basic level and more: a proof leads from the row as it is now to the root that the newest checkpoint signs, and the
 * checkpoint's signature holds. Says nothing about other entries.
 */
export async function proveEntry(
  snapshot: LogSnapshot,
  witness: Witness,
  entryId: number,
): Promise<EntryCheck> {
  return (await proveRead(await readEntry(snapshot, entryId), witness)).check;
}

/** What a proof is made of: of the guard's log or of a mapped table. */
export type ProvingWitness = Pick<Witness, 'tile' | 'newestCheckpoint'>;

/** A leaf proven to be in a checkpoint, or why it is not. */
export type Proven = {
  readonly check: EntryCheck;
  readonly checkpoint: StoredCheckpoint | null;
  readonly path: readonly Hash[] | null;
};

/** See {@link proveEntry}, for an entry that was read already. */
export async function proveRead({ check, row, seal }: EntryNow, witness: Witness): Promise<Proven> {
  if (check !== 'intact' || row === null || seal === null) return { check, checkpoint: null, path: null };
  return proveLeaf(witness, seal.position, row.leaf);
}

/**
 * Leads a leaf to the root of the newest checkpoint, and checks the checkpoint. A copy of this machine that is damaged is
 * told from a leaf that is another one: nobody is accused on the strength of a broken disk.
 */
export async function proveLeaf(witness: ProvingWitness, position: number, leaf: Hash): Promise<Proven> {
  const checkpoint = await witness.newestCheckpoint();
  const said = (check: EntryCheck, path: readonly Hash[] | null = null): Proven => ({
    check,
    checkpoint,
    path,
  });
  if (checkpoint === null || position >= checkpoint.size) return said('no-checkpoint');
  if (!holds(checkpoint)) return said('checkpoint-invalid');
  try {
    const path = await inclusionProof(position, checkpoint.size, witness.tile.bind(witness));
    const own = await witnessedLeaf(witness, position);
    if (rootFromInclusion(position, checkpoint.size, own, path) !== checkpoint.root)
      return said('own-copy-damaged');
    return leaf === own ? said('intact', path) : said('not-in-checkpoint', path);
  } catch (error) {
    if (error instanceof TileMissingError) return said('own-copy-damaged');
    throw error;
  }
}

/** Whether the note is signed, and states what is kept beside it: only the note is what the token signed. */
export function holds({ note, certificate, size, root }: StoredCheckpoint): boolean {
  const body = parseCheckpoint(note)?.body;
  return body?.size === size && body.root === root && checkCheckpoint(note, certificate) === 'ok';
}

/** @throws TileMissingError */
export async function witnessedLeaf(witness: Pick<Witness, 'tile'>, position: number): Promise<Hash> {
  const tile = await witness.tile(0, Math.floor(position / TILE_WIDTH));
  const at = (position % TILE_WIDTH) * HASH_LENGTH;
  if (tile === null || tile.length < at + HASH_LENGTH) throw new TileMissingError(`leaf ${position}`);
  return hashFrom(tile.subarray(at, at + HASH_LENGTH));
}
