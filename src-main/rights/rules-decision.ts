import type { StepOf } from '../../src-shared/rights/steps.ts';
import { CASE_TYPES, type CaseType } from '../../src-shared/rights/words.ts';
import { isSamePerson } from '../base/person.ts';
import type { RightsCase } from './case.ts';
import { daysBetween } from './clock.ts';
import { groundOf } from './grounds.ts';
import {
  needsAuthority,
  NO_CONTACT,
  needsIdentity,
  needsNoFlags,
  needsVerified,
  type Rules,
  when,
  WORKING,
} from './rule.ts';

/** An oral statement of an authority holds so long, unless a written one follows (45 CFR 164.528(a)(2)(ii)). */
const ORAL_DAYS = 30;

type Outcome = StepOf<'decide'>['outcome'];
/** What may be decided on each right. An accounting cannot be refused; a complaint gets a disposition instead. */
const OUTCOMES: Readonly<Record<CaseType, readonly Outcome[]>> = {
  access: ['approved', 'partial', 'denied'],
  amendment: ['approved', 'partial', 'denied'],
  restriction: ['approved', 'partial', 'denied'],
  'confidential-communications': ['approved', 'denied'],
  accounting: ['approved'],
  complaint: [],
  'gdpr-erasure': ['approved', 'partial', 'denied'],
  'gdpr-portability': ['approved', 'partial', 'denied'],
};

function decisionMistake(
  at: RightsCase,
  { outcome, grounds }: StepOf<'decide'>,
  contact: boolean,
): string | null {
  const { type } = at.opening;
  if (!OUTCOMES[type].includes(outcome)) return 'The law does not allow this outcome for this right.';
  if (outcome === 'approved')
    return when(grounds.length > 0, 'What is approved in full has no ground of refusal.');
  if (!contact) return NO_CONTACT;
  if (at.paidInFull && type === 'restriction')
    return 'The service was paid in full: this restriction must be granted (45 CFR 164.522(a)(1)(vi)).';
  if (grounds.length === 0) return 'A refusal needs its ground.';
  for (const code of grounds) {
    const ground = groundOf(type, code);
    if (ground === undefined) return `“${code}” is no ground for refusing this right.`;
    if (ground.licensed && !at.licensedFor.includes(code))
      return `Ground ${code} needs the decision of a licensed health care professional.`;
  }
  return null;
}

/** Steps that decide. */
export const decisionRules: Rules<
  | 'sign-licensed'
  | 'decide'
  | 'note-paid-in-full'
  | 'record-amendment'
  | 'dispose'
  | 'suspend-rows'
  | 'reissue-rows'
> = {
  'sign-licensed': {
    types: ['access'],
    from: ['review'],
    checks: [
      (_at, { licensed }) => when(!licensed, 'Only a licensed health care professional can decide this.'),
      (at, { grounds }) =>
        when(
          grounds.some((code) => groundOf(at.opening.type, code)?.licensed !== true),
          'One of these grounds needs no licensed health care professional, or is none.',
        ),
    ],
    effect: (at, { grounds }) => ({ licensedFor: [...new Set([...at.licensedFor, ...grounds])] }),
  },
  decide: {
    types: CASE_TYPES.filter((type) => OUTCOMES[type].length > 0),
    from: ['review'],
    to: (_at, { outcome }) => outcome,
    needs: [
      needsVerified,
      needsIdentity,
      needsAuthority,
      needsNoFlags,
      (at, { by }) =>
        when(
          at.policy.makerChecker && at.maker !== null && isSamePerson(at.maker, by),
          'Who prepared a case does not decide it: another person must.',
        ),
    ],
    checks: [(at, step, { contact }) => decisionMistake(at, step, contact)],
    effect: (_at, { outcome, grounds, signOff }, { by, on }) => ({
      decision: { outcome, grounds, by, on, signOff },
    }),
  },
  'note-paid-in-full': {
    types: ['restriction'],
    from: WORKING,
    needs: [(at) => when(at.decision !== null, 'It is decided already.')],
    effect: () => ({ paidInFull: true }),
  },
  'record-amendment': {
    types: ['amendment'],
    from: ['approved', 'partial'],
    checks: [(_at, { records }) => when(records === 0, 'An amendment belongs to one record at least.')],
    effect: () => ({ amended: true }),
  },
  dispose: {
    types: ['complaint'],
    from: ['review'],
    needs: [needsNoFlags],
    checks: [
      (_at, { subject }, { by }) =>
        when(
          subject !== null && isSamePerson(subject, by),
          'Who is complained about does not handle the complaint.',
        ),
    ],
    effect: (_at, { disposition }) => ({ disposition }),
  },
  'suspend-rows': {
    types: ['accounting'],
    from: ['scoping', 'collecting', 'review', 'approved', 'prepared', 'delivered'],
    checks: [
      (_at, { until }, { on }) => when(until <= on, 'The end of the suspension has passed.'),
      (_at, { statement, until }, { on }) =>
        when(
          statement === 'oral' && daysBetween(on, until) > ORAL_DAYS,
          `An oral statement holds for ${ORAL_DAYS} days at most.`,
        ),
      (_at, { rows }) => when(rows === 0, 'A suspension concerns one row at least.'),
    ],
    effect: (_at, { statement, until, rows }) => ({ suspended: { statement, until, rows } }),
  },
  'reissue-rows': {
    types: ['accounting'],
    from: ['delivered'],
    needs: [
      (at) => when(at.suspended === null, 'No rows are suspended.'),
      (at, { on }) =>
        when(at.suspended !== null && on <= at.suspended.until, 'The rows are still suspended.'),
    ],
    checks: [
      (_at, { letter }, { on }) =>
        when(
          letter.kind !== 'accounting' || letter.sentOn > on,
          'The rows must have been sent as an accounting.',
        ),
    ],
    effect: (at, { letter }) => ({ suspended: null, letters: [...at.letters, letter] }),
  },
};
