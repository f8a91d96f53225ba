import {
  type LevelInfo,
  LEVELS,
  type Pace,
  type VerificationLevel,
  type VerificationRun,
} from '../../src-shared/audit/types.ts';

const COST: Record<VerificationLevel, LevelInfo['cost']> = {
  basic: 'low',
  chain: 'medium',
  merkle: 'medium',
  signature: 'high',
  blockchain: 'high',
};

/** True if `level` includes the checks of `other`. */
export const atLevel = (level: VerificationLevel, other: VerificationLevel): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(other);

/** Entries per second that this machine has read, by pace and level. */
export type MeasuredRates = Record<Pace, Partial<Record<VerificationLevel, number>>>;

/** Runs at each level and pace that are looked at. */
const LOOKED_AT = 5;
/** One reader for a quarter of its time in place of two: what the background costs until it was measured. */
const BACKGROUND_FACTOR = 6;

/**
 * The rates of the last runs, newest first in `runs`. Of the last few the largest counts: what a short log takes is mostly
 * the opening of connections.
 */
export function measuredRates(
  runs: readonly Pick<VerificationRun, 'level' | 'pace' | 'entries' | 'elapsedMs'>[],
): MeasuredRates {
  const rates: MeasuredRates = { full: {}, background: {} };
  const groups = Object.groupBy(
    runs.filter(({ entries, elapsedMs }) => entries > 0 && elapsedMs > 0),
    ({ level, pace }) => `${pace} ${level}`,
  );
  for (const group of Object.values(groups)) {
    const last = group.slice(0, LOOKED_AT);
    const largest = last.reduce((most, run) => (run.entries > most.entries ? run : most), last[0] ?? NOTHING);
    rates[largest.pace][largest.level] = (largest.entries / largest.elapsedMs) * 1000;
  }
  return rates;
}

const NOTHING = { level: 'basic', pace: 'full', entries: 0, elapsedMs: 1 } as const;

/**
 * The levels with their cost class (capability A3).
 *
 * @param entries - size of the log
 * @param rates - see {@link measuredRates}; a level that never ran is expected to take what the nearest one took
 */
export const levelInfos = (entries: number, rates: MeasuredRates): readonly LevelInfo[] =>
  LEVELS.map((level) => {
    const full = nearest(rates.full, level);
    const background = nearest(rates.background, level);
    const ms = (rate: number | null): number | null =>
      rate === null || rate <= 0 ? null : Math.ceil((entries / rate) * 1000);
    return {
      level,
      cost: COST[level],
      expectedMs: ms(full ?? (background === null ? null : background * BACKGROUND_FACTOR)),
      expectedBackgroundMs: ms(background ?? (full === null ? null : full / BACKGROUND_FACTOR)),
      needsWitness: level === 'signature' || level === 'blockchain',
    };
  });

/** The rate at this level, else at the nearest one that was measured, the dearer first. */
function nearest(rates: MeasuredRates[Pace], level: VerificationLevel): number | null {
  const at = LEVELS.indexOf(level);
  const byDistance = LEVELS.toSorted(
    (a, b) =>
      Math.abs(LEVELS.indexOf(a) - at) - Math.abs(LEVELS.indexOf(b) - at) ||
      LEVELS.indexOf(b) - LEVELS.indexOf(a),
  );
  return byDistance.map((other) => rates[other]).find((rate) => rate !== undefined) ?? null;
}
