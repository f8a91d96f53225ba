import { saveEvidence } from '../../rights/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

export type RightsEvidenceOptions = { readonly out: string };

/** Writes a case for an authority and signs it. Exit code 2 when the activity log does not know a step. */
export async function rightsEvidenceVerb(
  context: Context,
  caseId: string,
  { out }: RightsEvidenceOptions,
): Promise<Outcome> {
  const { caseEvidence, signing } = context.services;
  await mustSignIn(context);
  const made = await caseEvidence.evidence(caseId);
  const { signature, sha256 } = await saveEvidence(made, out, signing);
  const { steps, unrecorded } = made;
  return {
    answer: {
      json: { caseId, steps, unrecorded, sha256, signature },
      lines: [
        `${steps} steps written, and signed in ${signature}. SHA-256 ${sha256}`,
        ...(unrecorded.length === 0
          ? ['Every step stands in the activity log as it is here.']
          : [`The activity log does not know these steps as they are here: ${unrecorded.join(', ')}.`]),
      ],
    },
    exit: unrecorded.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}
