import type { Hash } from '../base/hash.ts';
import { linkOf } from './chain.ts';

/** A seal as it comes from the wire. */
export type NewSeal = {
  readonly position: number;
  readonly entryId: number;
  readonly leaf: Hash;
  readonly chain: Hash;
};

/**
 * Of two seals at one position, first the one that the chain before it leads to; where that tells nothing, the one that
 * came first.
 *
 * @param before - chain value at the position before, or null
 */
export function chosen(
  before: Hash | null,
  known: NewSeal,
  other: NewSeal,
): readonly [own: NewSeal, other: NewSeal] {
  const follows = ({ leaf, chain }: NewSeal): boolean => before !== null && linkOf(before, leaf) === chain;
  return !follows(known) && follows(other) ? [other, known] : [known, other];
}
