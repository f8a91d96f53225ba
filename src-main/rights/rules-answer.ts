import type { StepOf } from '../../src-shared/rights/steps.ts';
import type { LetterKind, Requester } from '../../src-shared/rights/words.ts';
import { isSamePerson } from '../base/person.ts';
import type { RightsCase } from './case.ts';
import { groundOf } from './grounds.ts';
import { needsAuthority, needsIdentity, needsNoFlags, needsVerified, type Rules, when } from './rule.ts';
import { needsErased } from './rules-erasure.ts';
import { retained } from './rules-anywhere.ts';

type Recipient = StepOf<'deliver'>['recipient'];
/** To whom an answer may go; null: to nobody. */
export const RECIPIENT: Readonly<Record<Requester, Recipient | null>> = {
  individual: 'requester',
  'personal-representative': 'representative',
  'parent-of-minor': 'representative',
  'representative-of-deceased': 'representative',
  'third-party-directive': 'directed-third-party',
  anonymous: null,
};

/** The letter that must have been sent before a case can be closed; null: none. */
export function closingLetter({ opening, decision, review }: RightsCase): LetterKind | null {
  if (opening.type === 'complaint') return opening.requester === 'anonymous' ? null : 'complaint-reply';
  if (review !== null && review.outcome !== null) return 'review-outcome';
  if (decision === null) return null;
  const { outcome } = decision;
  switch (opening.type) {
    case 'access':
      return outcome === 'approved' ? 'approval' : outcome === 'partial' ? 'partial' : 'denial';
    case 'amendment':
      return outcome === 'approved' ? 'amendment-granted' : 'amendment-denied';
    case 'accounting':
      return 'accounting';
    case 'gdpr-erasure':
    case 'gdpr-portability':
      return outcome === 'approved' ? 'approval' : 'gdpr-refusal';
    case 'restriction':
    case 'confidential-communications':
      return 'request-outcome';
  }
}

const needsLetter = (at: RightsCase): string | null => {
  const kind = at.state === 'withdrawn' ? null : closingLetter(at);
  return when(
    kind !== null && !at.letters.some((letter) => letter.kind === kind),
    `A letter is still to be sent: ${kind ?? ''}.`,
  );
};

const hasReviewableGround = ({ opening, decision }: RightsCase): boolean =>
  decision?.grounds.some((code) => groundOf(opening.type, code)?.reviewable === true) === true;

const refused = ({ decision }: RightsCase): boolean =>
  decision?.outcome === 'denied' || decision?.outcome === 'partial';

/** Steps from the finished answer to the end of a case, and what may follow. */
export const answerRules: Rules<
  | 'prepare'
  | 'deliver'
  | 'fail-delivery'
  | 'close'
  | 'request-review'
  | 'decide-review'
  | 'file-disagreement'
  | 'rebut'
  | 'link-statements'
  | 'activate'
  | 'terminate'
> = {
  prepare: {
    from: ['approved', 'partial', 'denied', 'delivery-failed', 'review-decided'],
    to: 'prepared',
    needs: [
      needsVerified,
      needsNoFlags,
      (at) =>
        when(
          at.opening.type === 'amendment' && at.decision?.outcome !== 'denied' && !at.amended,
          'The amendment has not been put with the record yet.',
        ),
      needsErased,
    ],
    effect: (_at, step) => ({ package: step.package }),
  },
  deliver: {
    from: ['prepared'],
    to: 'delivered',
    // Where it goes may have changed since it was decided: that asks for more proof.
    needs: [needsVerified, needsIdentity, needsAuthority, needsNoFlags],
    checks: [
      (at, step) => when(step.package !== at.package, 'This is not the package that was prepared.'),
      (at, { recipient }) =>
        when(recipient !== RECIPIENT[at.opening.requester], 'It must not go to anybody but who asked.'),
      (_at, { manner, warned }) =>
        when(
          manner === 'unencrypted-e-mail' && !warned,
          'Unencrypted e-mail is allowed only after a warning, and if the person still prefers it.',
        ),
      (at, { deliveredOn }, { on }) =>
        when(
          deliveredOn > on || deliveredOn < (at.decision?.on ?? at.openedOn),
          'The day of delivery cannot be right.',
        ),
    ],
    // The clock stops when it was provided, not when it was decided; a later delivery after a review does not move it.
    effect: (at, { deliveredOn }) => ({ stoppedOn: at.stoppedOn ?? deliveredOn }),
  },
  'fail-delivery': {
    from: ['prepared', 'delivered'],
    to: 'delivery-failed',
    // What came back was not provided: the clock goes on.
    effect: (at) => ({ stoppedOn: at.review?.answered === true ? at.stoppedOn : null }),
  },
  close: {
    from: ['delivered', 'linked', 'terminated', 'withdrawn', 'review', 'review-decided'],
    to: 'closed',
    needs: [
      (at) =>
        when(
          at.state === 'review' && at.disposition === null,
          at.opening.type === 'complaint'
            ? 'What came of the complaint is not recorded yet.'
            : 'It is not decided yet.',
        ),
      (at) =>
        when(
          at.state === 'review-decided' && (at.review?.outcome !== 'upheld' || at.stoppedOn === null),
          'What was granted, or the first answer, has not been delivered yet.',
        ),
      needsNoFlags,
      needsLetter,
      (at) =>
        when(at.suspended !== null && at.state !== 'withdrawn', 'Suspended rows are still to be issued.'),
      (at) =>
        when(
          at.overdueOn !== null && at.mitigations.length === 0,
          'It was late: note what was done about it first.',
        ),
    ],
    checks: [retained],
    effect: (at, { retainUntil }, { on }) => ({ retainUntil, stoppedOn: at.stoppedOn ?? on }),
  },
  'request-review': {
    types: ['access'],
    from: ['denied', 'partial', 'prepared', 'delivered', 'closed'],
    to: 'review-requested',
    needs: [
      (at) => when(!refused(at) || !hasReviewableGround(at), 'No ground of this refusal can be reviewed.'),
      (at) => when(at.review !== null, 'It was reviewed once.'),
    ],
    checks: [
      (at, { reviewer }) =>
        when(
          [at.decision?.by, at.maker].some((by) => typeof by === 'string' && isSamePerson(reviewer, by)),
          'Who took part in the refusal cannot review it.',
        ),
      (_at, { licensed }) => when(!licensed, 'Only a licensed health care professional can review it.'),
    ],
    effect: (at, { reviewer }) => ({ review: { reviewer, outcome: null, answered: at.stoppedOn !== null } }),
  },
  'decide-review': {
    types: ['access'],
    from: ['review-requested'],
    to: 'review-decided',
    effect: (at, { outcome }) => ({ review: at.review === null ? null : { ...at.review, outcome } }),
  },
  'file-disagreement': {
    types: ['amendment'],
    from: ['delivered', 'closed'],
    to: 'disagreement',
    needs: [(at) => when(!refused(at), 'Nothing was refused that could be disagreed with.')],
  },
  rebut: {
    types: ['amendment'],
    from: ['disagreement'],
    to: 'rebutted',
    checks: [
      (_at, { copySent }) =>
        when(!copySent, 'The person must have a copy of the rebuttal (45 CFR 164.526(d)(3)).'),
    ],
    effect: () => ({ copyOfRebuttal: true }),
  },
  'link-statements': {
    types: ['amendment'],
    from: ['disagreement', 'rebutted', 'delivered', 'closed'],
    to: 'linked',
    needs: [(at) => when(!refused(at), 'Nothing was refused, so there are no statements to link.')],
    checks: [(_at, { records }) => when(records === 0, 'The statements belong to one record at least.')],
  },
  activate: {
    types: ['restriction'],
    from: ['delivered'],
    to: 'active',
    needs: [(at) => when(at.decision?.outcome === 'denied', 'The restriction was refused.')],
  },
  terminate: {
    types: ['restriction'],
    from: ['active'],
    to: 'terminated',
    checks: [
      (at, { how }) =>
        when(
          how === 'informed' && at.paidInFull,
          'A restriction that must be granted cannot be ended by the entity alone (45 CFR 164.522(a)(2)(iii)).',
        ),
    ],
    effect: () => ({ ended: true }),
  },
};
