/** Days since 1970-01-01. The sample clinic keeps its clocks on UTC. */
export type Day = number;

export const MICROS_PER_SECOND = 1_000_000;
export const MINUTE = 60 * MICROS_PER_SECOND;
export const HOUR = 60 * MINUTE;
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

/** The day of an ISO date such as 2026-06-30. */
export const dayOf = (iso: string): Day => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

/** The ISO date of a day. */
export const isoDate = (day: Day): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** RFC 3339 in UTC for microseconds since 1970. */
export function isoInstant(micros: number): string {
  const day = Math.floor(micros / MICROS_PER_DAY);
  return `${isoDate(day)} ${timeOfDay(micros - day * MICROS_PER_DAY)}`;
}

/** `HH:MM:SS.ffffff+00` for microseconds since midnight. */
export function timeOfDay(micros: number): string {
  const seconds = Math.floor(micros / MICROS_PER_SECOND);
  const fraction = String(micros - seconds * MICROS_PER_SECOND).padStart(6, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}+00`;
}

/** Microseconds since 1970 of a time on a day. */
export const at = (day: Day, hour: number, minute = 0, second = 0): number =>
  day * MICROS_PER_DAY + (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND;

/** Completed years from a birth to a day. */
export function ageOn(birth: Day, day: Day): number {
  const [from, to] = [isoDate(birth), isoDate(day)];
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/** 0 = Sunday … 6 = Saturday. */
export const weekday = (day: Day): number => (((day + 4) % 7) + 7) % 7;

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** The first day the sample clinic was open. */
export const CLINIC_OPENED: Day = dayOf('2012-01-02');
/** The last day with data: fixed, so that the clinic doesn't depend on when it is made. */
export const CLINIC_TODAY: Day = dayOf('2026-06-30');
