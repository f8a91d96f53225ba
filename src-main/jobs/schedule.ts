import { instantOfWall, wallTime } from '../base/zone.ts';
import { type Plan, WEEKDAYS } from '../../src-shared/jobs/schedule.ts';

/** What is remembered of a plan. Times in milliseconds since 1970. */
export type PlanMemory = {
  /** Nothing before this moment was promised: the plan was made or changed then. */
  readonly since: number;
  /** The appointment that was dealt with last: verified, or cancelled by the officer. */
  readonly handled: number | null;
  /** The appointment for which a verification ended with a verdict last. */
  readonly completed: number | null;
  /** Failures in a row, and when the last attempt was made. */
  readonly failures: number;
  readonly triedAt: number | null;
};

/** Where a plan stands at a moment. */
export type Standing = {
  /** The newest appointment that was not dealt with; missed ones before it are done with it. */
  readonly dueFor: number | null;
  /** When to begin, at the earliest: the appointment, or later after failures. Null when nothing is due. */
  readonly startAt: number | null;
  readonly overdue: boolean;
  readonly nextAt: number | null;
};

/** A verification that has not come this long after its time is overdue. */
export const GRACE_MS = 3_600_000;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;
/** A week, and a day for the one that has begun. */
const DAYS_LOOKED_AT = 8;

/** Wait after so many failures in a row: a minute, doubled each time, up to an hour. Milliseconds. */
export const retryAfter = (failures: number): number =>
  Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, failures - 1));

/**
 * A plan's appointment on the day that lies `days` after the one of `now`; null when the plan has none on that day. The
 * machine's zone counts: a time that a change to summer time skips comes at the moment of the change or after it, one that
 * comes twice is taken at its first, so that every day has exactly one.
 */
function appointment(plan: Plan, now: number, days: number, zone: string): number | null {
  const { year, month, day: today } = wallTime(now, zone);
  const day = today + days;
  // As dates of the calendar, which no change of the clock can shift.
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  if (plan.on !== 'every-day' && WEEKDAYS[weekday] !== plan.on) return null;
  const [hour = 0, minute = 0] = plan.at.split(':').map(Number);
  return instantOfWall({ year, month, day, hour, minute }, zone);
}

/** The plan's last appointment at `now` or before. @param zone - IANA name */
export function lastAppointment(plan: Plan, now: number, zone: string): number {
  for (let days = 1; days >= -DAYS_LOOKED_AT; days--) {
    const at = appointment(plan, now, days, zone);
    if (at !== null && at <= now) return at;
  }
  throw new Error('a week without its days');
}

/** The plan's first appointment after `now`. @param zone - IANA name */
export function nextAppointment(plan: Plan, now: number, zone: string): number {
  for (let days = -1; days <= DAYS_LOOKED_AT; days++) {
    const at = appointment(plan, now, days, zone);
    if (at !== null && at > now) return at;
  }
  throw new Error('a week without its days');
}

/** Where a plan stands. However many appointments were missed, one verification makes up for them. */
export function standing(plan: Plan, memory: PlanMemory, now: number, zone: string): Standing {
  if (!plan.enabled) return { dueFor: null, startAt: null, overdue: false, nextAt: null };
  const last = lastAppointment(plan, now, zone);
  // After a clock that ran ahead was set right, what is remembered lies in the future: it must not put off anything.
  const past = (at: number | null): number => (at === null || at > now ? Number.NEGATIVE_INFINITY : at);
  const promised = last > past(memory.since);
  const due = promised && last > past(memory.handled);
  const missing = promised && last > past(memory.completed);
  const retryAt = memory.failures === 0 ? last : past(memory.triedAt) + retryAfter(memory.failures);
  return {
    dueFor: due ? last : null,
    startAt: due ? Math.max(last, retryAt) : null,
    overdue: missing && (!due || now - last > GRACE_MS),
    nextAt: nextAppointment(plan, now, zone),
  };
}
