import type { CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type {
  BoardRow,
  ControlView,
  CycleRow,
  NewCycle,
  ReviewEdit,
} from '../../../src-shared/controls/reviews.ts';
import type { LintFinding } from '../../../src-shared/controls/cycles.ts';
import type { RequirementRef } from '../../../src-shared/controls/types.ts';
import type { Sample } from '../../../src-shared/controls/samples.ts';
import type { Verdict } from '../../../src-shared/audit/types.ts';

/** A control that is meant; with the revision that was looked at, where one was. */
export type Meant = { readonly requirement: RequirementRef; readonly revision?: number };

/** What checking everything of a cycle came to. */
export type CycleVerification = {
  readonly result: Verdict;
  readonly problems: readonly { readonly requirement: RequirementRef | null; readonly text: string }[];
};

/** A cycle as its board shows it. */
export type CycleBoard = {
  readonly row: CycleRow;
  readonly today: string;
  readonly controls: readonly BoardRow[];
  readonly findings: readonly LintFinding[];
  readonly samples: readonly Sample[];
};

/** Reviews of controls: cycles, conclusions, approvals, locks. */
export interface ControlReviews {
  /** Newest first. */
  cycles(): Promise<readonly CycleRow[]>;
  /** @throws Fault `framework-unknown`, `usage` */
  open(cycle: NewCycle): Promise<{ readonly cycleId: string }>;
  /** @throws Fault `review-unknown` */
  board(cycleId: string): Promise<CycleBoard>;
  /** @throws Fault `review-unknown` */
  control(cycleId: string, requirement: RequirementRef): Promise<ControlView>;
  /**
   * Everything about a cycle as one value: the source of reports, gaps and trends.
   * @throws Fault `review-unknown`
   */
  snapshot(cycleId: string): Promise<CycleSnapshot>;
  /**
   * Changes controls, all or none; their approvals hold no more.
   * @returns how many were changed: `attach-results` and `take-over` pass those over that no test speaks to, when several are meant
   * @throws Fault `review-unknown`, `review-changed`, `review-locked`, `review-refused` with the reason, `not-signed-in`
   */
  edit(cycleId: string, controls: readonly Meant[], change: ReviewEdit): Promise<number>;
  /**
   * Approves controls as they are now with one signature.
   * @throws Fault as {@link ControlReviews.edit}; `review-second-person` for an author, those of the token
   */
  approve(cycleId: string, controls: readonly Meant[]): Promise<void>;
  /**
   * Locks a cycle in which nothing is open, with a signature over all of it.
   * @throws Fault `review-refused` with what is missing, those of the token
   */
  lock(cycleId: string): Promise<void>;
  /** Checks every signature, result and file of a cycle anew. @throws Fault `review-unknown` */
  verify(cycleId: string): Promise<CycleVerification>;
}
