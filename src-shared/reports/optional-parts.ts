import type { ReadinessKind } from './readiness.ts';

/** Parts that a report can go without: what they show is counted elsewhere in it. Exceptions, limits and what was not tested stay. */
export const OPTIONAL_PARTS = ['tests', 'trend', 'evidence'] as const;
export type OptionalPart = (typeof OPTIONAL_PARTS)[number];

const OF_OTHERS: Partial<Readonly<Record<ReadinessKind, readonly OptionalPart[]>>> = {
  'risk-analysis': ['trend', 'evidence'],
  executive: ['trend'],
  ...{ 'audit-integrity': [], 'key-management': [], 'patient-rights': [] },
};

/** Which of them a kind has. */
export const optionalParts = (kind: ReadinessKind): readonly OptionalPart[] =>
  OF_OTHERS[kind] ?? OPTIONAL_PARTS;
