import type { StepOf } from '../../src-shared/rights/steps.ts';
import { bindingOf } from './clock.ts';
import { lockedMethods } from './identity.ts';
import { retained } from './rules-anywhere.ts';
import { needsAuthority, needsContact, needsIdentity, needsPatient, type Rules, when } from './rule.ts';
import { actsForAnother, type RightsCase } from './case.ts';

/** Documented attempts to find out who asks, before a case may end for want of it. */
const ATTEMPTS = 2;
const BEFORE_DELIVERY = [
  'received',
  'identity-pending',
  'verified',
  'scoping',
  'collecting',
  'review',
] as const;

/** What is asked for, or where it shall go, can call for more proof of who asks as long as nothing went out. */
const BEFORE_ANSWER = [
  ...BEFORE_DELIVERY,
  'approved',
  'partial',
  'denied',
  'prepared',
  'delivery-failed',
  'review-requested',
  'review-decided',
] as const;

/**
 * Since when the number or address of a check is on file: one that was put right in this case came with it, so it was not there
 * before the request, whatever stood there.
 */
function onFile({ corrected }: RightsCase, { method, onFileSince }: StepOf<'add-evidence'>): string | null {
  const since =
    method === 'phone_verification'
      ? corrected.phone
      : method === 'email_verification'
        ? corrected.email
        : undefined;
  return since === undefined || onFileSince === null || onFileSince > since ? onFileSince : since;
}

/** Steps about who asks, and for whom. */
export const identityRules: Rules<
  | 'ask-identity'
  | 'add-evidence'
  | 'decide-authority'
  | 'link-patient'
  | 'assess-risk'
  | 'verify'
  | 'close-unverified'
> = {
  'ask-identity': {
    from: BEFORE_ANSWER,
    to: ({ state }) => (state === 'received' ? 'identity-pending' : state),
    needs: [
      (at) =>
        when(at.opening.requester === 'anonymous', 'Who complains without a name is not asked for one.'),
    ],
    checks: [
      // Coming in person, or using the portal, must never be the only way (164.514(h), 164.524(b)).
      (_at, { methods }) =>
        when(
          methods.every((method) => method === 'in_person'),
          'At least one way must work from afar: nobody may be made to come in person.',
        ),
    ],
    effect: (at, _step, { on }) => ({ asked: [...at.asked, on] }),
  },
  'add-evidence': {
    from: BEFORE_ANSWER,
    checks: [
      (at, { method }) =>
        when(
          at.policy.identity.lockOut !== 'off' && lockedMethods(at.evidence).includes(method),
          'This method failed before and is locked: offer another one.',
        ),
      (_at, { checkedOn }, { on }) => when(checkedOn > on, 'A check cannot lie in the future.'),
    ],
    effect: (at, step, { by }) => {
      const { method, outcome, tries, evidence, checkedOn } = step;
      const onFileSince = onFile(at, step);
      return {
        evidence: [...at.evidence, { method, outcome, tries, evidence, checkedOn, onFileSince, by }],
      };
    },
  },
  'decide-authority': {
    from: BEFORE_DELIVERY,
    needs: [(at) => when(!actsForAnother(at), 'Nobody acts for the patient here.')],
    checks: [
      (_at, { accepted, refusal }) =>
        when(accepted === (refusal !== null), 'A refusal needs its reason, and nothing else does.'),
      (_at, { accepted, expiresOn }, { on }) =>
        when(accepted && expiresOn !== null && expiresOn < on, 'The document has expired.'),
      (at, { accepted, scope }) =>
        when(accepted && !scope.includes(at.opening.type), 'The document does not cover this request.'),
    ],
    effect: (_at, { accepted, document, evidence, expiresOn, scope, refusal }, { by, on }) => ({
      authority: { accepted, document, evidence, expiresOn, scope, refusal, by, on },
    }),
  },
  'link-patient': {
    from: BEFORE_DELIVERY,
    checks: [
      // What was verified or collected for one person is not another's.
      (at, { index }) =>
        when(
          at.patient !== null && at.verifiedOn !== null && at.patient.index !== index,
          'It is verified for another patient already.',
        ),
    ],
    effect: (_at, { basis, score, index }) => ({ patient: { basis, score, index } }),
  },
  'assess-risk': { from: BEFORE_DELIVERY, effect: (_at, { risk }) => ({ risk }) },
  verify: {
    from: ['identity-pending'],
    to: 'verified',
    needs: [
      needsIdentity,
      needsAuthority,
      needsPatient,
      (at) => when(at.pausedSince !== null, 'The clock waits: enter first when the answer came.'),
    ],
    effect: (_at, _step, { on }) => ({ verifiedOn: on }),
  },
  'close-unverified': {
    from: ['identity-pending'],
    to: 'unverified-closed',
    needs: [
      (at) =>
        when(at.asked.length < ATTEMPTS, `Only ${at.asked.length} of ${ATTEMPTS} attempts are documented.`),
      needsContact,
      (at, { on }) =>
        when(
          on > bindingOf(at.deadlines).due && at.mitigations.length === 0,
          'It is late: mark it as late and note what was done about it.',
        ),
    ],
    checks: [
      (_at, { alternativeOffered }) => when(!alternativeOffered, 'Another way must have been offered.'),
      (_at, { letter }, { on }) =>
        when(
          letter.kind !== 'unverified-outcome' || letter.sentOn > on,
          'The written notice must have been sent.',
        ),
      (_at, { supervisor }, { by }) => when(supervisor === by, 'A supervisor, another person, must agree.'),
      retained,
    ],
    effect: (at, { letter, retainUntil }, { on }) => ({
      letters: [...at.letters, letter],
      stoppedOn: on,
      pausedSince: null,
      retainUntil,
    }),
  },
};
