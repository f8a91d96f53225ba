import { z } from 'zod';
import { type Deadline, deadlineSchema } from '../../src-shared/rights/deadlines.ts';
import { type CasePolicy, casePolicySchema } from '../../src-shared/rights/policy.ts';
import {
  type Erased,
  type Opening,
  type RiskFacts,
  type Scope,
  type SentLetter,
  type Step,
  type StepOf,
  openingSchema,
} from '../../src-shared/rights/steps.ts';
import {
  type CaseState,
  type ContactPart,
  type Disposition,
  type Flag,
  type Mitigation,
  civilDateSchema,
} from '../../src-shared/rights/words.ts';
import { assessIdentity, type Evidence, type IdentityResult, riskReasons } from './identity.ts';

/** A decision on whether somebody may act for the patient. */
export type Authority = Omit<StepOf<'decide-authority'>, 'step'> & {
  readonly by: string;
  readonly on: string;
};

/** What was decided, by whom. */
export type Outcome = {
  readonly outcome: 'approved' | 'partial' | 'denied';
  readonly grounds: readonly string[];
  readonly by: string;
  readonly on: string;
  readonly signOff: string | null;
};

/** The erasure of what was approved. */
export type Erasure = {
  /** How often one was begun. */
  readonly rounds: number;
  /** Deletions that were begun and are not recorded yet. */
  readonly pending: readonly string[];
  readonly done: readonly Erased[];
  /** What shows that it was erased without this program. */
  readonly elsewhere: string | null;
};

/** A case as its steps made it. Holds nothing that names a patient. */
export type RightsCase = {
  readonly opening: Opening;
  readonly openedOn: string;
  readonly policy: CasePolicy;
  /** Days that the entity was closed, as they stood at the opening. */
  readonly closedDays: readonly string[];
  readonly deadlines: readonly Deadline[];
  readonly state: CaseState;
  /** Steps taken, the opening included. */
  readonly steps: number;
  readonly asked: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly authority: Authority | null;
  readonly patient: Omit<StepOf<'link-patient'>, 'step'> | null;
  readonly risk: RiskFacts;
  readonly verifiedOn: string | null;
  readonly scope: Scope | null;
  readonly sources: Readonly<Record<string, 'waiting' | 'rows' | 'none' | 'failed'>>;
  readonly manifest: string | null;
  /** Who collected, or began the review where nothing is collected. */
  readonly maker: string | null;
  readonly licensedFor: readonly string[];
  /** The service was paid in full by the person: the restriction towards the health plan must be granted. */
  readonly paidInFull: boolean;
  readonly decision: Outcome | null;
  readonly amended: boolean;
  readonly erasure: Erasure | null;
  readonly disposition: Disposition | null;
  readonly package: string | null;
  readonly letters: readonly SentLetter[];
  readonly flags: readonly Flag[];
  readonly extended: boolean;
  readonly pausedSince: string | null;
  readonly pausedDays: number;
  readonly stoppedOn: string | null;
  readonly suspended: {
    readonly statement: 'written' | 'oral';
    readonly until: string;
    readonly rows: number;
  } | null;
  readonly review: {
    readonly reviewer: string;
    readonly outcome: 'upheld' | 'access-granted' | null;
    /** Whether the first answer had been provided when the review was asked for. */
    readonly answered: boolean;
  } | null;
  /** Withdrawn, or a restriction that was terminated: whatever was decided is in force no more, closed or not. */
  readonly ended: boolean;
  /** Days on which contact details were put right in this case, the last one of each. */
  readonly corrected: Readonly<Partial<Record<ContactPart, string>>>;
  readonly copyOfRebuttal: boolean;
  readonly duplicates: readonly string[];
  readonly overdueOn: string | null;
  readonly mitigations: readonly Mitigation[];
  readonly escalated: readonly string[];
  readonly retainUntil: string | null;
};

/** A step as it was taken. */
export type TakenStep = {
  readonly number: number;
  /** Instant, for the record; every rule counts in days. */
  readonly at: string;
  /** Day in the covered entity's zone. */
  readonly on: string;
  /** Subject of the officer's certificate, the account, or `attestry` for what a job did. */
  readonly by: string;
  /** Id of the sealed words that belong to it; null when there are none. */
  readonly sealed: string | null;
  readonly step: Step | OpenStep;
};

/** Steps that the program takes by itself: they tell of a case and change nothing that is decided on. */
const TELLING: readonly string[] = ['escalate', 'mark-overdue'];

/** Whether a case is still what it was after so many steps, but for warnings about its date. */
export const isSamePicture = (steps: readonly TakenStep[], known: number): boolean =>
  known <= steps.length && steps.slice(known).every(({ step }) => TELLING.includes(step.step));

/** The first step of every case, with what is stamped on it. */
export const openStepSchema = z.strictObject({
  step: z.literal('open'),
  opening: openingSchema,
  policy: casePolicySchema,
  closedDays: z.array(civilDateSchema),
  deadlines: z.array(deadlineSchema).min(1),
});
export type OpenStep = z.infer<typeof openStepSchema>;

/** States in which nothing is left to do. */
export const ENDED: readonly CaseState[] = ['closed', 'unverified-closed'];

/** Whether a case is still worked on. */
export const isOpenCase = ({ state }: RightsCase): boolean => !ENDED.includes(state);

/** Whether somebody acts for the patient. */
export const actsForAnother = ({ opening }: RightsCase): boolean =>
  opening.requester !== 'individual' && opening.requester !== 'anonymous';

/** The identity check as it stands on a day; what was asked for since counts towards the risk. */
export function identityOf(at: RightsCase, today: string): IdentityResult {
  const { type, requester, receivedOn } = at.opening;
  // What was corrected counts whatever the assessment of the risk says.
  const changed = [at.risk.contactChangedOn, ...Object.values(at.corrected)].filter((day) => day !== null);
  const facts = {
    ...at.risk,
    wholeRecord: at.risk.wholeRecord || at.scope?.wholeRecord === true,
    contactChangedOn: changed.toSorted().at(-1) ?? null,
  };
  const risk = riskReasons(type, requester, facts, today);
  return assessIdentity(at.evidence, risk, at.policy.identity, receivedOn, at.verifiedOn ?? today);
}

/** What is in force until it is ended: agreed restrictions, and alternative addresses. */
export const isInForce = ({ opening, decision, ended }: RightsCase): boolean =>
  (opening.type === 'restriction' || opening.type === 'confidential-communications') &&
  (decision?.outcome === 'approved' || decision?.outcome === 'partial') &&
  !ended;
