import type { Status } from '../../src-shared/settings/contract.ts';

/** One stretch of the log, in sealing order. */
export interface Stretch {
  readonly kind: 'witnessed' | 'sealed' | 'pending';
  readonly count: number;
  /** Share of the log, 0 to 1. */
  readonly share: number;
}

/** The log as stretches that add up to it: witnessed by this computer, only sealed, waiting. Empty stretches are left out. */
export function coverage(integrity: Status['integrity']): readonly Stretch[] {
  const total = integrity.sealed + integrity.pending;
  if (total === 0) return [];
  const witnessed = Math.min(integrity.witnessed, integrity.sealed);
  const parts: readonly (readonly [Stretch['kind'], number])[] = [
    ['witnessed', witnessed],
    ['sealed', integrity.sealed - witnessed],
    ['pending', integrity.pending],
  ];
  return parts
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ kind, count, share: count / total }));
}
