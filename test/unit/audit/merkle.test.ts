import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  append,
  emptyFrontier,
  EMPTY_ROOT,
  foldRoot,
  nodeHash,
  rootFromInclusion,
  rootOf,
  rootOfLeaves,
} from '../../../src-main/audit/merkle.ts';
import { frontierAt, rootAt, rootsAt, TileMissingError, tilesAfter } from '../../../src-main/audit/tiles.ts';
import { type Hash, hashFrom, hexOf, sha256 } from '../../../src-main/base/hash.ts';
import { dice } from '../../fixtures/tampering.ts';

const digest = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
/** RFC 9162 §2.1.1, word for word: the hash of a list of leaf hashes. */
function reference(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return digest();
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return digest(Buffer.from([1]), reference(leaves.slice(0, k)), reference(leaves.slice(k)));
}
/** RFC 9162 §2.1.3.1: PATH(m, D[n]). */
function path(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return m < k
    ? [...path(m, leaves.slice(0, k)), reference(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), reference(leaves.slice(0, k))];
}
const leaf = (n: number): Buffer => digest(Buffer.from([0]), Buffer.from(`entry ${n}`));
const leaves = Array.from({ length: 600 }, (_, n) => leaf(n));
const hashes = leaves.map((one) => hashFrom(one));

describe('the tree', () => {
  test('is the recursion of RFC 9162 for every size up to 130 and around powers of two', () => {
    for (const size of [...Array.from({ length: 131 }, (_, n) => n), 255, 256, 257, 511, 512, 513, 600])
      expect(hexOf(rootOfLeaves(hashes.slice(0, size)))).toBe(
        reference(leaves.slice(0, size)).toString('hex'),
      );
  });
  test('known answers: the empty tree and the first certificates of the RFC 6962 test log', () => {
    expect(hexOf(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const known = inputs.map((hex) => sha256(Buffer.concat([Buffer.from([0]), Buffer.from(hex, 'hex')])));
    expect(hexOf(rootOfLeaves(known))).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
    expect(hexOf(rootOfLeaves(known.slice(0, 3)))).toBe(
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    );
  });
  test('complete subtrees may be appended instead of their leaves, at a multiple of their size only', () => {
    const frontier = emptyFrontier();
    append(frontier, rootOfLeaves(hashes.slice(0, 256)), 256);
    for (const one of hashes.slice(256, 300)) append(frontier, one);
    expect(rootOf(frontier)).toBe(rootOfLeaves(hashes.slice(0, 300)));
    expect(() => {
      append(frontier, hashes[0]!, 8);
    }).toThrow(RangeError);
  });
  test('sizes beyond 2^31 keep their place', () => {
    const frontier = { size: 2 ** 40, hashes: [hashes[0]!] };
    for (const one of hashes.slice(1, 4)) append(frontier, one);
    expect(frontier.size).toBe(2 ** 40 + 3);
    expect(rootOf(frontier)).toBe(
      nodeHash(hashes[0]!, nodeHash(nodeHash(hashes[1]!, hashes[2]!), hashes[3]!)),
    );
    expect(foldRoot([])).toBe(EMPTY_ROOT);
  });
});

describe('inclusion proofs', () => {
  test('of the reference lead to its root, for all places of sizes up to 70, and nowhere else', () => {
    for (let size = 1; size <= 70; size++)
      for (let at = 0; at < size; at++) {
        const proof = path(at, leaves.slice(0, size)).map((one) => hashFrom(one));
        const root = hashFrom(reference(leaves.slice(0, size)));
        expect(rootFromInclusion(at, size, hashes[at]!, proof)).toBe(root);
        expect(rootFromInclusion(at, size, hashes[at + 1]!, proof)).not.toBe(root);
        if (size > 1) expect(rootFromInclusion((at + 1) % size, size, hashes[at]!, proof)).not.toBe(root);
        expect(rootFromInclusion(at, size, hashes[at]!, [...proof, root])).toBeNull();
        if (proof.length > 0) expect(rootFromInclusion(at, size, hashes[at]!, proof.slice(1))).not.toBe(root);
      }
  });
  test.each([-1, 0.5, Number.NaN, Infinity, 7])('index %s is refused in a tree of seven', (index) => {
    expect(rootFromInclusion(index, 7, hashes[0]!, [])).toBeNull();
  });

  const vectors = resolve(import.meta.dirname, '../../../../shared/vectors/merkle-inclusion');
  const there = existsSync(vectors);
  const none =
    'vectors of transparency-dev/merkle: not beside this repository, so only the own reference counts';
  test(there ? 'the vectors of transparency-dev/merkle' : none, () => {
    const files = there
      ? readdirSync(vectors, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
      : [];
    for (const file of files) {
      const vector = JSON.parse(readFileSync(join(vectors, file), 'utf8')) as {
        leafIdx: number;
        treeSize: number;
        root: string;
        leafHash: string;
        proof: string[] | null;
        wantErr: boolean;
      };
      const of = (text: string): Hash | null => {
        const bytes = Buffer.from(text, 'base64');
        return bytes.length === 32 ? hashFrom(bytes) : null;
      };
      const one = of(vector.leafHash);
      const proof = (vector.proof ?? []).map(of);
      const root =
        one === null || proof.includes(null)
          ? null
          : rootFromInclusion(vector.leafIdx, vector.treeSize, one, proof as Hash[]);
      expect(root !== null && root === of(vector.root), file).toBe(!vector.wantErr);
    }
    expect(files.length > 90 || !there).toBe(true);
  });
});

describe('tiles', () => {
  test('any growth gives the plain tree, at its size and at every earlier one', async () => {
    const many = Array.from({ length: 140_000 }, (_, n) => sha256(Buffer.from(`leaf ${n}`)));
    for (const seed of [1, 2, 3]) {
      const roll = dice(seed);
      const tiles = new Map<string, Uint8Array>();
      const read = (level: number, index: number): Promise<Uint8Array | null> =>
        Promise.resolve(tiles.get(`${level}/${index}`) ?? null);
      const plain = emptyFrontier();
      const roots = new Map<number, Hash>([[0, EMPTY_ROOT]]);
      const end = seed === 1 ? 140_000 : 3000;
      for (let size = 0; size < end;) {
        const step = Math.min(1 + roll(seed === 1 ? 30_000 : [3, 300][seed - 2]!), end - size);
        const added = many.slice(size, size + step);
        for (const tile of await tilesAfter(size, added, read))
          tiles.set(`${tile.level}/${tile.index}`, tile.hashes);
        for (const one of added) append(plain, one);
        size += step;
        roots.set(size, rootOf(plain));
        expect(await frontierAt(size, read)).toEqual(plain);
      }
      for (const [size, root] of roots) expect(await rootAt(size, read)).toBe(root);
      const [...sizes] = roots.keys();
      let next = 0;
      for await (const root of rootsAt(sizes, read)) expect(root).toBe(roots.get(sizes[next++]!));
      expect(next).toBe(sizes.length);
    }
  });
  test('a tile that is missing or too short is told, never taken for another tree', async () => {
    const none = (): Promise<null> => Promise.resolve(null);
    const short = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(32));
    await expect(rootAt(5, none)).rejects.toThrow(TileMissingError);
    await expect(rootAt(5, short)).rejects.toThrow(TileMissingError);
    await expect(tilesAfter(5, [hashes[0]!], none)).rejects.toThrow(TileMissingError);
    await expect(tilesAfter(5, [hashes[0]!], short)).rejects.toThrow(TileMissingError);
  });
});
