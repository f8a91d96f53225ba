import { type Hash, ZERO_HASH } from '../base/hash.ts';
import { chainStart, linkOf } from './chain.ts';
import { longestIncreasing } from './compare.ts';
import type { Seal } from './ports.ts';

/** Broken links up to which the order is sought: every pair of them costs a hash. */
const LIMIT = 1000;

type Moved = { readonly from: number; readonly position: number };

/** The order that the chain says, where it is not the order of the positions. */
export type SealOrder = {
  /** Where a seal stands and where it was made. */
  readonly moved: readonly Moved[];
  readonly explained: readonly number[];
};

/**
 * Finds out whether seals stand in another order than they were made in. Where links do not hold, the pieces between are
 * laid end to end again by their chain values; where only the values stayed, each is given the seal that fits it.
 *
 * @returns null when the order is not what is wrong
 */
export function sealOrder(
  broken: readonly number[],
  seals: ReadonlyMap<number, Seal>,
  sealed: number,
  first = chainStart(null),
): SealOrder | null {
  if (broken.length < 2 || broken.length > LIMIT) return null;
  const one = exchanged(broken, seals);
  const told = new Set(one?.explained);
  const other = pieces(
    broken.filter((position) => !told.has(position)),
    seals,
    sealed,
    first,
  );
  if (one === null || other === null) return one ?? other;
  return { moved: [...one.moved, ...other.moved], explained: [...one.explained, ...other.explained] };
}

function exchanged(broken: readonly number[], seals: ReadonlyMap<number, Seal>): SealOrder | null {
  const moved: Moved[] = [];
  for (const position of broken) {
    const before = position === 0 ? ZERO_HASH : seals.get(position - 1)?.chain;
    const chain = seals.get(position)?.chain;
    const other = broken.find((from) => {
      const leaf = seals.get(from)?.leaf;
      return (
        from !== position && before !== undefined && leaf !== undefined && linkOf(before, leaf) === chain
      );
    });
    if (other !== undefined) moved.push({ from: other, position });
  }
  return moved.length === 0 ? null : { moved, explained: moved.map(({ position }) => position) };
}

function pieces(
  broken: readonly number[],
  seals: ReadonlyMap<number, Seal>,
  sealed: number,
  first: ReturnType<typeof chainStart>,
): SealOrder | null {
  if (broken.length < 2) return null;
  const starts = broken[0] === first.at ? broken : [first.at, ...broken];
  const parts = starts.map((from, index) => ({ from, to: starts[index + 1] ?? sealed }));
  const ends = new Map<number, Hash | undefined>(
    parts.map((part, index) => [index, seals.get(part.to - 1)?.chain]),
  );
  const found = new Map<number, number>();
  const explained: number[] = [];
  for (const [index, part] of parts.entries()) {
    const seal = seals.get(part.from);
    if (!broken.includes(part.from) || seal === undefined) continue;
    const before =
      linkOf(first.chain, seal.leaf) === seal.chain
        ? -1
        : [...ends].find(([, end]) => end !== undefined && linkOf(end, seal.leaf) === seal.chain)?.[0];
    if (before === undefined) continue;
    found.set(before, index);
    explained.push(part.from);
  }
  if (explained.length === 0) return null;
  // A piece of which the chain says nothing follows on the one before it, unless that has another successor.
  const successors = new Map(found);
  const taken = new Set(found.values());
  for (let index = 0; index < parts.length; index++)
    if (!taken.has(index) && !successors.has(index - 1)) successors.set(index - 1, index);
  const order: number[] = [];
  for (let at = successors.get(-1); at !== undefined && order.length < parts.length; at = successors.get(at))
    order.push(at);
  if (order.length < parts.length) return null;
  const lengths = order.map((index) => (parts[index]?.to ?? 0) - (parts[index]?.from ?? 0));
  const kept = longestIncreasing(order, lengths);
  const moved: Moved[] = [];
  let position = first.at;
  for (const [rank, index] of order.entries()) {
    const length = lengths[rank] ?? 0;
    const from = parts[index]?.from ?? 0;
    if (!kept.has(rank))
      for (let at = 0; at < length; at++) moved.push({ from: from + at, position: position + at });
    position += length;
  }
  return { moved, explained };
}
