import { setImmediate } from 'node:timers/promises';
import { concatHashes, type Hash, HASH_LENGTH, splitHashes, ZERO_HASH } from '../base/hash.ts';
import { append, emptyFrontier, foldRoot, type Frontier, rootOf } from './merkle.ts';

/** C2SP tlog-tiles: a tile holds 256 hashes; a hash of level n+1 is the root over a full tile of level n. */
export const TILE_WIDTH = 256;

/** Reads a tile as far as it is filled; null if it is not there. */
export type ReadTile = (level: number, index: number) => Promise<Uint8Array | null>;

/** A tile that changed. */
export type Tile = { readonly level: number; readonly index: number; readonly hashes: Uint8Array };

/** Thrown where a tile that must be there is missing or too short: our own copy is damaged. */
export class TileMissingError extends Error {
  override readonly name = 'TileMissingError';
}

const spanOf = (level: number): number => TILE_WIDTH ** level;

/** A tile that the frontier is made of, and how many of its hashes. */
type Part = { readonly level: number; readonly index: number; readonly wanted: number };

/** The tiles that the frontier of the first `size` leaves is made of, largest subtrees first. */
function frontierParts(size: number): readonly Part[] {
  const parts: Part[] = [];
  let top = 0;
  while (spanOf(top + 1) <= size) top++;
  for (let level = top; level >= 0; level--) {
    const span = spanOf(level);
    const wanted = Math.floor(size / span) % TILE_WIDTH;
    if (wanted > 0) parts.push({ level, index: Math.floor(size / (span * TILE_WIDTH)), wanted });
  }
  return parts;
}

/**
 * The complete subtrees that a tile's hashes stand for, in order. A copy that does not begin at the first leaf knows what
 * lies before it only as larger subtrees: each stands in the last of its slots, the others are zero, which no hash is.
 *
 * @throws TileMissingError where zeros do not add up to such a subtree
 */
export function subtreesIn(
  hashes: readonly Hash[],
): readonly { readonly hash: Hash; readonly slots: number }[] {
  const found: { hash: Hash; slots: number }[] = [];
  let slots = 1;
  for (const [at, hash] of hashes.entries()) {
    if (hash === ZERO_HASH) {
      slots++;
      continue;
    }
    if (slots > 1 && (!Number.isInteger(Math.log2(slots)) || (at + 1) % slots !== 0))
      throw new TileMissingError('zeros that are no subtree');
    found.push({ hash, slots });
    slots = 1;
  }
  if (slots > 1) throw new TileMissingError('a subtree without its hash');
  return found;
}

/** Appends what a tile's hashes stand for; each slot covers `span` leaves. */
export function appendTile(frontier: Frontier, hashes: readonly Hash[], span = 1): void {
  for (const { hash, slots } of subtreesIn(hashes)) append(frontier, hash, span * slots);
}

/**
 * The tiles of a copy that begins at `size`, as {@link subtreesIn} reads them.
 *
 * @param frontier - complete subtrees of the leaves before it, largest first
 */
export function tilesFrom(size: number, frontier: readonly Hash[]): readonly Tile[] {
  let next = 0;
  return frontierParts(size).map(({ level, index, wanted }) => {
    const hashes: Hash[] = [];
    for (let slots = TILE_WIDTH / 2; slots >= 1; slots /= 2) {
      if (Math.floor(wanted / slots) % 2 === 0) continue;
      const hash = frontier[next++];
      if (hash === undefined) throw new RangeError('the frontier does not fit its size');
      for (let covered = 1; covered < slots; covered++) hashes.push(ZERO_HASH);
      hashes.push(hash);
    }
    return { level, index, hashes: concatHashes(hashes) };
  });
}

function grow(frontier: Frontier, { level, index, wanted }: Part, tile: Uint8Array | null): void {
  if (tile === null || tile.length < wanted * HASH_LENGTH)
    throw new TileMissingError(`tile ${level}/${index}`);
  appendTile(frontier, splitHashes(tile.subarray(0, wanted * HASH_LENGTH)), spanOf(level));
}

/**
 * The frontier of the first `size` leaves, from a handful of tiles.
 *
 * @throws TileMissingError
 */
export async function frontierAt(size: number, read: ReadTile): Promise<Frontier> {
  const frontier = emptyFrontier();
  for (const part of frontierParts(size)) grow(frontier, part, await read(part.level, part.index));
  return frontier;
}

/** Root of the first `size` leaves. */
export async function rootAt(size: number, read: ReadTile): Promise<Hash> {
  return rootOf(await frontierAt(size, read));
}

/**
 * Roots of the first `sizes` leaves, each from the one before, so that a hundred thousand of them cost little more than
 * the last.
 *
 * @param sizes - in ascending order
 * @throws TileMissingError
 */
export async function* rootsAt(sizes: readonly number[], read: ReadTile): AsyncGenerator<Hash> {
  const frontier = emptyFrontier();
  const tiles = new Map<number, { readonly index: number; readonly hashes: readonly Hash[] }>();
  const subtreeAt = async (level: number, at: number): Promise<{ hash: Hash; slots: number }> => {
    const index = Math.floor(at / TILE_WIDTH);
    let tile = tiles.get(level);
    if (tile?.index !== index) {
      tile = { index, hashes: splitHashes((await read(level, index)) ?? new Uint8Array(0)) };
      tiles.set(level, tile);
    }
    let slots = 1;
    while (tile.hashes[(at % TILE_WIDTH) + slots - 1] === ZERO_HASH) slots++;
    const hash = tile.hashes[(at % TILE_WIDTH) + slots - 1];
    if (hash === undefined) throw new TileMissingError(`tile ${level}/${index}`);
    return { hash, slots };
  };
  for (const size of sizes) {
    while (frontier.size < size) {
      let level = 0;
      while (frontier.size % spanOf(level + 1) === 0 && frontier.size + spanOf(level + 1) <= size) level++;
      const { hash, slots } = await subtreeAt(level, frontier.size / spanOf(level));
      if (frontier.size + slots * spanOf(level) > size) throw new TileMissingError(`leaves before ${size}`);
      append(frontier, hash, slots * spanOf(level));
    }
    yield rootOf(frontier);
  }
}

/**
 * Root of the first `size` leaves where tiles can be read at once, as inside a transaction.
 *
 * @throws TileMissingError
 */
export function rootNow(size: number, read: (level: number, index: number) => Uint8Array | null): Hash {
  const frontier = emptyFrontier();
  for (const part of frontierParts(size)) grow(frontier, part, read(part.level, part.index));
  return rootOf(frontier);
}

/** Root over a full tile. */
export function rootOfTile(hashes: readonly Hash[]): Hash {
  const frontier = emptyFrontier();
  appendTile(frontier, hashes);
  return foldRoot(frontier.hashes);
}

/**
 * The tiles that change when leaves are added behind the first `size`.
 *
 * @throws TileMissingError
 */
export async function tilesAfter(
  size: number,
  leaves: readonly Hash[],
  read: ReadTile,
): Promise<readonly Tile[]> {
  const changed: Tile[] = [];
  let added = leaves;
  let start = size;
  for (let level = 0; added.length > 0; level++) {
    const next: Hash[] = [];
    const nextStart = Math.floor(start / TILE_WIDTH);
    const partial = start % TILE_WIDTH;
    let hashes: Hash[] = [];
    if (partial > 0) {
      const tile = await read(level, nextStart);
      if (tile === null || tile.length < partial * HASH_LENGTH)
        throw new TileMissingError(`tile ${level}/${nextStart}`);
      hashes = splitHashes(tile.subarray(0, partial * HASH_LENGTH));
    }
    let index = nextStart;
    for (const hash of added) {
      hashes.push(hash);
      if (hashes.length < TILE_WIDTH) continue;
      changed.push({ level, index, hashes: concatHashes(hashes) });
      next.push(rootOfTile(hashes));
      hashes = [];
      index++;
      // A window is 256 tiles; others have their turn in between.
      if (index % 8 === 0) await setImmediate();
    }
    if (hashes.length > 0) changed.push({ level, index, hashes: concatHashes(hashes) });
    added = next;
    start = nextStart;
  }
  return changed;
}
