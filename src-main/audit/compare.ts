import type { Hash } from '../base/hash.ts';

/** One sealed or witnessed entry, as far as order and identity go. */
export type Placed = { readonly position: number; readonly entryId: number; readonly leaf: Hash };

/** Entries that stand in both sequences one behind the other in the same way. */
type Run = { readonly witnessed: number; readonly sealed: number; length: number };

/** How the seals differ from what was witnessed. */
export type Difference = {
  /** Witnessed positions whose leaf no seal has any more. */
  readonly gone: readonly number[];
  /** Seals that were never witnessed although they claim a place among the witnessed ones. */
  readonly added: readonly Placed[];
  /** The other seals that were never witnessed: they came later. */
  readonly later: readonly Placed[];
  /** In both, but not in the same order: the fewest entries that must be lifted out to make the rest agree. */
  readonly moved: readonly { readonly witnessed: number; readonly sealed: number }[];
  /** Position up to which the entries, from the first on, are as they were witnessed. */
  readonly prefix: number;
  /** First seal that stands at another position than it was witnessed at; null if none does. */
  readonly shiftedFrom: number | null;
  /** True when there were too many differences to look at all of them. */
  readonly cut: boolean;
  /** Where the entry sealed at a position was witnessed; null if it was not. */
  readonly witnessedAt: (sealed: number) => number | null;
  /** True if the seal and the one before it follow on each other as they were witnessed, or neither was witnessed. */
  readonly joins: (sealed: number) => boolean;
};

/** At most this many suspects are looked into one by one; a log altered beyond it is told by its first ones. */
export const SUSPECT_LIMIT = 100_000;

/** Differences held in memory at a time. */
const PENDING = 1_000_000;

/**
 * Lines up two sequences by content, part by part, holding only what has no counterpart yet. Only entries found in both
 * serve as anchors; the longest run of them that kept its order stays, the others were moved.
 */
export class Alignment {
  readonly #then = new Map<Hash, number>();
  readonly #now = new Map<Hash, Placed>();
  /** Seals with a leaf that another seal has as well. */
  readonly #doubles: Placed[] = [];
  readonly #runs: Run[] = [];
  readonly #start: number;
  #size: number;
  #highestId = Number.NEGATIVE_INFINITY;
  #cut = false;

  /**
   * @param start - first position of both sequences
   */
  constructor(start = 0) {
    this.#start = start;
    this.#size = start;
  }

  /**
   * Adds the next part of both sequences, in order of position; either may end before the other.
   *
   * @returns false when there are too many differences to go on
   */
  add(witnessed: readonly Placed[], sealed: readonly Placed[]): boolean {
    const seals = new Map(sealed.map((seal) => [seal.position, seal]));
    const late: Placed[] = [];
    for (const entry of witnessed) {
      this.#size = Math.max(this.#size, entry.position + 1);
      this.#highestId = Math.max(this.#highestId, entry.entryId);
      if (seals.get(entry.position)?.leaf !== entry.leaf) {
        late.push(entry);
        continue;
      }
      seals.delete(entry.position);
      this.#match(entry.position, entry.position);
    }
    for (const entry of late) this.#then.set(entry.leaf, entry.position);
    for (const seal of seals.values()) {
      if (this.#now.has(seal.leaf)) this.#doubles.push(seal);
      else this.#now.set(seal.leaf, seal);
    }
    const [few, many] =
      this.#then.size < this.#now.size ? [this.#then, this.#now] : ([this.#now, this.#then] as const);
    for (const leaf of few.keys()) {
      const seal = this.#now.get(leaf);
      const position = this.#then.get(leaf);
      if (seal === undefined || position === undefined) continue;
      this.#match(position, seal.position);
      few.delete(leaf);
      many.delete(leaf);
    }
    this.#cut = this.#then.size + this.#now.size > PENDING;
    return !this.#cut;
  }

  finish(): Difference {
    const runs = joined(this.#runs);
    const kept = longestIncreasing(
      runs.map((run) => run.sealed),
      runs.map((run) => run.length),
    );
    const bySeal = runs.toSorted((a, b) => a.sealed - b.sealed);
    const runAt = (sealed: number): Run | undefined => {
      const run = bySeal[lowerBound(bySeal.length, (index) => (bySeal[index]?.sealed ?? 0) > sealed) - 1];
      return run !== undefined && sealed < run.sealed + run.length ? run : undefined;
    };
    const last = bySeal.at(-1);
    const lastMatched = last === undefined ? this.#start : last.sealed + last.length;
    const first = runs[0];
    const lostTail = runs.reduce(
      (left, run) => Math.min(left, this.#size - run.witnessed - run.length),
      this.#size - this.#start,
    );
    const claims = (seal: Placed): boolean =>
      seal.position < lastMatched ||
      (seal.position < lastMatched + lostTail && seal.entryId <= this.#highestId);
    const added = [...this.#now.values(), ...this.#doubles].filter(claims);
    const newFrom = added.reduce((from, seal) => Math.max(from, seal.position + 1), lastMatched);
    const whole =
      last === undefined ? this.#size === this.#start : last.witnessed + last.length === this.#size;
    return {
      gone: [...this.#then.values()].toSorted((a, b) => a - b),
      added: added.toSorted((a, b) => a.position - b.position),
      later: [...this.#now.values()].filter((seal) => !claims(seal)),
      moved: runs
        .filter((_, index) => !kept.has(index))
        .flatMap((run) =>
          Array.from({ length: run.length }, (_, index) => ({
            witnessed: run.witnessed + index,
            sealed: run.sealed + index,
          })),
        ),
      prefix:
        first?.witnessed === this.#start && first.sealed === this.#start
          ? this.#start + first.length
          : this.#start,
      shiftedFrom: bySeal.find((run) => run.sealed !== run.witnessed)?.sealed ?? null,
      cut: this.#cut,
      witnessedAt: (sealed) => {
        const run = runAt(sealed);
        return run === undefined ? null : run.witnessed + sealed - run.sealed;
      },
      joins: (sealed) => {
        const run = runAt(sealed);
        if (run !== undefined)
          return sealed > run.sealed || (sealed === this.#start && run.witnessed === this.#start);
        return sealed > newFrom || (sealed === newFrom && newFrom === lastMatched && whole);
      },
    };
  }

  #match(witnessed: number, sealed: number): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && follows(last, witnessed, sealed)) last.length++;
    else this.#runs.push({ witnessed, sealed, length: 1 });
  }
}

const follows = (run: Run, witnessed: number, sealed: number): boolean =>
  run.witnessed + run.length === witnessed && run.sealed + run.length === sealed;

/** Runs in order of what was witnessed, neighbours made one. */
function joined(runs: readonly Run[]): readonly Run[] {
  const whole: Run[] = [];
  for (const run of runs.toSorted((a, b) => a.witnessed - b.witnessed)) {
    const last = whole.at(-1);
    if (last !== undefined && follows(last, run.witnessed, run.sealed)) last.length += run.length;
    else whole.push({ ...run });
  }
  return whole;
}

/** The lowest of 0 … count for which `reached` holds; `reached` must never turn back. */
function lowerBound(count: number, reached: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Indices of the heaviest strictly increasing subsequence; every member weighs 1 unless said (O(n log n), a Fenwick tree
 * of the best end below each value).
 */
export function longestIncreasing(
  values: readonly number[],
  weights: readonly number[] = values.map(() => 1),
): ReadonlySet<number> {
  const ranks = new Map(
    [...new Set(values)].toSorted((a, b) => a - b).map((value, index) => [value, index + 1]),
  );
  const best = new Array<number>(ranks.size + 1).fill(-1);
  const total: number[] = [];
  const previous: number[] = [];
  const heavier = (a: number, b: number): number => ((total[b] ?? -1) > (total[a] ?? -1) ? b : a);
  values.forEach((value, index) => {
    const rank = ranks.get(value) ?? 0;
    let before = -1;
    for (let node = rank - 1; node > 0; node -= node & -node) before = heavier(before, best[node] ?? -1);
    previous[index] = before;
    total[index] = (total[before] ?? 0) + (weights[index] ?? 0);
    for (let node = rank; node < best.length; node += node & -node)
      best[node] = heavier(best[node] ?? -1, index);
  });
  const kept = new Set<number>();
  let end = values.reduce((found, _, index) => heavier(found, index), -1);
  for (; end >= 0; end = previous[end] ?? -1) kept.add(end);
  return kept;
}
