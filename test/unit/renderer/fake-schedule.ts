import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { defaultPlans, type Plan, type PlanStatus } from '../../../src-shared/jobs/schedule.ts';
import { iso, type FakeState } from './fake-clinic.ts';
import type { jobsIn } from './fake-jobs.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** The plans of verifications, on state in memory. */
export function scheduleHandlers(
  state: FakeState,
  push: Push,
  jobs: ReturnType<typeof jobsIn>,
): Pick<Handlers, Extract<keyof Handlers, `schedule.${string}`>> {
  let plans: readonly Plan[] = defaultPlans;
  const began = Date.now();
  const down = state.scenario === 'no-database';
  const statusOf = (plan: Plan, at: number): PlanStatus => {
    const run = state.runs[at];
    return {
      plan,
      nextAt: plan.enabled ? iso(began + (at + 1) * 20_000_000) : null,
      dueSince: down ? iso(began - 9_000_000) : null,
      overdue: down,
      retryAt: down ? iso(began + 240_000) : null,
      running: false,
      last: down
        ? {
            at: iso(began - 60_000),
            outcome: 'failed',
            runId: null,
            problem: 'The database server does not answer. Check host and port and the network.',
          }
        : run === undefined
          ? null
          : { at: run.startedAt, outcome: run.result, runId: run.runId, problem: '' },
    };
  };
  return {
    'schedule.list': () => ({ plans: plans.map(statusOf) }),
    'schedule.set': (wanted) => {
      plans = wanted.plans;
      push('schedule.changed', {});
      return {};
    },
    'schedule.run': () => jobs.start('verify', 'Scheduled verification', 10_000, 'entries', 20, () => null),
  };
}
