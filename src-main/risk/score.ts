import type { FactorFinding } from '../../src-shared/risk/contract.ts';
import { FACTORS, type FactorId, MOST_TENTHS } from '../../src-shared/risk/factors.ts';

/** The score of an access by its factors: the sum of their weights, at most 1. */
export function scoreOf(met: readonly FactorId[]): number {
  const tenths = FACTORS.filter(({ id }) => met.includes(id)).reduce((sum, factor) => sum + factor.tenths, 0);
  return Math.min(MOST_TENTHS, tenths) / MOST_TENTHS;
}

/** The factors that are met. */
export const metOf = (findings: readonly FactorFinding[]): readonly FactorId[] =>
  findings.filter(({ met }) => met === true).map(({ factor }) => factor);
