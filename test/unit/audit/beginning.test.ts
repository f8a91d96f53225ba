import { describe, expect, test } from 'vitest';
import { checkOwnCopy } from '../../../src-main/audit/offline.ts';
import { append, emptyFrontier, rootFromInclusion, rootOfLeaves } from '../../../src-main/audit/merkle.ts';
import { inclusionProof } from '../../../src-main/audit/proof.ts';
import {
  type ReadTile,
  rootAt,
  rootsAt,
  type Tile,
  TileMissingError,
  tilesAfter,
  tilesFrom,
} from '../../../src-main/audit/tiles.ts';
import { type Hash, sha256 } from '../../../src-main/base/hash.ts';
import { kept as keptCheckpoints } from '../../fakes/checkpoints.ts';

const leaves = Array.from({ length: 70_000 }, (_, n) => sha256(Buffer.from(`leaf ${String(n)}`)));
const frontierOf = (size: number): readonly Hash[] => {
  const frontier = emptyFrontier();
  for (const leaf of leaves.slice(0, size)) append(frontier, leaf);
  return frontier.hashes;
};

/** A copy that begins at a position and then took over leaves in parts. */
async function copyFrom(begin: number, sizes: readonly number[]) {
  const tiles = new Map<string, Uint8Array>();
  const put = (changed: readonly Tile[]): void => {
    for (const { level, index, hashes } of changed) tiles.set(`${level}/${index}`, hashes);
  };
  const read: ReadTile = (level, index) => Promise.resolve(tiles.get(`${level}/${index}`) ?? null);
  put(tilesFrom(begin, frontierOf(begin)));
  let size = begin;
  for (const next of sizes) {
    put(await tilesAfter(size, leaves.slice(size, next), read));
    size = next;
  }
  return { tiles, read, size };
}
const witnessOf = (begin: number, { read, size }: Awaited<ReturnType<typeof copyFrom>>) => ({
  size: () => Promise.resolve(size),
  first: () => Promise.resolve(begin),
  tile: read,
  ...keptCheckpoints([
    { size: begin, root: rootOfLeaves(leaves.slice(0, begin)), note: '', certificate: Buffer.alloc(0) },
    { size, root: rootOfLeaves(leaves.slice(0, size)), note: '', certificate: Buffer.alloc(0) },
  ]),
});

describe.each([
  [1, [2, 3, 255, 256, 257]],
  [255, [300, 600]],
  [256, [256, 511, 513]],
  [600, [601, 640, 1000, 1500]],
  [1000, [1500]],
  [65_535, [65_536, 65_600]],
  [65_536, [65_540]],
  [66_333, [66_400, 70_000]],
])('a copy that begins at %i', (begin, sizes) => {
  test('gives the roots and proofs that one with every leaf gives', async () => {
    const copy = await copyFrom(begin, sizes);
    const wanted = [begin, ...sizes].map((size) => rootOfLeaves(leaves.slice(0, size)));
    const found: Hash[] = [];
    for await (const root of rootsAt([begin, ...sizes], copy.read)) found.push(root);
    expect(found).toEqual(wanted);
    expect(await rootAt(copy.size, copy.read)).toBe(wanted.at(-1));
    for (const index of new Set([begin, Math.floor((begin + copy.size) / 2), copy.size - 1])) {
      if (index >= copy.size) continue;
      const proof = await inclusionProof(index, copy.size, copy.read);
      expect(rootFromInclusion(index, copy.size, leaves[index]!, proof)).toBe(wanted.at(-1));
    }
  });
  test('is whole, and every damage in it is told', async () => {
    const copy = await copyFrom(begin, sizes);
    const whole = await checkOwnCopy(witnessOf(begin, copy));
    expect(whole).toMatchObject({ damagedTiles: [], foreignCheckpoints: [] });
    expect(whole.root).toBe(rootOfLeaves(leaves.slice(0, copy.size)));
    for (const [name, hashes] of copy.tiles) {
      const flipped = Buffer.from(hashes);
      flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
      copy.tiles.set(name, flipped);
      const damaged = await checkOwnCopy(witnessOf(begin, copy));
      expect(damaged.damagedTiles.length + damaged.foreignCheckpoints.length, name).toBeGreaterThan(0);
      copy.tiles.set(name, hashes);
    }
  });
});

test('what lies before the beginning cannot be proven', async () => {
  const { read, size } = await copyFrom(600, [700]);
  await expect(inclusionProof(599, size, read)).rejects.toBeInstanceOf(TileMissingError);
  await expect(rootAt(599, read)).rejects.toBeInstanceOf(TileMissingError);
});
test('zeros that are no subtree are a damaged copy, not an empty one', async () => {
  const { tiles, read, size } = await copyFrom(600, [700]);
  tiles.set('0/2', Buffer.alloc(32 * 188));
  await expect(rootAt(size, read)).rejects.toBeInstanceOf(TileMissingError);
});
