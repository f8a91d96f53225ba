import { Temporal } from 'temporal-polyfill';
import type { CaseClock, Deadline, Period } from '../../src-shared/rights/deadlines.ts';
import type { Escalation } from '../../src-shared/rights/words.ts';

// Days are calendar days of the covered entity: never instants, never multiples of 24 hours (daylight saving, midnight).

/** Says whether offices are open on a day. */
export type IsOpen = (day: Temporal.PlainDate) => boolean;

const day = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);

/** The day that an instant falls on, in a zone (IANA name). */
export const civilDateAt = (milliseconds: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone).toPlainDate().toString();

/** Days from one day to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  day(from).until(day(to), { largestUnit: 'days' }).days;

/** A day so many years later; 29 February becomes 28 where there is none. */
export const plusYears = (from: string, years: number): string => day(from).add({ years }).toString();

/** A day so many calendar days later. */
export const plusDays = (from: string, days: number): string => day(from).add({ days }).toString();

export const isWeekday: IsOpen = ({ dayOfWeek }) => dayOfWeek <= 5;

/** The last open day on or before a day. */
export function openOnOrBefore(iso: string, isOpen: IsOpen): string {
  let at = day(iso);
  while (!isOpen(at)) at = at.subtract({ days: 1 });
  return at.toString();
}

/** The first open day on or after a day (Regulation (EEC, Euratom) 1182/71, article 3(4)). */
export function openOnOrAfter(iso: string, isOpen: IsOpen): string {
  let at = day(iso);
  while (!isOpen(at)) at = at.add({ days: 1 });
  return at.toString();
}

/**
 * The last day of a period. Day 0 is the day of receipt. A month ends on the same day of a later month, or on its last day.
 *
 * @param isOpen - which days count as business days; calendar days and months do not ask
 */
export function endOf(receivedOn: string, { amount, unit }: Period, isOpen: IsOpen): string {
  const from = day(receivedOn);
  if (unit === 'calendar-days') return from.add({ days: amount }).toString();
  if (unit === 'months') return from.add({ months: amount }).toString();
  let at = from;
  for (let left = amount; left > 0;) {
    at = at.add({ days: 1 });
    if (isOpen(at)) left -= 1;
  }
  return at.toString();
}

/** The deadline that binds: the earliest; of two on one day, the legal one. */
export function bindingOf(deadlines: readonly Deadline[]): Deadline {
  const [first] = deadlines.toSorted(
    (a, b) => a.due.localeCompare(b.due) || Number(b.kind === 'legal') - Number(a.kind === 'legal'),
  );
  if (first === undefined) throw new RangeError('a case has at least one deadline');
  return first;
}

/** Moves what an extension moves: the periods that have one and whose latest day allows it. */
export const extended = (deadlines: readonly Deadline[], newDate: string): readonly Deadline[] =>
  deadlines.map((deadline) =>
    deadline.latestDue === null
      ? deadline
      : { ...deadline, due: newDate > deadline.due ? newDate : deadline.due },
  );

/** Moves every period by days that the clock waited, onto an open day (GDPR alone; EDPB guidelines 01/2022). */
export const shifted = (
  deadlines: readonly Deadline[],
  days: number,
  isOpen: IsOpen,
): readonly Deadline[] => {
  const move = (iso: string): string => openOnOrAfter(plusDays(iso, days), isOpen);
  return deadlines.map((deadline) => ({
    ...deadline,
    firstDue: move(deadline.firstDue),
    due: move(deadline.due),
    latestDue: deadline.latestDue === null ? null : move(deadline.latestDue),
  }));
};

/** How loudly to warn, by days left: 15, 7, 3, 1, then late. */
export function escalationOf(daysLeft: number): Escalation | null {
  if (daysLeft < 0) return 'overdue';
  if (daysLeft <= 1) return '1';
  if (daysLeft <= 3) return '3';
  if (daysLeft <= 7) return '7';
  return daysLeft <= 15 ? '15' : null;
}

/** The last day on which an extension can still be sent; null when no period has one. */
export function extendableUntil(deadlines: readonly Deadline[]): string | null {
  const [first] = deadlines
    .filter(({ latestDue }) => latestDue !== null)
    .map(({ firstDue }) => firstDue)
    .toSorted();
  return first ?? null;
}

/** Where the clock of a case stands on a day. */
export function clockOf(
  at: {
    readonly deadlines: readonly Deadline[];
    readonly extended: boolean;
    readonly stoppedOn: string | null;
    readonly pausedSince: string | null;
  },
  today: string,
  isOpen: IsOpen,
): CaseClock {
  const { due, kind, label, basis } = bindingOf(at.deadlines);
  const running = at.stoppedOn === null && at.pausedSince === null;
  const daysLeft = at.stoppedOn === null ? daysBetween(today, due) : null;
  const until = at.extended || at.stoppedOn !== null ? null : extendableUntil(at.deadlines);
  return {
    ...{ due, kind, label, basis, daysLeft },
    workingTarget: openOnOrBefore(due, isOpen),
    stoppedOn: at.stoppedOn,
    late: running ? today > due : at.stoppedOn !== null && at.stoppedOn > due,
    escalation: daysLeft === null || !running ? null : escalationOf(daysLeft),
    pausedSince: at.pausedSince,
    extended: at.extended,
    extendUntil: until === null || today > until ? null : until,
    deadlines: [...at.deadlines],
  };
}
