import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type { GapChange } from './gap.ts';

/** Where gaps are kept: every change stays. */
export interface GapStore {
  /**
   * Adds a change together with the entry of the activity log.
   *
   * @param after - how many changes there were on the picture that it was decided on
   * @throws Fault `gap-changed` when another one was faster
   */
  add(change: GapChange, after: number, event: ActivityEvent): Promise<void>;
  /** Changes of one gap, oldest first; none for one that is not known. */
  of(gapId: string): Promise<readonly GapChange[]>;
  /** Changes of all gaps of a cycle, each gap's oldest first. */
  inCycle(cycleId: string): Promise<readonly GapChange[]>;
}
