import { CHECKLIST_PERIODS, type ChecklistPeriod } from '../../../src-shared/controls/checks.ts';
import { wallTime } from '../../base/zone.ts';

/** A day, week or month of a list, with its first and last day (`2026-11-22`). */
export type Turn = {
  readonly turn: string;
  readonly period: ChecklistPeriod;
  readonly from: string;
  readonly to: string;
};

const DAY_MS = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const start = (day: string): number => Date.parse(`${day}T00:00:00Z`);
/** Monday is 0 (ISO 8601). */
export const weekdayOf = (day: string): number => (new Date(start(day)).getUTCDay() + 6) % 7;
export const plusDays = (day: string, days: number): string => dayOf(start(day) + days * DAY_MS);

/** The day that the calendar on the wall shows. @param at - milliseconds since 1970 @param zone - IANA name */
export function civilDay(at: number, zone: string): string {
  const { year, month, day } = wallTime(at, zone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** The turn of a period that a day belongs to. Weeks as in ISO 8601: the first one holds the year's first Thursday. */
export function turnOf(period: ChecklistPeriod, day: string): Turn {
  switch (period) {
    case 'daily':
      return { turn: day, period, from: day, to: day };
    case 'weekly': {
      const from = plusDays(day, -weekdayOf(day));
      const year = plusDays(from, 3).slice(0, 4);
      const first = plusDays(`${year}-01-04`, -weekdayOf(`${year}-01-04`));
      const week = 1 + Math.round((start(from) - start(first)) / (7 * DAY_MS));
      return { turn: `${year}-W${two(week)}`, period, from, to: plusDays(from, 6) };
    }
    case 'monthly': {
      const month = day.slice(0, 7);
      const next = new Date(start(`${month}-01`));
      next.setUTCMonth(next.getUTCMonth() + 1);
      return { turn: month, period, from: `${month}-01`, to: plusDays(dayOf(next.getTime()), -1) };
    }
  }
}

/** The turn that a name such as `2026-W47` stands for; null for none. */
export function turnNamed(name: string): Turn | null {
  const [, year = '', week] = /^(\d{4})-W(\d\d)$/.exec(name) ?? [];
  const day =
    week === undefined
      ? name.length === 7
        ? `${name}-01`
        : name
      : plusDays(turnOf('weekly', `${year}-01-04`).from, 7 * (Number(week) - 1));
  if (Number.isNaN(start(day))) return null;
  for (const period of CHECKLIST_PERIODS) {
    const turn = turnOf(period, day);
    // A day that no month has rolls over into the next one, and is then named otherwise.
    if (turn.turn === name && dayOf(start(day)) === day) return turn;
  }
  return null;
}

/** All turns of a period from the one of a day to that of another, the newest first. */
export function turnsBetween(period: ChecklistPeriod, first: string, last: string): readonly Turn[] {
  const turns: Turn[] = [];
  for (let at = turnOf(period, last); at.to >= first; at = turnOf(period, plusDays(at.from, -1)))
    turns.push(at);
  return turns;
}
