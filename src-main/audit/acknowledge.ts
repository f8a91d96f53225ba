import type { Acknowledgement } from '../../src-shared/audit/monitor.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import type { AcknowledgementStore } from './monitor-state.ts';
import type { RunStore } from './service.ts';

/** Taking note of findings. */
export interface Acknowledgements {
  /**
   * Records who took note of a finding and why. The run, its verdict and what this machine trusts stay as they are.
   * @throws Fault `run-unknown`
   */
  acknowledge(runId: string, index: number, reason: string): Promise<void>;
  list(runId: string, index: number): Promise<readonly Acknowledgement[]>;
}

export const acknowledgements = (parts: {
  readonly runs: RunStore;
  readonly store: AcknowledgementStore;
  readonly clock: Clock;
  readonly officer: () => string;
}): Acknowledgements => ({
  acknowledge: async (runId, index, reason) => {
    await parts.runs.finding(runId, index);
    await parts.store.add(runId, index, { reason, by: parts.officer(), at: instantOf(parts.clock) });
  },
  list: (runId, index) => parts.store.list(runId, index),
});
