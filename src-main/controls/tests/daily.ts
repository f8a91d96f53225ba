import type { TestStanding } from '../../../src-shared/controls/tests.ts';
import { type Clock, instantOf } from '../../base/clock.ts';

/** The first look leaves the start of the application alone; then one an hour, so that a new day is seen. Milliseconds. */
const START_MS = 10 * 60_000;
const LOOK_MS = 60 * 60_000;

/** Runs all tests once a day, so that a period can be reported, for as long as the application runs. */
export interface DailyTests {
  start(): void;
  close(): void;
}

/**
 * Whether a run of all is due: some test was not run on this day (UTC, as results are kept by days).
 *
 * @param today - civil date such as `2026-11-22`
 */
export const isDue = (standings: readonly Pick<TestStanding, 'latest'>[], today: string): boolean =>
  standings.some(({ latest }) => latest === null || latest.finishedAt.slice(0, 10) < today);

/** See {@link DailyTests}. */
export function dailyTests(parts: {
  readonly list: () => Promise<readonly Pick<TestStanding, 'latest'>[]>;
  /** Whether the clinic's database answers; without it a day would be filled with “could not tell”. */
  readonly connected: () => Promise<boolean>;
  /** Begins a run of all tests, unless one is under way. */
  readonly begin: () => void;
  /** Calls back once; the answer takes the call back. */
  readonly timer: (ms: number, then: () => void) => () => void;
  readonly clock: Clock;
  /** Told of what nobody foresaw; the next look comes all the same. */
  readonly failed: (error: unknown) => void;
}): DailyTests {
  let cancel: (() => void) | null = null;
  let closed = false;
  const look = async (): Promise<void> => {
    try {
      const today = instantOf(parts.clock).slice(0, 10);
      if (isDue(await parts.list(), today) && (await parts.connected()) && !closed) parts.begin();
    } catch (error) {
      parts.failed(error);
    } finally {
      after(LOOK_MS);
    }
  };
  const after = (ms: number): void => {
    if (closed) return;
    cancel = parts.timer(ms, () => void look());
  };
  return {
    start: () => {
      after(START_MS);
    },
    close: () => {
      closed = true;
      cancel?.();
    },
  };
}
