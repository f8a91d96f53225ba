import type { auditContract } from '../../../src-shared/audit/contract.ts';
import { Fault } from '../../base/fault.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Sealing, verifying and what came of it. */
export function auditHandlers({
  services,
  jobs,
  push,
  changed,
}: HandlerParts): HandlersOf<typeof auditContract> {
  const { audit } = services;
  return {
    'audit.levels': async () => ({ levels: [...(await audit.levels())] }),
    'audit.seal': () => ({
      jobId: jobs.start('seal', 'Sealing the log', async (work) => {
        // Without anybody signed in there is no checkpoint: the status says so, and it is no failure.
        const { stopped } = await audit.seal(work);
        changed();
        if (stopped)
          throw new Fault(
            'checkpoint-inconsistent',
            'What was sealed does not agree with the entries, or with what this machine saw before; nothing was taken over.',
            'Verify the log at the level "block chain" now.',
          );
        return null;
      }),
    }),
    'audit.verify': ({ level, pace }) => ({
      jobId: jobs.start(
        'verify',
        'Verifying the log',
        async (work) => {
          const { runId } = await audit.verify(level, work, pace);
          push('runs.changed', {});
          changed();
          return runId;
        },
        { level, pace, scheduled: false },
      ),
    }),
    'audit.runs': async () => ({ runs: [...(await audit.runs.list())] }),
    'audit.run': ({ runId }) => audit.runs.run(runId),
    'audit.findings': async ({ runId, offset, limit, type }) => {
      const { total, rows } = await audit.runs.findings(runId, offset, limit, type);
      return { total, rows: [...rows] };
    },
    'audit.finding': ({ runId, index }) => audit.runs.finding(runId, index),
    'audit.checkpoint': async () => ({ checkpoint: await audit.checkpoint() }),
  };
}
