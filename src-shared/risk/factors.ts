import type { Severity } from '../clinic/security-event-types.ts';

/** What adds to the risk of one access. Weights in tenths, so that sums are exact. */
export const FACTORS = [
  { id: 'failed-access', tenths: 3, name: 'Failed access' },
  { id: 'phi-resource', tenths: 2, name: 'Patient data' },
  { id: 'after-hours', tenths: 2, name: 'After hours' },
  { id: 'ip-anomaly', tenths: 3, name: 'Unusual address' },
  { id: 'multiple-failures', tenths: 4, name: 'Several failures' },
] as const;
export type FactorId = (typeof FACTORS)[number]['id'];
export const FACTOR_IDS = FACTORS.map(({ id }) => id) as [FactorId, ...FactorId[]];

/** A score of 1 in tenths: no sum goes beyond. */
export const MOST_TENTHS = 10;

/** From which score on somebody is told, and how loudly; the highest first. */
export const THRESHOLDS: readonly { readonly from: number; readonly severity: Severity }[] = [
  { from: 0.95, severity: 'CRITICAL' },
  { from: 0.9, severity: 'HIGH' },
  { from: 0.7, severity: 'MEDIUM' },
];

/** The score that makes an alert. */
export const ALERT_FROM = 0.7;

/** How loudly a score is told; null: not at all. */
export const severityOf = (score: number): Severity | null =>
  THRESHOLDS.find(({ from }) => score >= from)?.severity ?? null;
