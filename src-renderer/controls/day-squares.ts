import type { TestDay, TestOutcome } from '../../src-shared/controls/tests.ts';

/** Days of a strip, the newest last. */
export const DAYS_SHOWN = 31;
const DAY_MS = 86_400_000;

/** A day of a strip. */
export type Square = {
  readonly day: string;
  readonly outcome: TestOutcome | 'not-run';
  readonly runs: number;
};

/** One square for each day up to the last one, days without a run among them. */
export function squaresOf(days: readonly TestDay[], last: string, most = DAYS_SHOWN): readonly Square[] {
  const known = new Map(days.map((each) => [each.day, each]));
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: most }, (_, at) => {
    const day = new Date(end - (most - 1 - at) * DAY_MS).toISOString().slice(0, 10);
    const { outcome, runs } = known.get(day) ?? { outcome: 'not-run' as const, runs: 0 };
    return { day, outcome, runs };
  });
}
