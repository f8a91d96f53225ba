import type { Step, StepOf } from '../../src-shared/rights/steps.ts';
import type { SignOffs } from '../signing/index.ts';
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

/**
 * A decision with the sign-off of the officer who is signed in to the token; any other step, or one that was signed, as it is.
 *
 * @throws Fault `not-signed-in`, `token-…`, `signature-check-failed`
 */
export async function signedStep(
  caseId: string,
  at: RightsCase,
  step: Step,
  signOffs: Pick<SignOffs, 'signOff'>,
): Promise<Step> {
  if (!isSigned(step) || typeof step.signOff === 'string') return step;
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
