import { type Hash, HASH_LENGTH, splitHashes } from '../base/hash.ts';
import { foldRoot } from './merkle.ts';
import { type ReadTile, rootOfTile, TILE_WIDTH, TileMissingError } from './tiles.ts';

const TILE_HEIGHT = Math.log2(TILE_WIDTH);

/**
 * Inclusion proof of one leaf (RFC 9162 §2.1.3.1), from the tiles on its way to the root: three for a million leaves.
 * Check it with `rootFromInclusion`.
 *
 * @param size - of the tree that the proof is for; not more than the tiles hold
 * @throws RangeError when there is no such leaf, TileMissingError
 */
export async function inclusionProof(index: number, size: number, read: ReadTile): Promise<readonly Hash[]> {
  const siblings = siblingsOf(index, size);
  const tiles = new Map<string, Promise<Uint8Array | null>>();
  const once: ReadTile = (level, number) => {
    const key = `${level}/${number}`;
    const tile = tiles.get(key) ?? read(level, number);
    tiles.set(key, tile);
    return tile;
  };
  return Promise.all(siblings.map(([first, end]) => rootBetween(first, end, once)));
}

/**
 * The leaves [from, to) under each sibling on the way from a leaf to the root, in the order of the proof.
 *
 * @throws RangeError when there is no such leaf
 */
export function siblingsOf(index: number, size: number): readonly (readonly [from: number, to: number])[] {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
    throw new RangeError('no such leaf');
  const siblings: (readonly [from: number, to: number])[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + leftOf(to - from);
    if (index < middle) {
      siblings.push([middle, to]);
      to = middle;
    } else {
      siblings.push([from, middle]);
      from = middle;
    }
  }
  return siblings.reverse();
}

/** Leaves in the left half of a tree: the largest power of two below its size. */
function leftOf(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

/** Tree hash over the leaves [from, to), where `from` is a multiple of the largest power of two in the distance. */
async function rootBetween(from: number, to: number, read: ReadTile): Promise<Hash> {
  const hashes: Hash[] = [];
  for (let at = from; at < to;) {
    let height = 0;
    while (2 ** (height + 1) <= to - at) height++;
    hashes.push(await subtreeAt(at, height, read));
    at += 2 ** height;
  }
  return foldRoot(hashes);
}

/** Root of the complete subtree of 2^height leaves that begins at `from`. */
async function subtreeAt(from: number, height: number, read: ReadTile): Promise<Hash> {
  const level = Math.floor(height / TILE_HEIGHT);
  const first = from / TILE_WIDTH ** level;
  const begin = (first % TILE_WIDTH) * HASH_LENGTH;
  const end = begin + 2 ** (height % TILE_HEIGHT) * HASH_LENGTH;
  const tile = await read(level, Math.floor(first / TILE_WIDTH));
  if (tile === null || tile.length < end) throw new TileMissingError(`tile ${level}/${first}`);
  return rootOfTile(splitHashes(tile.subarray(begin, end)));
}
