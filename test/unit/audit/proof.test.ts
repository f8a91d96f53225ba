import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rootFromInclusion, rootOfLeaves } from '../../../src-main/audit/merkle.ts';
import { inclusionProof } from '../../../src-main/audit/proof.ts';
import { tilesAfter, TileMissingError } from '../../../src-main/audit/tiles.ts';
import { type Hash, sha256 } from '../../../src-main/base/hash.ts';

const leaves = Array.from({ length: 70_000 }, (_, n) => sha256(Buffer.from(`leaf ${n}`)));
const tiles = new Map<string, Uint8Array>();
for (const { level, index, hashes } of await tilesAfter(0, leaves, () => Promise.resolve(null)))
  tiles.set(`${level}/${index}`, hashes);
const read = (level: number, index: number): Promise<Uint8Array | null> =>
  Promise.resolve(tiles.get(`${level}/${index}`) ?? null);

/** PATH(m, D) word for word from RFC 9162 §2.1.3.1. */
function path(m: number, d: readonly Hash[]): Hash[] {
  if (d.length === 1) return [];
  let k = 1;
  while (k * 2 < d.length) k *= 2;
  return m < k
    ? [...path(m, d.slice(0, k)), rootOfLeaves(d.slice(k))]
    : [...path(m - k, d.slice(k)), rootOfLeaves(d.slice(0, k))];
}

describe('an inclusion proof from tiles', () => {
  test('is the path of RFC 9162 and leads to the root, for every leaf of small trees', async () => {
    for (const size of [1, 2, 3, 7, 8, 31, 255, 256, 257, 520])
      for (let index = 0; index < size; index += size > 40 ? 13 : 1) {
        const tree = leaves.slice(0, size);
        const proof = await inclusionProof(index, size, read);
        expect(proof).toEqual(path(index, tree));
        expect(rootFromInclusion(index, size, leaves[index]!, proof)).toBe(rootOfLeaves(tree));
      }
  });
  test('for any leaf of any larger tree, also one smaller than what the tiles hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: leaves.length }), fc.nat(), async (size, n) => {
        const index = n % size;
        const proof = await inclusionProof(index, size, read);
        const root = rootOfLeaves(leaves.slice(0, size));
        expect(rootFromInclusion(index, size, leaves[index]!, proof)).toBe(root);
        expect(rootFromInclusion(index, size, sha256(Buffer.from('other')), proof)).not.toBe(root);
      }),
      { numRuns: 25 },
    );
  });
  test('there is none of a leaf that is not there, or without its tiles', async () => {
    for (const [index, size] of [
      [3, 3],
      [-1, 3],
      [0, 0],
      [0.5, 3],
    ] as const)
      await expect(inclusionProof(index, size, read)).rejects.toThrow(RangeError);
    await expect(inclusionProof(0, leaves.length + 500, read)).rejects.toThrow(TileMissingError);
    await expect(inclusionProof(0, 300, () => Promise.resolve(null))).rejects.toThrow(TileMissingError);
  });
});
