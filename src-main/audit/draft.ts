import type { Evidence, Finding } from '../../src-shared/audit/types.ts';

/** A finding before it is known when it can have happened. */
export type Draft = Omit<Finding, 'earliest' | 'latest'>;

const PLAIN: Omit<Evidence, 'summary'> = {
  expectedLeaf: null,
  foundLeaf: null,
  reference: 'seal',
  before: null,
  now: null,
  movedFrom: null,
  block: null,
};

/** A finding that no row is shown with; its evidence says what it is measured by where that is not a seal. */
export const draft = (
  type: Draft['type'],
  position: number | null,
  entryId: number | null,
  evidence: Partial<Evidence> & Pick<Evidence, 'summary'>,
): Draft => ({ type, position, entryId, evidence: { ...PLAIN, ...evidence } });
