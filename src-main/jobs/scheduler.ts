import type { Plan } from '../../src-shared/jobs/schedule.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { Fault } from '../base/fault.ts';
import type { Schedule } from './plan-service.ts';
import type { JobRunner } from './runner.ts';

/** Starts what is due, for as long as the application runs. */
export interface Scheduler {
  start(): void;
  /** Looks soon: after a sleep, or when something changed. */
  wake(): void;
  /** Runs a plan now. @returns the job's id. @throws Fault `usage` */
  runNow(planId: string): Promise<string>;
  /** Starts nothing more; a run that is cut off by the end of the application is made up for at the next start. */
  close(): void;
}

/** The first look leaves the start of the application alone; then one this often. Milliseconds. */
const START_MS = 5000;
const LOOK_MS = 30_000;

/** See {@link Scheduler}. The queue of jobs sees to it that never two verifications run at once. */
export function scheduler(parts: {
  readonly schedule: Schedule;
  readonly jobs: JobRunner;
  /** Calls back once; the answer takes the call back. */
  readonly timer: (ms: number, then: () => void) => () => void;
  /** Told of every scheduled run. */
  readonly verified: (run: VerificationRun) => void;
  /** Told of what nobody foresaw. */
  readonly failed: (error: unknown) => void;
}): Scheduler {
  const { schedule, jobs } = parts;
  let cancelTimer: (() => void) | null = null;
  let closed = false;
  let looking: Promise<void> | null = null;

  const begin = ({ planId, level, pace }: Plan): string =>
    jobs.start(
      'verify',
      'Scheduled verification',
      async (work) => {
        const run = await schedule.run(planId, work, () => closed);
        parts.verified(run);
        return run.runId;
      },
      { level, pace, scheduled: true },
    );
  const look = async (): Promise<void> => {
    const busy = jobs.list().some(({ state, kind }) => state === 'running' && kind !== 'report');
    const plan = busy ? null : await schedule.due();
    if (plan === null || closed) return;
    try {
      await jobs.whenDone(begin(plan));
    } catch (error) {
      // Somebody else was faster: the next look comes by itself.
      if (!(error instanceof Fault && error.code === 'usage')) throw error;
    }
  };
  const after = (ms: number): void => {
    if (closed) return;
    cancelTimer?.();
    cancelTimer = parts.timer(ms, () => {
      cancelTimer = null;
      looking ??= look()
        .catch(parts.failed)
        .finally(() => {
          looking = null;
          after(LOOK_MS);
        });
    });
  };
  return {
    start: () => {
      after(START_MS);
    },
    wake: () => {
      if (looking === null) after(1000);
    },
    runNow: async (planId) => begin(await schedule.plan(planId)),
    close: () => {
      closed = true;
      cancelTimer?.();
    },
  };
}
