import type { caseEvidenceContract } from '../../../src-shared/rights/case-evidence.ts';
import { saveEvidence } from '../../rights/index.ts';
import { JSON_FILE } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** A case for an authority, signed beside itself. */
export function caseEvidenceHandlers({
  services,
  dialogs,
}: HandlerParts): HandlersOf<typeof caseEvidenceContract> {
  return {
    'rights.save-evidence': async ({ caseId }) => {
      const made = await services.caseEvidence.evidence(caseId);
      const file = await dialogs.saveFile({
        title: 'Save the case for an authority',
        defaultName: `${caseId}-evidence.json`,
        filters: [JSON_FILE],
      });
      if (file === null) return { saved: null };
      const { signature, sha256 } = await saveEvidence(made, dialogs.pathOf(file.handle), services.signing);
      return { saved: { ...file, signature, sha256, steps: made.steps, unrecorded: [...made.unrecorded] } };
    },
  };
}
