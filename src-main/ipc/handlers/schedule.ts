import type { scheduleContract } from '../../../src-shared/jobs/schedule.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Verifications that come by themselves. */
export function scheduleHandlers({ services, scheduler }: HandlerParts): HandlersOf<typeof scheduleContract> {
  const { schedule } = services;
  return {
    'schedule.list': async () => ({ plans: [...(await schedule.list())] }),
    'schedule.set': async ({ plans }) => {
      await schedule.set(plans);
      scheduler.wake();
      return {};
    },
    'schedule.run': async ({ planId }) => ({ jobId: await scheduler.runNow(planId) }),
  };
}
