import type { MonitorStatus } from '../../src-shared/audit/monitor.ts';
import { formatOf } from '../lib/format.ts';

/** The state of the monitor in words. */
export const MONITOR_STATES: Readonly<Record<MonitorStatus['state'], string>> = {
  off: 'Off',
  waiting: 'On',
  running: 'Checking now',
  trouble: 'On, but the last cycle failed',
};

const UNITS: readonly (readonly [ms: number, one: string, many: string])[] = [
  [86_400_000, 'day', 'days'],
  [3_600_000, 'hour', 'hours'],
  [60_000, 'minute', 'minutes'],
  [1000, 'second', 'seconds'],
];

/** A span that was set, in its largest whole unit, e.g. `24 hours`, `30 seconds`. Milliseconds in. */
export function spanWords(ms: number, locale?: string): string {
  const unit = UNITS.find(([length]) => ms % length === 0 && (ms / length > 1 || length <= 60_000));
  const [length, one, many] = unit ?? [1000, 'second', 'seconds'];
  return formatOf(ms / length, one, many, locale);
}

/** A chance that is never rounded up to certainty nor down to none. */
export function chanceWords(chance: number, locale?: string): string {
  if (chance >= 1) return '100 %';
  if (chance > 0 && chance < 0.001) return 'under 0.1 %';
  if (chance > 0.999) return 'over 99.9 %';
  const digits = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return `${digits.format(Math.floor(chance * 1000) / 10)} %`;
}

/** How fresh a stretch is, for the bar: read within half of T, within T, longer ago, or never. */
export type Freshness = 'fresh' | 'read' | 'late' | 'never';

export function freshness(at: string | null, guaranteeMs: number, now: number): Freshness {
  if (at === null) return 'never';
  const age = now - Date.parse(at);
  return age <= guaranteeMs / 2 ? 'fresh' : age <= guaranteeMs ? 'read' : 'late';
}

export const FRESHNESS_WORDS: Readonly<Record<Freshness, string>> = {
  fresh: 'Read again in the first half of the interval',
  read: 'Read again, next reading is coming up',
  late: 'Overdue: not read within the interval',
  never: 'Not read again yet',
};

/** Entries of the log by how fresh they are, in the order of {@link FRESHNESS_WORDS}. */
export function freshnessCounts(
  coverage: MonitorStatus['coverage'],
  guaranteeMs: number,
  now: number,
): readonly { readonly kind: Freshness; readonly count: number }[] {
  const counts: Record<Freshness, number> = { fresh: 0, read: 0, late: 0, never: 0 };
  for (const { from, to, at } of coverage) counts[freshness(at, guaranteeMs, now)] += to - from;
  return (['fresh', 'read', 'late', 'never'] as const).map((kind) => ({ kind, count: counts[kind] }));
}
