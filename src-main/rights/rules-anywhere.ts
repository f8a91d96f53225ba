import type { StepOf } from '../../src-shared/rights/steps.ts';
import { bindingOf, daysBetween, extendableUntil, extended, plusYears, shifted } from './clock.ts';
import { officeDaysEu } from './periods.ts';
import { ANY, needsContact, OPEN, type Rules, when, WORKING } from './rule.ts';
import { needsNothingPending } from './rules-erasure.ts';
import type { RightsCase } from './case.ts';

/** Six years from creation or from when it was last in effect, whichever is later (45 CFR 164.530(j)). */
const RETENTION_YEARS = 6;

/** Why a date of retention is too early, or null. */
export const retained = (
  _at: RightsCase,
  { retainUntil }: { readonly retainUntil: string },
  { on }: { readonly on: string },
): string | null =>
  when(
    retainUntil < plusYears(on, RETENTION_YEARS),
    `It must be kept for six years, until ${plusYears(on, RETENTION_YEARS)} at least.`,
  );

const extensionMistake = (
  at: RightsCase,
  { newDate, reasons, letter }: StepOf<'extend'>,
  on: string,
): string | null => {
  const first = extendableUntil(at.deadlines);
  if (first === null) return 'The law gives no extension for this request.';
  if (on > first) return `The first period ended on ${first}: it is too late for an extension.`;
  if (reasons.length === 0) return 'An extension needs its reasons.';
  if (letter.kind !== 'extension') return 'The letter that was sent is not one about an extension.';
  if (letter.sentOn > on) return 'The letter must have been sent, not drafted.';
  if (letter.sentOn < at.opening.receivedOn) return 'The letter cannot be older than the request.';
  const latest = at.deadlines
    .flatMap(({ latestDue }) => (latestDue === null ? [] : [latestDue]))
    .toSorted()[0];
  if (newDate <= first) return 'The new date must be later than the end of the first period.';
  return when(
    latest !== undefined && newDate > latest,
    `The new date may be ${latest ?? first} at the latest.`,
  );
};

/** Steps that go with any stage of a case. */
export const anywhereRules: Rules<
  | 'add-note'
  | 'attach'
  | 'link-duplicate'
  | 'send-letter'
  | 'extend'
  | 'pause-clock'
  | 'resume-clock'
  | 'escalate'
  | 'mark-overdue'
  | 'mitigate'
  | 'raise-flag'
  | 'resolve-flag'
  | 'withdraw'
  | 'correct-contact'
> = {
  'add-note': { from: ANY },
  attach: { from: ANY },
  'link-duplicate': {
    from: ANY,
    checks: [(at, { other }) => when(at.duplicates.includes(other), 'It is linked already.')],
    // Each keeps its own clock and its own check of identity.
    effect: (at, { other }) => ({ duplicates: [...at.duplicates, other] }),
  },
  'send-letter': {
    from: ANY,
    needs: [needsContact],
    checks: [
      (_at, { letter }, { on }) => when(letter.sentOn > on, 'A letter cannot be sent in the future.'),
      (_at, { letter }) =>
        when(letter.kind === 'extension', 'An extension is a step of its own: it moves the date.'),
    ],
    effect: (at, { letter }) => ({ letters: [...at.letters, letter] }),
  },
  extend: {
    from: WORKING,
    needs: [
      (at) => when(at.extended, 'It was extended once already; there is no second time.'),
      needsContact,
      (at) => when(extendableUntil(at.deadlines) === null, 'The law gives no extension for this request.'),
      (at, { on }) =>
        when(
          on > (extendableUntil(at.deadlines) ?? on),
          'The first period is over: it is too late for an extension.',
        ),
    ],
    checks: [(at, step, { on }) => extensionMistake(at, step, on)],
    effect: (at, { newDate, letter }) => ({
      extended: true,
      deadlines: extended(at.deadlines, newDate),
      letters: [...at.letters, letter],
    }),
  },
  'pause-clock': {
    types: ['gdpr-erasure', 'gdpr-portability'],
    from: ['received', 'identity-pending'],
    needs: [(at) => when(at.pausedSince !== null, 'The clock waits already.')],
    checks: [
      (at, { askedOn }, { on }) =>
        when(askedOn < at.opening.receivedOn || askedOn > on, 'The question lies outside the case.'),
      (at, { askedOn }) =>
        when(
          daysBetween(at.opening.receivedOn, askedOn) > at.policy.pauseAskDays,
          'The clock waits only for a question that was asked without delay.',
        ),
    ],
    effect: (_at, { askedOn }) => ({ pausedSince: askedOn }),
  },
  'resume-clock': {
    types: ['gdpr-erasure', 'gdpr-portability'],
    from: WORKING,
    needs: [(at) => when(at.pausedSince === null, 'The clock does not wait.')],
    checks: [
      (at, { answeredOn }, { on }) =>
        when(answeredOn < (at.pausedSince ?? '') || answeredOn > on, 'The answer lies outside the wait.'),
    ],
    effect: (at, { answeredOn }) => {
      const days = daysBetween(at.pausedSince ?? answeredOn, answeredOn);
      const isOpen = officeDaysEu(at.closedDays);
      return {
        pausedSince: null,
        pausedDays: at.pausedDays + days,
        deadlines: shifted(at.deadlines, days, isOpen),
      };
    },
  },
  escalate: {
    from: WORKING,
    checks: [(at, { level }) => when(at.escalated.includes(level), 'This warning was given already.')],
    effect: (at, { level }) => ({ escalated: [...at.escalated, level] }),
  },
  'mark-overdue': {
    from: OPEN,
    needs: [
      (at) => when(at.overdueOn !== null, 'It is marked as late already.'),
      (at) => when(at.stoppedOn !== null || at.pausedSince !== null, 'The clock does not run.'),
      (at, { on }) => when(on <= bindingOf(at.deadlines).due, 'It is not late.'),
    ],
    effect: (_at, _step, { on }) => ({ overdueOn: on }),
  },
  mitigate: {
    from: OPEN,
    needs: [(at) => when(at.overdueOn === null, 'It is not marked as late.')],
    effect: (at, { what }) => ({ mitigations: [...at.mitigations, what] }),
  },
  'raise-flag': {
    from: OPEN,
    checks: [(at, { flag }) => when(at.flags.includes(flag), 'It is flagged already.')],
    effect: (at, { flag }) => ({ flags: [...at.flags, flag] }),
  },
  'resolve-flag': {
    from: OPEN,
    needs: [(at) => when(at.flags.length === 0, 'Nothing is flagged.')],
    checks: [(at, { flag }) => when(!at.flags.includes(flag), 'This is not flagged.')],
    effect: (at, { flag }) => ({ flags: at.flags.filter((each) => each !== flag) }),
  },
  withdraw: {
    from: WORKING,
    to: 'withdrawn',
    needs: [needsNothingPending],
    effect: (_at, _step, { on }) => ({ stoppedOn: on, pausedSince: null, ended: true }),
  },
  'correct-contact': {
    from: OPEN,
    needs: [
      (at) => when(at.opening.requester === 'anonymous', 'Who complains without a name left no address.'),
    ],
    checks: [
      (at, { of }) =>
        when(
          of === 'alternative' && at.decision !== null,
          'What was agreed or refused is decided: another address is a request of its own (45 CFR 164.522(b)).',
        ),
      (_at, { parts }) => when(new Set(parts).size < parts.length, 'The same detail is named twice.'),
    ],
    effect: ({ corrected }, { parts, reason }, { on }) => ({
      // What is kept from the record itself is no change of it.
      corrected:
        reason === 'from-record'
          ? corrected
          : { ...corrected, ...Object.fromEntries(parts.map((part) => [part, on])) },
    }),
  },
};
