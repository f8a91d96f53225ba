import type { Hash } from '../base/hash.ts';

/** One sealed or witnessed entry, as far as order and identity go. */
export type Placed = { readonly position: number; readonly entryId: number; readonly leaf: Hash };

/** How the seals differ from what was witnessed. */
export type Difference = {
  /** Witnessed, but no seal has this leaf any more. */
  readonly gone: readonly Placed[];
  /** Sealed at or below the witnessed size, but never witnessed. */
  readonly added: readonly Placed[];
  /** In both, but not in the same order: the fewest entries that must be lifted out to make the rest agree. */
  readonly moved: readonly Placed[];
};

/**
 * Compares two sequences by content. Only entries found in both serve as anchors; the longest run of them that kept its
 * order stays, the others were moved.
 */
export function compare(witnessed: readonly Placed[], sealed: readonly Placed[]): Difference {
  const now = new Map(sealed.map((s) => [s.leaf, s]));
  const then = new Set(witnessed.map((w) => w.leaf));
  const gone = witnessed.filter((w) => !now.has(w.leaf));
  const added = sealed.filter((s) => !then.has(s.leaf));
  const common = witnessed.filter((w) => now.has(w.leaf));
  const order = common.map((w) => now.get(w.leaf)?.position ?? -1);
  const kept = longestIncreasing(order);
  const moved = common.filter((_, index) => !kept.has(index));
  return { gone, added, moved };
}

/** Indices of a longest increasing subsequence (patience sorting, O(n log n)). */
export function longestIncreasing(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous = new Array<number>(values.length).fill(-1);
  values.forEach((value, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const at = tails[middle];
      if (at !== undefined && (values[at] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = index;
  });
  const kept = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) kept.add(index);
  return kept;
}
