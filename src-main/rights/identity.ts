import type { GuardSetting, IdentityPolicy } from '../../src-shared/rights/policy.ts';
import type { RiskFacts } from '../../src-shared/rights/steps.ts';
import type { CaseType, IdentityMethod, Requester, RiskReason } from '../../src-shared/rights/words.ts';
import { daysBetween } from './clock.ts';

/** Kind of proof: what one knows, what one has, or being there. */
export type MethodClass = 'knowledge' | 'possession' | 'presence';

/**
 * Scores of the methods (capability C2). Local policy, not an identity assurance level of NIST SP 800-63A.
 * `tries`: how often a person may try within one check.
 */
export const METHODS: Readonly<
  Record<IdentityMethod, { readonly points: 1 | 2 | 3; readonly class: MethodClass; readonly tries: number }>
> = {
  demographic_match: { points: 2, class: 'knowledge', tries: 3 },
  security_questions: { points: 2, class: 'knowledge', tries: 3 },
  document_upload: { points: 2, class: 'possession', tries: 3 },
  phone_verification: { points: 1, class: 'possession', tries: 5 },
  email_verification: { points: 1, class: 'possession', tries: 5 },
  in_person: { points: 3, class: 'presence', tries: 3 },
};

export const THRESHOLD = 2;
export const HIGH_RISK_THRESHOLD = 3;
const RECENT_CONTACT_DAYS = 30;

/** One check of who asks. Answers, codes and copies of documents are never part of it. */
export type Evidence = {
  readonly method: IdentityMethod;
  readonly outcome: 'passed' | 'failed';
  readonly tries: number;
  /** Id of where the proof is kept. */
  readonly evidence: string;
  readonly checkedOn: string;
  readonly onFileSince: string | null;
  readonly by: string;
};

/** What an assessment of identity came to. */
export type IdentityResult = {
  readonly score: number;
  readonly threshold: number;
  readonly passed: boolean;
  readonly risk: readonly RiskReason[];
  readonly counted: readonly {
    readonly method: IdentityMethod;
    readonly points: number;
    readonly why: string;
  }[];
  /** What is missing, each as a sentence; empty when passed. */
  readonly missing: readonly string[];
  /** Methods that failed and may not be tried again. */
  readonly locked: readonly IdentityMethod[];
};

/** Why a request is at high risk; none: it is not. */
export function riskReasons(
  type: CaseType,
  requester: Requester,
  facts: RiskFacts,
  today: string,
): readonly RiskReason[] {
  const recent =
    facts.contactChangedOn !== null && daysBetween(facts.contactChangedOn, today) < RECENT_CONTACT_DAYS;
  const reasons: Readonly<Record<RiskReason, boolean>> = {
    'whole-record': facts.wholeRecord,
    'representative-or-third-party': requester !== 'individual' && requester !== 'anonymous',
    'new-delivery-address': facts.newDeliveryAddress,
    'sensitive-records': facts.sensitive,
    minor: facts.minor || requester === 'parent-of-minor',
    deceased: facts.deceased || requester === 'representative-of-deceased',
    'gdpr-erasure': type === 'gdpr-erasure',
    'contact-changed': recent,
  };
  return (Object.keys(reasons) as RiskReason[]).filter((reason) => reasons[reason]);
}

const isChannel = (method: IdentityMethod): boolean =>
  method === 'phone_verification' || method === 'email_verification';

/**
 * Adds up the evidence under the policy.
 *
 * @param receivedOn - day of receipt: a channel must have been on file before it
 * @param today - day of the verification
 */
export function assessIdentity(
  evidence: readonly Evidence[],
  risk: readonly RiskReason[],
  policy: IdentityPolicy,
  receivedOn: string,
  today: string,
): IdentityResult {
  const high = risk.length > 0;
  const on = (setting: GuardSetting): boolean => setting === 'always' || (setting === 'high-risk' && high);
  const threshold = high ? HIGH_RISK_THRESHOLD : THRESHOLD;
  const failed = lockedMethods(evidence);
  const seen = new Set<IdentityMethod>();
  const counted = evidence.map((each) => {
    const { method } = each;
    const { points } = METHODS[method];
    const none = (why: string) => ({ method, points: 0, why });
    if (each.outcome === 'failed') return none('The check failed.');
    if (each.tries > METHODS[method].tries) return none('It took more tries than are allowed.');
    if (on(policy.lockOut) && failed.includes(method))
      return none('This method failed, so it counts no more.');
    if (on(policy.age) && daysBetween(each.checkedOn, today) > policy.maxAgeDays)
      return none(`The check is older than ${policy.maxAgeDays} days.`);
    if (
      on(policy.channelOnFile) &&
      isChannel(method) &&
      (each.onFileSince === null || each.onFileSince >= receivedOn)
    )
      return none('The number or address was not on file before the request.');
    if (on(policy.onceEach) && seen.has(method)) return none('The same method counts once.');
    seen.add(method);
    return { method, points, why: '' };
  });
  const counting = counted.filter(({ points }) => points > 0);
  const score = counting.reduce((sum, { points }) => sum + points, 0);
  const classes = new Set(counting.map(({ method }) => METHODS[method].class));
  const missing = [
    ...(score < threshold ? [`The identity score is ${score}; ${threshold} is needed.`] : []),
    ...(on(policy.distinctClasses) && classes.size < 2
      ? ['Two different kinds of proof are needed: knowing, having, being there.']
      : []),
  ];
  return { score, threshold, passed: missing.length === 0, risk, counted, missing, locked: failed };
}

/** Methods of which a check failed. */
export const lockedMethods = (evidence: readonly Evidence[]): readonly IdentityMethod[] => [
  ...new Set(
    evidence
      .filter(({ outcome, tries, method }) => outcome === 'failed' || tries > METHODS[method].tries)
      .map(({ method }) => method),
  ),
];
