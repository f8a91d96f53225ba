import { type Hash, HASH_LENGTH, splitHashes } from '../base/hash.ts';
import { everyCheckpoint } from './checkpoints.ts';
import { append, emptyFrontier, foldRoot, type Frontier, rootOf } from './merkle.ts';
import type { Witness } from './ports.ts';
import { appendTile, frontierAt, TILE_WIDTH, TileMissingError } from './tiles.ts';

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
  witness: Pick<Witness, 'size' | 'first' | 'checkpoints' | 'tile'>,
): Promise<OwnCopy> {
  const entries = await witness.size();
  const begin = await witness.first();
  const damagedTiles: { level: number; index: number }[] = [];
  const checkpoints: { readonly size: number; readonly root: Hash }[] = [];
  for await (const { size, root } of everyCheckpoint(witness))
    if (size > 0 && size >= begin && size <= entries) checkpoints.push({ size, root });
  let next = 0;
  const foreign = new Set<number>();
  let whole = true;
  const tree = await frontierAt(begin - (begin % TILE_WIDTH), witness.tile.bind(witness)).catch(
    (error: unknown) => {
      if (!(error instanceof TileMissingError)) throw error;
      whole = false;
      return emptyFrontier();
    },
  );
  /** Roots over the full tiles of the level below. */
  let below: Hash[] = [];
  /** Hashes of this level that lie before the beginning: they are known only together, as larger subtrees. */
  let before = begin;
  for (let level = 0; level === 0 || below.length > 0; level++) {
    const count = level === 0 ? entries : before + below.length;
    const roots: Hash[] = [];
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < count; index++) {
      const wanted = Math.min(TILE_WIDTH, count - index * TILE_WIDTH);
      const tile = await witness.tile(level, index);
      const hashes = splitHashes((tile ?? new Uint8Array(0)).subarray(0, wanted * HASH_LENGTH));
      const first = index * TILE_WIDTH;
      const right =
        hashes.length === wanted &&
        (level === 0 ||
          hashes.every((hash, at) => first + at < before || hash === below[first + at - before]));
      if (!right) damagedTiles.push({ level, index });
      const root = wanted === TILE_WIDTH ? rootOver(hashes) : null;
      if (root !== null) roots.push(root);
      if (level > 0) continue;
      if (hashes.length !== wanted) whole = false;
      if (!whole) continue;
      const known = Math.max(before - first, 0);
      const part = emptyFrontier();
      put(part, hashes.slice(0, known));
      for (
        let due = checkpoints[next];
        due !== undefined && due.size <= first + wanted;
        due = checkpoints[++next]
      ) {
        for (const hash of hashes.slice(part.size, due.size - first)) append(part, hash);
        if (foldRoot([...tree.hashes, ...part.hashes]) !== due.root) foreign.add(due.size);
      }
      if (root !== null) append(tree, root, TILE_WIDTH);
      else put(tree, hashes);
    }
    below = roots;
    before = Math.floor(before / TILE_WIDTH);
  }
  return { entries, damagedTiles, root: whole ? rootOf(tree) : null, foreignCheckpoints: [...foreign] };
}

function rootOver(hashes: readonly Hash[]): Hash {
  const tile = emptyFrontier();
  put(tile, hashes);
  return foldRoot(tile.hashes);
}

/** Zeros that stand for no subtree are damage: taken as they are, they give another root. */
function put(frontier: Frontier, hashes: readonly Hash[]): void {
  try {
    appendTile(frontier, hashes);
  } catch (error) {
    if (!(error instanceof TileMissingError)) throw error;
    for (const hash of hashes) append(frontier, hash);
  }
}
