/** How many different patients a person opened on a day. Days since 1970 (UTC). */
export type PeerDay = {
  readonly job: string;
  readonly day: number;
  readonly actor: string;
  readonly patients: number;
};

/** Days of others that somebody is compared with. */
export const PEER_WINDOW = 30;
/** The median absolute deviation of a normal distribution is its standard deviation divided by this. */
const MAD_SCALE = 1.4826;

const median = (sorted: readonly number[]): number => {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** What others of a job do in a day: the median and its spread, which one extreme day does not move. */
export type PeerMeasure = { readonly days: number; readonly median: number; readonly spread: number };

/** Measures days. The spread is at least 1: people who all do the same differ by chance. */
export function measurePeers(counts: readonly number[]): PeerMeasure {
  const middle = median(counts.toSorted((a, b) => a - b));
  const off = counts.map((count) => Math.abs(count - middle)).toSorted((a, b) => a - b);
  return { days: counts.length, median: middle, spread: Math.max(1, MAD_SCALE * median(off)) };
}

/** Days of people, by job; changed as accesses come. */
export class PeerDays {
  readonly #jobs = new Map<string, Map<string, PeerDay>>();
  readonly #changed = new Map<string, PeerDay>();

  constructor(known: readonly PeerDay[]) {
    for (const one of known) this.#keep(one);
  }

  #keep(one: PeerDay): void {
    const days = this.#jobs.get(one.job) ?? new Map<string, PeerDay>();
    days.set(JSON.stringify([one.day, one.actor]), one);
    this.#jobs.set(one.job, days);
  }

  set(one: PeerDay): void {
    this.#keep(one);
    this.#changed.set(JSON.stringify([one.job, one.day, one.actor]), one);
  }

  /** How others of the job worked in the days before. */
  others(job: string, day: number, actor: string): PeerMeasure {
    const counts: number[] = [];
    for (const one of this.#jobs.get(job)?.values() ?? [])
      if (one.day < day && one.day >= day - PEER_WINDOW && one.actor !== actor) counts.push(one.patients);
    return measurePeers(counts);
  }

  /** The days that are other than they were. */
  changed(): readonly PeerDay[] {
    return [...this.#changed.values()];
  }
}
