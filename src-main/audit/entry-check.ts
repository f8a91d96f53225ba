import { checkCheckpoint } from './checkpoint.ts';
import { rootFromInclusion } from './merkle.ts';
import type { LogSnapshot, Witness } from './ports.ts';
import { inclusionProof } from './proof.ts';
import { TileMissingError } from './tiles.ts';

/** What one entry came to. `intact`: everything that was asked for holds. */
export type EntryCheck =
  | 'intact'
  /** There is no such row. */
  | 'no-row'
  /** No seal names it. */
  | 'no-seal'
  /** The row does not give the leaf that its seal records. */
  | 'differs'
  /** No valid checkpoint of this machine covers it. */
  | 'no-checkpoint'
  /** The leaf is not what the checkpoint's tree holds at that position. */
  | 'not-in-checkpoint';

/** Row against seal: the basic level for one entry. */
export async function checkEntry(snapshot: LogSnapshot, entryId: number): Promise<EntryCheck> {
  return (await rowAndSeal(snapshot, entryId)).check;
}

/**
 * The basic level and more: a proof leads from the row as it is now to the root that the newest checkpoint signs, and the
 * checkpoint's signature holds. Says nothing about other entries.
 */
export async function proveEntry(
  snapshot: LogSnapshot,
  witness: Witness,
  entryId: number,
): Promise<EntryCheck> {
  const { check, leaf, position } = await rowAndSeal(snapshot, entryId);
  if (check !== 'intact') return check;
  const checkpoint = (await witness.checkpoints()).at(-1);
  if (checkpoint === undefined || position >= checkpoint.size) return 'no-checkpoint';
  if (checkCheckpoint(checkpoint.note, checkpoint.certificate) !== 'ok') return 'no-checkpoint';
  try {
    const proof = await inclusionProof(position, checkpoint.size, witness.tile.bind(witness));
    const root = rootFromInclusion(position, checkpoint.size, leaf, proof);
    return root === checkpoint.root ? 'intact' : 'not-in-checkpoint';
  } catch (error) {
    if (error instanceof TileMissingError) return 'no-checkpoint';
    throw error;
  }
}

async function rowAndSeal(snapshot: LogSnapshot, entryId: number) {
  const [[row], [seal]] = [await snapshot.rows([entryId]), await snapshot.sealsOf([entryId])];
  const nothing = { leaf: null, position: -1 };
  if (row === undefined) return { check: 'no-row', ...nothing } as const;
  if (seal === undefined) return { check: 'no-seal', ...nothing } as const;
  if (row.leaf !== seal.leaf) return { check: 'differs', ...nothing } as const;
  return { check: 'intact', leaf: row.leaf, position: seal.position } as const;
}
