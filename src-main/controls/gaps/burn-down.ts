import type { BurnDownPoint, Gap } from '../../../src-shared/controls/gaps.ts';

const DAY_MS = 86_400_000;
/** More days than this are not drawn. */
const MOST_DAYS = 730;
const plus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/**
 * How many gaps were open, accepted and closed at the end of each day, from the first that was found until today.
 *
 * @param dayOf - the day of an instant on the wall
 */
export function burnDownOf(
  gaps: readonly Gap[],
  today: string,
  dayOf: (instant: string) => string,
): readonly BurnDownPoint[] {
  const events = gaps.flatMap((gap) =>
    gap.history.map(({ at, severity, state }) => ({ id: gap.id, day: dayOf(at), at, severity, state })),
  );
  const first = events.map(({ day }) => day).sort()[0];
  if (first === undefined) return [];
  const oldest = plus(today, 1 - MOST_DAYS);
  events.sort((a, b) => a.at.localeCompare(b.at));
  const standing = new Map<string, (typeof events)[number]>();
  const points: BurnDownPoint[] = [];
  let next = 0;
  for (let day = first > oldest ? first : oldest; day <= today; day = plus(day, 1)) {
    for (let event = events[next]; event !== undefined && event.day <= day; event = events[next]) {
      standing.set(event.id, event);
      next += 1;
    }
    const open = { low: 0, medium: 0, high: 0, critical: 0 };
    let [accepted, closed] = [0, 0];
    for (const { state, severity } of standing.values())
      if (state === 'closed') closed += 1;
      else if (state === 'accepted') accepted += 1;
      else open[severity] += 1;
    points.push({ day, open, accepted, closed });
  }
  return points;
}
