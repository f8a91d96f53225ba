import type { Job } from '../../src-shared/jobs/types.ts';

export type JobKind = Job['kind'];

/** What a job reports of itself: how far it is in its present phase. */
export type Progress = {
  /** What is being done now, in a few words. */
  readonly phase: string;
  readonly done: number;
  /** Null when unknown. */
  readonly total: number | null;
  /** What is counted, e.g. `entries`. */
  readonly unit: string;
};

/** Progress at a moment, for the average. `at` in milliseconds. */
export type Sample = { readonly at: number; readonly done: number };

/** Speed is averaged over this long, so that it follows the work without trembling. Milliseconds. */
export const RATE_WINDOW_MS = 10_000;
/** No speed is told before this much was seen; it would be a guess. Milliseconds. */
export const RATE_MIN_MS = 500;

/**
 * The samples to keep after a new one: those within the window, and the last one before it so that slow work has a speed
 * too. Counting that goes back begins anew.
 */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && next.done < last.done) return [next];
  const firstInside = samples.findIndex(({ at }) => at >= next.at - RATE_WINDOW_MS);
  const kept = firstInside === -1 ? samples.slice(-1) : samples.slice(Math.max(0, firstInside - 1));
  return [...kept, next];
}

/** Units per second over the samples, or null while too little was seen. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < RATE_MIN_MS) return null;
  return ((last.done - first.done) * 1000) / (last.at - first.at);
}

/** Milliseconds until the total is reached at this rate; null when that cannot be told. */
export function remainingMs(done: number, total: number | null, rate: number | null): number | null {
  if (total === null || rate === null) return null;
  if (done >= total) return 0;
  return rate > 0 ? Math.round(((total - done) * 1000) / rate) : null;
}

/** The progress of a job as the window sees it. */
export function progressOf(progress: Progress, samples: readonly Sample[]): Job['progress'] {
  const rate = rateOf(samples);
  return { ...progress, rate, remainingMs: remainingMs(progress.done, progress.total, rate) };
}
