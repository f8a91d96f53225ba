import type { checksContract } from '../../../src-shared/controls/checks.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The unified check, and the lists that it fills in. */
export function checksHandlers({
  services,
  jobs,
  push,
  changed,
}: HandlerParts): HandlersOf<typeof checksContract> {
  const { checks } = services;
  return {
    'checks.run': () => ({
      jobId: jobs.start('check', 'Checking everything', async (work) => {
        const { runId } = await checks.run(work);
        push('checks.changed', {});
        // A cycle of the monitor may have sealed entries.
        changed();
        return runId;
      }),
    }),
    'checks.latest': async () => ({ run: await checks.latest(), runs: [...(await checks.runs())] }),
    'checks.get': ({ runId }) => checks.get(runId),
    'checklists.state': async () => {
      const { now, past } = await checks.lists();
      return { now: [...now], past: [...past] };
    },
    'checklists.tick': async (wanted) => {
      await checks.tick(wanted);
      push('checks.changed', {});
      return {};
    },
    'checklists.sign': async ({ turn }) => {
      await checks.sign(turn);
      push('checks.changed', {});
      return {};
    },
  };
}
