import { DISPOSAL_KIND } from '../../src-shared/phi/disposal.ts';
import type { Step, StepOf } from '../../src-shared/rights/steps.ts';
import type { SignOffDocument } from '../../src-shared/signing/types.ts';
import { Fault } from '../base/fault.ts';
import { isUndisputed, type SignOffs } from '../signing/index.ts';
import type { RightsCase } from './case.ts';

const SIGNED = ['decide', 'dispose', 'sign-licensed', 'decide-review'] as const;
type Signed = StepOf<(typeof SIGNED)[number]>;
const isSigned = (step: Step): step is Signed => SIGNED.some((name) => name === step.step);

/** What the officer signs, in one sentence. */
function sentenceOf(
  caseId: string,
  { opening }: RightsCase,
  step: Signed,
): { readonly decision: string; readonly statement: string } {
  switch (step.step) {
    case 'decide':
      return {
        decision: step.outcome,
        statement: `Request ${caseId} (${opening.type}) is ${step.outcome}${step.grounds.length === 0 ? '' : `; grounds: ${step.grounds.join(', ')}`}.`,
      };
    case 'dispose':
      return {
        decision: step.disposition,
        statement: `Complaint ${caseId} came to: ${step.disposition}${step.breachAssessment ? '; it is assessed as a breach' : ''}.`,
      };
    case 'sign-licensed':
      return {
        decision: 'grounds-confirmed',
        statement: `As a licensed health care professional I confirm for request ${caseId} the grounds ${step.grounds.join(', ')}.`,
      };
    case 'decide-review':
      return {
        decision: step.outcome,
        statement: `The review of the refusal of request ${caseId} came to: ${step.outcome}.`,
      };
  }
}

/** Whether a sign-off is for such a step of this case: that of another decision signs nothing here. */
export function isSignedFor(caseId: string, step: Step, document: SignOffDocument | null): boolean {
  // The certificate of a deletion is about the deletion, whomever it was for.
  const [kind, subject] =
    step.step === 'record-erasure' ? [DISPOSAL_KIND, step.disposal] : [`rights.${step.step}`, caseId];
  return document?.kind === kind && document.subject === subject;
}

/** Refuses a step that names the sign-off of another decision, or one that does not hold. */
async function mustBeItsOwn(
  caseId: string,
  at: RightsCase,
  step: Signed & { readonly signOff: string },
  signOffs: Pick<SignOffs, 'read'>,
): Promise<void> {
  const { check } = await signOffs.read(step.signOff);
  const { document } = check;
  if (
    isSignedFor(caseId, step, document) &&
    document?.decision === sentenceOf(caseId, at, step).decision &&
    document.details.manifest === at.manifest &&
    isUndisputed(check)
  )
    return;
  throw new Fault(
    'rights-refused',
    'The signature that this step names is for something else, or does not hold.',
    'Take the step without naming one: it is signed when it is taken.',
  );
}

/**
 * A decision with the sign-off of the officer who is signed in to the token; any other step, or one that was signed, as it is.
 *
 * @throws Fault `not-signed-in`, `token-…`, `signature-check-failed`; `rights-refused`, `sign-off-unknown` for a sign-off that
 * is none of this decision
 */
export async function signedStep(
  caseId: string,
  at: RightsCase,
  step: Step,
  signOffs: Pick<SignOffs, 'signOff' | 'read'>,
): Promise<Step> {
  if (!isSigned(step)) return step;
  const { signOff } = step;
  if (typeof signOff === 'string') {
    await mustBeItsOwn(caseId, at, { ...step, signOff }, signOffs);
    return step;
  }
  const { signOffId } = await signOffs.signOff({
    ...{ kind: `rights.${step.step}`, subject: caseId, ...sentenceOf(caseId, at, step) },
    details: {
      step: at.steps,
      type: at.opening.type,
      grounds: 'grounds' in step ? step.grounds : [],
      manifest: at.manifest,
    },
  });
  return { ...step, signOff: signOffId };
}
