import type { monitorContract } from '../../../src-shared/audit/monitor.ts';
import type { waitingCheckpointsContract } from '../../../src-shared/audit/waiting-checkpoints.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The monitor, what it may not sign by itself, and who took note of findings. */
export function monitorHandlers({
  services,
  jobs,
  push,
  changed,
}: HandlerParts): HandlersOf<typeof monitorContract & typeof waitingCheckpointsContract> {
  const { monitor, acknowledgements, waitingCheckpoints } = services;
  return {
    'checkpoints.waiting': async () => ({ rows: [...(await waitingCheckpoints.list())] }),
    'checkpoints.sign': () => ({
      jobId: jobs.start('sign-checkpoints', 'Signing checkpoints', async (work) => {
        try {
          await waitingCheckpoints.sign(work);
        } finally {
          // What was signed before the PIN was refused stays signed.
          push('runs.changed', {});
          changed();
          // Until its next cycle the monitor would go on saying that entries wait.
          monitor.wake();
        }
        return null;
      }),
    }),
    'monitor.status': () => monitor.status(),
    'monitor.set': async (settings) => {
      await monitor.set(settings);
      return {};
    },
    'findings.acknowledge': async ({ runId, index, reason }) => {
      await acknowledgements.acknowledge(runId, index, reason);
      push('runs.changed', {});
      return {};
    },
    'findings.acknowledgements': async ({ runId, index }) => ({
      acknowledgements: [...(await acknowledgements.list(runId, index))],
    }),
  };
}
