import type { Step, StepName, StepOf } from '../../src-shared/rights/steps.ts';
import type { CaseState, CaseType } from '../../src-shared/rights/words.ts';
import { type RightsCase, actsForAnother, identityOf } from './case.ts';

/** Who takes a step, and when. */
export type Circumstances = {
  /** Day in the covered entity's zone. */
  readonly on: string;
  readonly by: string;
  /** Whether name or title and telephone of the contact are set: without them no letter may go out (164.530(a)(1)(ii)). */
  readonly contact: boolean;
};

/** A sentence that says why not, or null. */
export type Objection = string | null;

/** One row of the table of steps. */
export type Rule<S extends Step = Step> = {
  /** The rights that know this step; left out: all. */
  readonly types?: readonly CaseType[];
  readonly from: readonly CaseState[];
  /** Where it leads; left out: it stays where it is. */
  readonly to?: CaseState | ((at: RightsCase, step: S) => CaseState);
  /** What must be so before the step can be taken at all: named in the window as what is missing. */
  readonly needs?: readonly ((at: RightsCase, when: Circumstances) => Objection)[];
  /** What the step itself must bring. */
  readonly checks?: readonly ((at: RightsCase, step: S, when: Circumstances) => Objection)[];
  readonly effect?: (at: RightsCase, step: S, when: Circumstances) => Partial<RightsCase>;
};

/** A rule for every step of a group. */
export type Rules<N extends StepName> = { readonly [K in N]: Rule<StepOf<K>> };

/** An objection if a condition holds. */
export const when = (condition: boolean, sentence: string): Objection => (condition ? sentence : null);

/** Letters name entity and contact (45 CFR 164.530(a)(1)(ii)): nothing that needs one can be done without them. */
export const NO_CONTACT =
  'Letters need the name of the organisation and a contact: fill in “Our organisation” in the settings.';

/** Until the answer is out. */
export const WORKING: readonly CaseState[] = [
  'received',
  'identity-pending',
  'verified',
  'scoping',
  'collecting',
  'review',
  'approved',
  'partial',
  'denied',
  'prepared',
  'delivery-failed',
];
/** Every state but those in which nothing is left to do. */
export const OPEN: readonly CaseState[] = [
  ...WORKING,
  'delivered',
  'withdrawn',
  'review-requested',
  'review-decided',
  'disagreement',
  'rebutted',
  'linked',
  'active',
  'terminated',
];
/** Every state. */
export const ANY: readonly CaseState[] = [...OPEN, 'closed', 'unverified-closed'];
/** Rights whose answer is collected from the record. */
export const COLLECTED: readonly CaseType[] = [
  'access',
  'amendment',
  'accounting',
  'gdpr-erasure',
  'gdpr-portability',
];

export const needsVerified = (at: RightsCase): Objection =>
  when(at.verifiedOn === null, 'Nobody has verified yet who asks.');

export const needsNoFlags = (at: RightsCase): Objection =>
  when(at.flags.length > 0, `Something is unresolved: ${at.flags.join(', ')}.`);

/** Risk may have risen since: what was asked for counts. */
export const needsIdentity = (at: RightsCase, { on }: Circumstances): Objection => {
  const { passed, missing } = identityOf(at, on);
  return when(!passed, missing.join(' '));
};

export const needsAuthority = (at: RightsCase, { on }: Circumstances): Objection => {
  if (!actsForAnother(at)) return null;
  const { authority, opening } = at;
  if (authority === null) return 'Nobody has decided yet whether this person may act for the patient.';
  if (!authority.accepted) return 'This person may not act for the patient.';
  if (authority.expiresOn !== null && authority.expiresOn < on)
    return 'What shows that this person may act for the patient has expired.';
  return when(
    !authority.scope.includes(opening.type),
    'What this person may do for the patient does not cover this request.',
  );
};

export const needsContact = (_at: RightsCase, { contact }: Circumstances): Objection =>
  when(!contact, NO_CONTACT);

export const needsPatient = (at: RightsCase): Objection =>
  when(at.patient === null, 'The patient has not been found in the clinic’s database yet.');
