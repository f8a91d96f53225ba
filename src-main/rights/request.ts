import type { Opening, Step, StepName } from '../../src-shared/rights/steps.ts';
import type { OpenStep, RightsCase, TakenStep } from './case.ts';
import type { Circumstances, Rule } from './rule.ts';
import { answerRules } from './rules-answer.ts';
import { anywhereRules } from './rules-anywhere.ts';
import { collectionRules } from './rules-collection.ts';
import { decisionRules } from './rules-decision.ts';
import { erasureRules } from './rules-erasure.ts';
import { identityRules } from './rules-identity.ts';

// The state machine of a request: pure. Nothing in it reads a clock, and nothing in it ends a case by itself.

const RULES: Readonly<Record<StepName, Rule<never>>> = {
  ...anywhereRules,
  ...identityRules,
  ...collectionRules,
  ...decisionRules,
  ...erasureRules,
  ...answerRules,
};
const NAMES = Object.keys(RULES) as StepName[];
const ruleOf = (name: StepName): Rule => RULES[name] as unknown as Rule;

/** What came of a step: the case after it, or why it cannot be taken. */
export type Taken =
  | { readonly ok: true; readonly case: RightsCase }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** A step that the state of the case knows, and what is missing for it. */
export type OfferedStep = { readonly step: StepName; readonly missing: readonly string[] };

const GDPR = ['gdpr-erasure', 'gdpr-portability'];

/** Why a case cannot be opened so, or nothing. */
export function openingMistakes(
  opening: Opening,
  today: string,
  policy: { readonly gdpr: boolean },
): readonly string[] {
  const { type, receivedOn, backDating, requester } = opening;
  return [
    receivedOn > today ? 'A request cannot be received in the future.' : null,
    receivedOn < today && backDating === null ? 'Recorded later than received: this needs its reason.' : null,
    GDPR.includes(type) && !policy.gdpr
      ? 'Requests under the GDPR are not switched on in the settings.'
      : null,
    requester === 'anonymous' && type !== 'complaint' ? 'Only a complaint can be anonymous.' : null,
    requester === 'third-party-directive' && type !== 'access'
      ? 'Only a request for access can direct a copy to a third party.'
      : null,
    requester === 'representative-of-deceased' && !opening.risk.deceased
      ? 'A representative of a deceased person acts for one who has died.'
      : null,
  ].filter((mistake) => mistake !== null);
}

/** The case that an opening makes. */
export const opened = ({ opening, policy, closedDays, deadlines }: OpenStep, on: string): RightsCase => ({
  ...{ opening, openedOn: on, policy, closedDays, deadlines, state: 'received', steps: 1 },
  ...{ asked: [], evidence: [], authority: null, patient: null, risk: opening.risk, verifiedOn: null },
  ...{ scope: null, sources: {}, manifest: null, maker: null, licensedFor: [], paidInFull: false },
  ...{
    decision: null,
    amended: false,
    erasure: null,
    disposition: null,
    package: null,
    letters: [],
    flags: [],
  },
  ...{ extended: false, pausedSince: null, pausedDays: 0, stoppedOn: null, suspended: null, review: null },
  ...{
    ended: false,
    corrected: {},
    copyOfRebuttal: false,
    duplicates: [],
    overdueOn: null,
    mitigations: [],
    escalated: [],
    retainUntil: null,
  },
});

const knows = (at: RightsCase, rule: Rule): boolean =>
  (rule.types?.includes(at.opening.type) ?? true) && rule.from.includes(at.state);

const missingFor = (at: RightsCase, rule: Rule, when: Circumstances): readonly string[] =>
  (rule.needs ?? []).map((need) => need(at, when)).filter((objection) => objection !== null);

/** The steps that this state of this case knows, with what is missing for each. */
export const allowedSteps = (at: RightsCase, when: Circumstances): readonly OfferedStep[] =>
  NAMES.filter((name) => knows(at, ruleOf(name))).map((step) => ({
    step,
    missing: missingFor(at, ruleOf(step), when),
  }));

/** Takes a step, or says why it cannot be taken. */
export function takeStep(at: RightsCase, step: Step, when: Circumstances): Taken {
  const rule = ruleOf(step.step);
  if (!knows(at, rule))
    return {
      ok: false,
      reasons: [`“${step.step}” is no step of a case about ${at.opening.type} that is ${at.state}.`],
    };
  const objections = (rule.checks ?? []).map((check) => check(at, step, when));
  const reasons = [...missingFor(at, rule, when), ...objections.filter((each) => each !== null)];
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true, case: after(at, step, when) };
}

function after(at: RightsCase, step: Step, when: Circumstances): RightsCase {
  const { to, effect } = ruleOf(step.step);
  const state = typeof to === 'function' ? to(at, step) : (to ?? at.state);
  return { ...at, ...effect?.(at, step, when), state, steps: at.steps + 1 };
}

/**
 * The case that its steps made. They were checked when they were taken and are not checked again: a rule that came later
 * must not make an old case unreadable.
 *
 * @throws RangeError when the first is no opening, or one is missing
 */
export function replay(steps: readonly TakenStep[]): RightsCase {
  const [first, ...rest] = steps;
  if (first?.step.step !== 'open') throw new RangeError('a case begins with its opening');
  return rest.reduce(
    (at, { number, step, on, by }) => {
      if (step.step === 'open' || number !== at.steps) throw new RangeError('a step of the case is missing');
      return after(at, step, { on, by, contact: true });
    },
    opened(first.step, first.on),
  );
}
