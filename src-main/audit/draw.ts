import type { Hash } from '../base/hash.ts';
import { rootFromInclusion } from './merkle.ts';
import type { Mark } from './piece-check.ts';
import type { LogSnapshot, Witness, WitnessedEntry } from './ports.ts';
import { inclusionProof } from './proof.ts';
import { rootAt } from './tiles.ts';

/** Entries drawn in a cycle. */
export const DRAWN = 200;

/**
 * `count` different positions below `size`, each set as likely as any other (Floyd's algorithm).
 *
 * @param below - a random whole number from 0 to below the given one
 */
export function drawPositions(size: number, count: number, below: (limit: number) => number): number[] {
  const drawn = new Set<number>();
  for (let limit = Math.max(0, size - count); limit < size; limit++) {
    const position = below(limit + 1);
    drawn.add(drawn.has(position) ? limit : position);
  }
  return [...drawn];
}

/** Tells whether a leaf is the one that was witnessed at a position. */
export type IsWitnessed = (position: number, leaf: Hash) => Promise<boolean>;

/**
 * Follows a proof from the leaf to the root of the newest checkpoint, or of the witness where no checkpoint covers the
 * position yet.
 *
 * @throws TileMissingError when this machine's own copy is damaged
 */
export async function proofsOf(
  witness: Pick<Witness, 'tile' | 'size' | 'newestCheckpoint'>,
): Promise<IsWitnessed> {
  const read = cached(witness.tile.bind(witness));
  const size = await witness.size();
  const newest = await witness.newestCheckpoint();
  // One that covers more than was seen is damaged: told by a verification, and no ground to draw on.
  const signed = newest !== null && newest.size <= size ? newest : null;
  const whole = { size, root: await rootAt(size, read) };
  return async (position, leaf) => {
    const tree = signed !== null && position < signed.size ? signed : whole;
    const proof = await inclusionProof(position, tree.size, read);
    return rootFromInclusion(position, tree.size, leaf, proof) === tree.root;
  };
}

/**
 * Follows a proof from each row as it is now; see {@link proofsOf}.
 *
 * @throws Fault `database-…`, `cancelled`; TileMissingError when this machine's own copy is damaged
 */
export async function checkDrawn(
  snapshot: LogSnapshot,
  witness: Witness,
  positions: readonly number[],
): Promise<readonly Mark[]> {
  const isWitnessed = await proofsOf(witness);
  const entries: WitnessedEntry[] = [];
  for (const position of positions) entries.push(...(await witness.entries(position, position + 1)));
  const rows = new Map(
    (await snapshot.rows(entries.map(({ entryId }) => entryId))).map((row) => [row.entryId, row]),
  );
  const marks: Mark[] = [];
  for (const { position, entryId } of entries) {
    const row = rows.get(entryId);
    if (row === undefined) marks.push({ key: `gone:${position}`, position });
    else if (!(await isWitnessed(position, row.leaf))) marks.push({ key: `drawn:${position}`, position });
  }
  return marks;
}

type Read = (level: number, index: number) => Promise<Uint8Array | null>;

function cached(read: Read): Read {
  const tiles = new Map<string, Promise<Uint8Array | null>>();
  return (level, index) => {
    const key = `${level}/${index}`;
    const tile = tiles.get(key) ?? read(level, index);
    tiles.set(key, tile);
    return tile;
  };
}
