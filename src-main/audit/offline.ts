import { type Hash, HASH_LENGTH, splitHashes } from '../base/hash.ts';
import { everyCheckpoint } from './checkpoints.ts';
import { append, emptyFrontier, foldRoot, rootOf } from './merkle.ts';
import type { Witness } from './ports.ts';
import { rootOfTile, TILE_WIDTH } from './tiles.ts';

/** What this machine's own copy of a log comes to, without the clinic. */
export type OwnCopy = {
  readonly entries: number;
  /** Tiles that are missing, too short, or not what lies below them. */
  readonly damagedTiles: readonly { readonly level: number; readonly index: number }[];
  /** Root over the leaves; null when one is missing. */
  readonly root: Hash | null;
  /** Sizes of checkpoints whose root is not that of the leaves. */
  readonly foreignCheckpoints: readonly number[];
};

/**
 * Rebuilds the tree from every leaf that this machine keeps and compares it with the kept tiles and checkpoints. A
 * checkpoint's signature is another matter.
 */
export async function checkOwnCopy(
  witness: Pick<Witness, 'size' | 'checkpoints' | 'tile'>,
): Promise<OwnCopy> {
  const entries = await witness.size();
  const damagedTiles: { level: number; index: number }[] = [];
  const checkpoints: { readonly size: number; readonly root: Hash }[] = [];
  for await (const { size, root } of everyCheckpoint(witness))
    if (size > 0 && size <= entries) checkpoints.push({ size, root });
  let next = 0;
  const foreign = new Set<number>();
  const tree = emptyFrontier();
  let whole = true;
  /** Roots over the full tiles of the level below. */
  let below: Hash[] = [];
  for (let level = 0; level === 0 || below.length > 0; level++) {
    const count = level === 0 ? entries : below.length;
    const roots: Hash[] = [];
    for (let index = 0; index * TILE_WIDTH < count; index++) {
      const wanted = Math.min(TILE_WIDTH, count - index * TILE_WIDTH);
      const tile = await witness.tile(level, index);
      const hashes = splitHashes((tile ?? new Uint8Array(0)).subarray(0, wanted * HASH_LENGTH));
      const first = index * TILE_WIDTH;
      const right =
        hashes.length === wanted && (level === 0 || hashes.every((hash, at) => hash === below[first + at]));
      if (!right) damagedTiles.push({ level, index });
      if (wanted === TILE_WIDTH) roots.push(rootOfTile(hashes));
      if (level > 0) continue;
      if (hashes.length !== wanted) whole = false;
      if (!whole) continue;
      const part = emptyFrontier();
      for (
        let due = checkpoints[next];
        due !== undefined && due.size <= first + wanted;
        due = checkpoints[++next]
      ) {
        for (const hash of hashes.slice(part.size, due.size - first)) append(part, hash);
        if (foldRoot([...tree.hashes, ...part.hashes]) !== due.root) foreign.add(due.size);
      }
      if (wanted === TILE_WIDTH) append(tree, roots[roots.length - 1] ?? rootOfTile(hashes), TILE_WIDTH);
      else for (const hash of hashes) append(tree, hash);
    }
    below = roots;
  }
  return { entries, damagedTiles, root: whole ? rootOf(tree) : null, foreignCheckpoints: [...foreign] };
}
