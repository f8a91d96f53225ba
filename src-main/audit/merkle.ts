import { HASH_LENGTH, type Hash, sha256 } from '../base/hash.ts';

// RFC 9162 §2.1. Positions may exceed 2^31: no bit operators on them.

/** Root of the empty tree (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0));

const scratch = Buffer.alloc(1 + 2 * HASH_LENGTH);
scratch[0] = 0x01;

/** Hash of an interior node: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  scratch.write(left, 1, 'latin1');
  scratch.write(right, 1 + HASH_LENGTH, 'latin1');
  return sha256(scratch);
}

/**
 * The complete subtrees of a tree, largest first: one hash for each one-bit of `size`. O(log n) memory, enough to
 * append and to give the root.
 */
export type Frontier = { size: number; readonly hashes: Hash[] };

export const emptyFrontier = (): Frontier => ({ size: 0, hashes: [] });

export const copyFrontier = (frontier: Frontier): Frontier => ({
  size: frontier.size,
  hashes: [...frontier.hashes],
});

/**
 * Appends a complete subtree of `leaves` leaves (a power of two; 1 is a leaf).
 *
 * @throws RangeError when the size so far is no multiple of `leaves`
 */
export function append(frontier: Frontier, hash: Hash, leaves = 1): void {
  if (frontier.size % leaves !== 0) throw new RangeError('a subtree must stand at a multiple of its size');
  let node = hash;
  for (let rest = frontier.size / leaves; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = frontier.hashes.pop();
    if (left === undefined) throw new RangeError('the frontier does not fit its size');
    node = nodeHash(left, node);
  }
  frontier.hashes.push(node);
  frontier.size += leaves;
}

/** Root of the subtrees laid side by side, largest first. */
export function foldRoot(hashes: readonly Hash[]): Hash {
  const last = hashes.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  let root = last;
  for (let index = hashes.length - 2; index >= 0; index--) {
    const left = hashes[index];
    if (left !== undefined) root = nodeHash(left, root);
  }
  return root;
}

export const rootOf = (frontier: Frontier): Hash => foldRoot(frontier.hashes);

/** How many complete subtrees a tree of this size has. */
export function subtreesOf(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Root over leaves; for small trees and as the reference in tests. */
export function rootOfLeaves(leaves: Iterable<Hash>): Hash {
  const frontier = emptyFrontier();
  for (const leaf of leaves) append(frontier, leaf);
  return rootOf(frontier);
}

/**
 * Verifies an inclusion proof (RFC 9162 §2.1.3.2). All arguments may be hostile.
 *
 * @returns the root that the proof leads to, or null when the proof cannot belong to this index and size
 */
export function rootFromInclusion(
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
): Hash | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  let node = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of proof) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      root = nodeHash(sibling, root);
      while (node % 2 === 0 && node !== 0) {
        node = node / 2;
        last = Math.floor(last / 2);
      }
    } else {
      root = nodeHash(root, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}
