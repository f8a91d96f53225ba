import { bytesOf, type Hash, sha256, ZERO_HASH } from '../base/hash.ts';
import type { LogStart } from './log-start.ts';
import type { LogSnapshot, Seal } from './ports.ts';

/** The next value of the chain: SHA-256 of the value before and the leaf. */
export const linkOf = (chain: Hash, leaf: Hash): Hash =>
  sha256(Buffer.concat([bytesOf(chain), bytesOf(leaf)]));

/** Where the chain begins: at position 0 behind 32 zero bytes, or behind a cut. */
export const chainStart = (
  start: LogStart | null | undefined,
): { readonly at: number; readonly chain: Hash } =>
  start === null || start === undefined
    ? { at: 0, chain: ZERO_HASH }
    : { at: start.size, chain: start.chain };

/** Seals at and around the positions, by position; 256 at a time. Before a cut stands one that has its chain value only. */
export async function sealsNear(
  snapshot: LogSnapshot,
  positions: readonly number[],
): Promise<Map<number, Seal>> {
  const near = new Map<number, Seal>();
  const { at, chain } = chainStart(snapshot.start);
  if (at > 0)
    near.set(at - 1, {
      position: at - 1,
      entryId: Number.MIN_SAFE_INTEGER,
      leaf: ZERO_HASH,
      body: ZERO_HASH,
      chain,
    });
  for (const part of new Set(positions.map((position) => Math.floor(position / 256)))) {
    const from = Math.max(part * 256 - 1, 0);
    for (const seal of await snapshot.sealsBetween(from, Math.min(part * 256 + 257, snapshot.sealed)))
      near.set(seal.position, seal);
  }
  return near;
}
