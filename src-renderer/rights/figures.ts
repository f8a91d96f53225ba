import type { CaseRow } from '../../src-shared/rights/contract.ts';
import { CASE_TYPES, type CaseType } from '../../src-shared/rights/words.ts';

const DAY_MS = 86_400_000;

/** Calendar days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** A day some days later. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The middle of some numbers; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** How one right, or all of them, was answered. */
export type Figures = {
  readonly type: CaseType | null;
  readonly received: number;
  readonly open: number;
  readonly overdue: number;
  /** Answers that are out. */
  readonly answered: number;
  readonly onTime: number;
  /** Days from receipt to answer. */
  readonly medianDays: number | null;
};

function figuresFor(type: CaseType | null, rows: readonly CaseRow[]): Figures {
  const answered = rows.filter(({ stoppedOn }) => stoppedOn !== null);
  return {
    type,
    received: rows.length,
    open: rows.filter(({ open }) => open).length,
    overdue: rows.filter(({ daysLeft }) => daysLeft !== null && daysLeft < 0).length,
    answered: answered.length,
    onTime: answered.filter(({ late }) => !late).length,
    medianDays: median(
      answered.flatMap(({ receivedOn, stoppedOn }) =>
        stoppedOn === null ? [] : [daysBetween(receivedOn, stoppedOn)],
      ),
    ),
  };
}

/** All together, then each right that was asked for. */
export function figuresOf(rows: readonly CaseRow[]): readonly Figures[] {
  return [
    figuresFor(null, rows),
    ...CASE_TYPES.map((type) =>
      figuresFor(
        type,
        rows.filter((row) => row.type === type),
      ),
    ).filter(({ received }) => received > 0),
  ];
}

/** Weeks of days from the Monday of this week on. */
export function weeksFrom(today: string, weeks: number): readonly (readonly string[])[] {
  const monday = daysAfter(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_unused, day) => daysAfter(monday, week * 7 + day)),
  );
}
