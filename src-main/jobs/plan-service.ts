import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { outcomeSchema, type Plan, type PlanStatus } from '../../src-shared/jobs/schedule.ts';
import type { AuditService, Work } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { machineZone } from '../base/zone.ts';
import { standing } from './schedule.ts';

/** Where it is remembered what became of the plans. */
export interface PlanStore {
  load(planId: string): Promise<string | null>;
  save(planId: string, document: string): Promise<void>;
  /**
   * Takes or renews the one right to run a plan, for `ms` milliseconds from `now`.
   * @returns false while another holder has it
   */
  lease(holder: string, now: number, ms: number): Promise<boolean>;
  release(holder: string): Promise<void>;
}

/** The plan of verifications that come by themselves. */
export interface Schedule {
  /** Where the plans stand; needs no database. */
  list(): Promise<readonly PlanStatus[]>;
  set(plans: readonly Plan[]): Promise<void>;
  /** @throws Fault `usage` when there is no plan of that id */
  plan(planId: string): Promise<Plan>;
  /**
   * The plan to begin now, or null. One whose database does not answer is put off, which is remembered and told by
   * {@link Schedule.list}.
   */
  due(): Promise<Plan | null>;
  /**
   * Runs a plan and remembers what came of it. What was cut off counts as not begun.
   *
   * @param cutOff - asked when the work was cancelled: true when the application ends, and not the officer wanted it
   * @throws Fault `usage` when a plan is running elsewhere or is not known; `database-…`, `cancelled` as a verification
   */
  run(planId: string, work: Work, cutOff: () => boolean): Promise<VerificationRun>;
}

const time = z.number().nullable();
const memorySchema = z.object({
  /** The plan as it was: a changed one promises nothing for the past. */
  plan: z.string(),
  since: z.number(),
  handled: time,
  completed: time,
  failures: z.number().int().nonnegative(),
  triedAt: time,
  last: z
    .object({ at: z.number(), outcome: outcomeSchema, runId: z.string().nullable(), problem: z.string() })
    .nullable(),
});
type Memory = z.infer<typeof memorySchema>;

/** A holder that does not renew its lease is gone. Milliseconds. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;

/** See {@link Schedule}. */
export function schedule(parts: {
  readonly plans: () => Promise<readonly Plan[]>;
  readonly store: (plans: readonly Plan[]) => Promise<void>;
  readonly memory: PlanStore;
  readonly verify: AuditService['verify'];
  /** Whether a clinic is connected at all. */
  readonly configured: () => Promise<boolean>;
  /** Asks the database for a sign of life. @throws Fault */
  readonly reach: () => Promise<unknown>;
  readonly clock: Clock;
  readonly changed: () => void;
}): Schedule {
  const { memory: store, clock } = parts;
  const holder = randomUUID();
  const running = new Set<string>();

  const remember = async (plan: Plan, memory: Memory): Promise<void> => {
    await store.save(plan.planId, JSON.stringify(memory));
    parts.changed();
  };
  const recall = async (plan: Plan): Promise<Memory> => {
    const stamp = stampOf(plan);
    const document = await store.load(plan.planId);
    const known = document === null ? null : memorySchema.safeParse(parsed(document));
    if (known?.success === true && known.data.plan === stamp) return known.data;
    const before = known?.success === true ? known.data.last : null;
    const fresh: Memory = {
      plan: stamp,
      since: clock.now(),
      handled: null,
      completed: null,
      failures: 0,
      triedAt: null,
      last: before,
    };
    if (await parts.configured()) await store.save(plan.planId, JSON.stringify(fresh));
    return fresh;
  };
  const failed = async (plan: Plan, memory: Memory, error: unknown): Promise<void> => {
    const problem =
      error instanceof Fault
        ? `${error.message} ${error.remedy}`
        : 'It failed for a reason nobody foresaw. It is tried again; the log file says more.';
    const now = clock.now();
    await remember(plan, {
      ...memory,
      failures: memory.failures + 1,
      triedAt: now,
      last: { at: now, outcome: 'failed', runId: null, problem },
    });
  };
  const withLease = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!(await store.lease(holder, clock.now(), LEASE_MS))) throw busy();
    const renewal = setInterval(() => {
      // A lease that could not be renewed ends by itself; the verification is worth its result all the same.
      store.lease(holder, clock.now(), LEASE_MS).catch(() => undefined);
    }, RENEW_MS).unref();
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await store.release(holder);
    }
  };
  const verified = async (plan: Plan, work: Work, cutOff: () => boolean): Promise<VerificationRun> => {
    const begun = clock.now();
    const before = await recall(plan);
    // Missed appointments up to now are made up for by this run; one that comes while it runs is not.
    const appointmentMet = standing({ ...plan, enabled: true }, before, begun, machineZone()).dueFor ?? begun;
    try {
      const run = await parts.verify(plan.level, work, plan.pace);
      await remember(plan, {
        ...(await recall(plan)),
        handled: appointmentMet,
        completed: appointmentMet,
        failures: 0,
        triedAt: begun,
        last: { at: begun, outcome: run.result, runId: run.runId, problem: '' },
      });
      return run;
    } catch (error) {
      if (error instanceof Fault && error.code === 'cancelled') {
        if (!cutOff())
          await remember(plan, {
            ...before,
            handled: appointmentMet,
            failures: 0,
            triedAt: begun,
            last: { at: begun, outcome: 'cancelled', runId: null, problem: '' },
          });
      } else await failed(plan, before, error);
      throw error;
    }
  };

  const find = async (planId: string): Promise<Plan> => {
    const plan = (await parts.plans()).find((known) => known.planId === planId);
    if (plan === undefined) throw unknownPlan();
    return plan;
  };

  return {
    plan: find,
    list: async () => {
      const configured = await parts.configured();
      return Promise.all(
        (await parts.plans()).map(async (plan) => {
          const memory = await recall(plan);
          const now = clock.now();
          const at = standing({ ...plan, enabled: plan.enabled && configured }, memory, now, machineZone());
          return {
            plan,
            nextAt: instant(at.nextAt),
            dueSince: instant(at.dueFor),
            overdue: at.overdue,
            retryAt: memory.failures === 0 || at.startAt === null ? null : instant(at.startAt),
            running: running.has(plan.planId),
            last: memory.last === null ? null : { ...memory.last, at: instantAt(memory.last.at) },
          };
        }),
      );
    },
    set: async (plans) => {
      await parts.store(plans);
      parts.changed();
    },
    due: async () => {
      if (!(await parts.configured())) return null;
      for (const plan of await parts.plans()) {
        const memory = await recall(plan);
        const { startAt } = standing(plan, memory, clock.now(), machineZone());
        if (startAt === null || startAt > clock.now()) continue;
        // Held until it is run: what another window or command runs is no failure of ours.
        if (!(await store.lease(holder, clock.now(), LEASE_MS))) return null;
        try {
          await parts.reach();
          return plan;
        } catch (error) {
          await store.release(holder);
          await failed(plan, memory, error);
        }
      }
      return null;
    },
    run: async (planId, work, cutOff) => {
      const plan = await find(planId);
      return withLease(async () => {
        running.add(planId);
        parts.changed();
        try {
          return await verified(plan, work, cutOff);
        } finally {
          running.delete(planId);
          parts.changed();
        }
      });
    },
  };
}

/** What of a plan makes it another promise: turning it on begins anew, another pace does not. */
const stampOf = ({ level, on, at, enabled }: Plan): string =>
  `${level} ${on} ${at} ${enabled ? 'on' : 'off'}`;

const instantAt = (ms: number): string => new Date(ms).toISOString();
const instant = (ms: number | null): string | null => (ms === null ? null : instantAt(ms));

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return null;
  }
}

const busy = (): Fault =>
  new Fault(
    'usage',
    'A scheduled verification is running already, in another window or command.',
    'Wait until it is done, then start again.',
  );
const unknownPlan = (): Fault =>
  new Fault(
    'usage',
    'There is no scheduled verification of that name.',
    'Look at the list: `schedule list`.',
  );
