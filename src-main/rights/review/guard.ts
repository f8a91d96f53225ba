import type { Step } from '../../../src-shared/rights/steps.ts';
import { ITEM_TYPES } from '../../../src-shared/rights/words.ts';
import type { RightsCase } from '../case.ts';
import type { DossierStore } from '../dossier/ports.ts';

/**
 * Why a step may not be taken past the review: a request for records is decided by what its items came to, and by nothing else.
 */
export const reviewGuard =
  (store: Pick<DossierStore, 'review' | 'digest'>) =>
  async (caseId: string, { opening, state }: RightsCase, step: Step): Promise<string | null> => {
    if (step.step !== 'decide' || state !== 'review') return null;
    if (!ITEM_TYPES.includes(opening.type)) return null;
    const { finished } = await store.review(caseId);
    const same =
      finished !== null &&
      finished.signOff === step.signOff &&
      finished.outcome === step.outcome &&
      finished.decisions === (await store.digest(caseId, null));
    return same ? null : 'Records are released item by item: finish the review, which decides the case.';
  };
