import { type Gap, type RoadmapItem, SEVERITIES, type Severity } from '../../../src-shared/controls/gaps.ts';

const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);
const DAY_MS = 86_400_000;
const plus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** The first working day on or after a day. */
function working(day: string): string {
  let at = day;
  while (isWeekend(at)) at = plus(at, 1);
  return at;
}

/** The day on which work of so many days ends that begins on a working day. */
function endOf(start: string, days: number): string {
  let at = start;
  for (let left = days - 1; left > 0; left--) at = working(plus(at, 1));
  return at;
}

/**
 * Whether gaps that wait for each other go in a circle, with one more wait than there is.
 *
 * @param id - the gap that is to wait
 */
export function waitsForItself(
  gaps: readonly Pick<Gap, 'id' | 'dependsOn'>[],
  id: string,
  dependsOn: readonly string[],
): boolean {
  const waits = new Map(gaps.map((gap) => [gap.id, gap.dependsOn]));
  const seen = new Set<string>();
  const open = [...dependsOn];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(waits.get(next) ?? []));
  }
  return false;
}

/**
 * The order of work on what is not closed. What others wait for is as bad as the worst of them. Of what can be begun the worst
 * comes first; of equals the one that is done soonest, then the one that is due soonest. A gap never comes before what it
 * waits for. Each owner works on one gap at a time, on weekdays from today on; what is accepted is not worked on, and nothing
 * waits for it.
 *
 * @param today - a day such as `2026-11-22`
 */
export function roadmapOf(gaps: readonly Gap[], today: string): readonly RoadmapItem[] {
  const open = new Map(
    gaps.filter(({ state }) => state === 'open' || state === 'in-progress').map((gap) => [gap.id, gap]),
  );
  const waits = new Map(
    [...open.values()].map((gap) => [gap.id, gap.dependsOn.filter((id) => open.has(id))]),
  );
  const risk = risksOf(open, waits);
  const [items, done] = [[] as RoadmapItem[], new Map<string, string>()];
  const free = new Map<string, string>();
  const left = new Set(open.keys());
  while (left.size > 0) {
    const ready = [...left].filter((id) => (waits.get(id) ?? []).every((each) => done.has(each)));
    const [next] = ready
      .flatMap((id) => open.get(id) ?? [])
      .sort(
        (a, b) =>
          rankOf(risk.get(b.id) ?? b.severity) - rankOf(risk.get(a.id) ?? a.severity) ||
          a.effortDays - b.effortDays ||
          (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') ||
          a.id.localeCompare(b.id),
      );
    // Circles are refused when they are made; what is in one all the same is left out rather than waited for for ever.
    if (next === undefined) break;
    const before = (waits.get(next.id) ?? []).map((id) => done.get(id) ?? today);
    const earliest = [today, free.get(next.owner) ?? today, ...before.map((day) => plus(day, 1))]
      .sort()
      .at(-1);
    const startOn = working(earliest ?? today);
    const days = Math.max(1, Math.ceil((next.effortDays * (100 - next.progress)) / 100));
    const endOn = endOf(startOn, days);
    items.push({
      ...{
        gapId: next.id,
        position: items.length + 1,
        risk: risk.get(next.id) ?? next.severity,
        startOn,
        endOn,
      },
      late: next.dueOn !== null && endOn > next.dueOn,
      waitsFor: [...(waits.get(next.id) ?? [])],
    });
    done.set(next.id, endOn);
    free.set(next.owner, plus(endOn, 1));
    left.delete(next.id);
  }
  return items;
}

/** Each gap's severity, or a worse one of what waits for it, directly or not. */
function risksOf(
  open: ReadonlyMap<string, Gap>,
  waits: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Severity> {
  const risk = new Map([...open.values()].map(({ id, severity }) => [id, severity]));
  // The worst is handed down first, so that no gap is looked at twice.
  for (const severity of SEVERITIES.toReversed()) {
    const queue = [...open.values()].filter((gap) => gap.severity === severity).map(({ id }) => id);
    for (let id = queue.pop(); id !== undefined; id = queue.pop())
      for (const before of waits.get(id) ?? []) {
        const known = risk.get(before);
        if (known !== undefined && rankOf(known) < rankOf(severity)) {
          risk.set(before, severity);
          queue.push(before);
        }
      }
  }
  return risk;
}
