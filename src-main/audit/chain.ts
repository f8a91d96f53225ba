import { bytesOf, type Hash, sha256 } from '../base/hash.ts';
import type { LogSnapshot, Seal } from './ports.ts';

/** The next value of the chain: SHA-256 of the value before and the leaf. */
export const linkOf = (chain: Hash, leaf: Hash): Hash =>
  sha256(Buffer.concat([bytesOf(chain), bytesOf(leaf)]));

/** Seals at and around the positions, by position; 256 at a time. */
export async function sealsNear(
  snapshot: LogSnapshot,
  positions: readonly number[],
): Promise<Map<number, Seal>> {
  const near = new Map<number, Seal>();
  for (const part of new Set(positions.map((position) => Math.floor(position / 256)))) {
    const from = Math.max(part * 256 - 1, 0);
    for (const seal of await snapshot.sealsBetween(from, Math.min(part * 256 + 257, snapshot.sealed)))
      near.set(seal.position, seal);
  }
  return near;
}
