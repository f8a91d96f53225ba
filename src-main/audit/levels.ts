import { type LevelInfo, LEVELS, type VerificationLevel } from '../../src-shared/audit/types.ts';

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

/**
 * The levels with their cost class (capability A3).
 *
 * @param entries - size of the log
 * @param rate - entries per second of the last run at each level, where there was one
 */
export const levelInfos = (
  entries: number,
  rate: Partial<Record<VerificationLevel, number>>,
): readonly LevelInfo[] =>
  LEVELS.map((level) => {
    const measured = rate[level] ?? Object.values(rate).at(-1);
    return {
      level,
      cost: COST[level],
      expectedMs: measured === undefined || measured <= 0 ? null : Math.ceil((entries / measured) * 1000),
      needsWitness: level === 'signature' || level === 'blockchain',
    };
  });
