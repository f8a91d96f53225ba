import { contactCorrectionSchema } from '../../../src-shared/rights/contact.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { jsonFrom } from './rights-files.ts';

export type CorrectContactOptions = { readonly from: string };

/** Puts contact details of an open case right; what they are is read from a file and shown nowhere. */
export async function rightsCorrectContactVerb(
  context: Context,
  caseId: string,
  { from }: CorrectContactOptions,
): Promise<Outcome> {
  const correction = await jsonFrom(from, contactCorrectionSchema);
  await mustSignIn(context);
  const { state } = await context.services.contacts.correct(caseId, correction);
  return {
    answer: {
      json: { caseId, state, of: correction.of },
      lines: [
        `${caseId}: contact details of the ${correction.of} are corrected.`,
        'What was issued before stays as it is.',
      ],
    },
    exit: EXIT.fine,
  };
}
