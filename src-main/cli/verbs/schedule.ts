import { type Plan, planSchema, type PlanStatus } from '../../../src-shared/jobs/schedule.ts';
import type { VerificationRun } from '../../../src-shared/audit/types.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { levelFrom, paceFrom } from './integrity.ts';

const local = (instant: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(instant));

function lineOf({ plan, nextAt, dueSince, overdue, retryAt, last }: PlanStatus): string {
  const { planId, level, pace, on, at, enabled } = plan;
  const what = `${planId}: ${level}, ${on === 'every-day' ? 'every day' : `every ${on}`} at ${at}, ${pace}`;
  if (!enabled) return `${what}; off.`;
  return [
    what,
    ...(last === null ? ['never run'] : [`last ${last.outcome} (${local(last.at)})`]),
    ...(overdue ? ['OVERDUE'] : []),
    ...(dueSince === null ? [] : [`due since ${local(dueSince)}`]),
    ...(retryAt === null ? [] : [`tried again ${local(retryAt)}`]),
    ...(nextAt === null ? [] : [`next ${local(nextAt)}`]),
  ].join('; ');
}

/** The verifications that come by themselves, and where they stand. */
export async function scheduleListVerb({ services }: Context): Promise<Outcome> {
  const plans = await services.schedule.list();
  return {
    answer: {
      json: { plans },
      lines: plans.length === 0 ? ['No verification is scheduled.'] : plans.map(lineOf),
    },
    exit: EXIT.fine,
  };
}

export type ScheduleSetOptions = {
  readonly level?: string;
  readonly pace?: string;
  readonly on?: string;
  readonly at?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly remove?: boolean;
};

/** Changes, adds or removes a plan. */
export async function scheduleSetVerb(
  context: Context,
  planId: string,
  options: ScheduleSetOptions,
): Promise<Outcome> {
  const plans = (await context.services.schedule.list()).map(({ plan }) => plan);
  const known = plans.find((plan) => plan.planId === planId);
  const others = plans.filter((plan) => plan.planId !== planId);
  if (options.remove === true) {
    if (known === undefined)
      throw new Fault('usage', 'There is no plan of that name.', 'Look at `schedule list`.');
    await context.services.schedule.set(others);
    return scheduleListVerb(context);
  }
  const before: Plan = known ?? {
    planId,
    level: 'chain',
    pace: 'background',
    on: 'every-day',
    at: '12:00',
    enabled: true,
  };
  const plan = planSchema.safeParse({
    planId,
    level: options.level === undefined ? before.level : levelFrom(options.level),
    pace: options.pace === undefined ? before.pace : paceFrom(options.pace),
    on: options.on ?? before.on,
    at: options.at ?? before.at,
    enabled: options.disable === true ? false : options.enable === true ? true : before.enabled,
  });
  if (!plan.success)
    throw new Fault(
      'usage',
      'The plan is not understood.',
      'Name it in small letters; give --on every-day or a weekday, and --at HH:MM.',
    );
  await context.services.schedule.set(
    known === undefined
      ? [...plans, plan.data]
      : plans.map((other) => (other.planId === planId ? plan.data : other)),
  );
  return scheduleListVerb(context);
}

/** Runs what is due, once each, one after the other; for cron or a timer of the system. */
export async function scheduleRunDueVerb({ services, work }: Context): Promise<Outcome> {
  const runs: VerificationRun[] = [];
  for (let plan = await services.schedule.due(); plan !== null; plan = await services.schedule.due())
    try {
      runs.push(await services.schedule.run(plan.planId, work, () => true));
    } catch (error) {
      // What failed is remembered and tried again later; the next plan may do.
      if (work.signal.aborted || (error instanceof Fault && error.code === 'usage')) throw error;
    }
  const failed = (await services.schedule.list()).filter(({ last }) => last?.outcome === 'failed');
  const tampered = runs.find(({ result }) => result === 'tampered');
  const unsure = runs.find(({ result }) => result !== 'intact');
  return {
    answer: {
      json: {
        runs: runs.map(({ runId, level, result, found }) => ({ runId, level, result, found })),
        failed: failed.map(({ plan, last, retryAt }) => ({
          planId: plan.planId,
          problem: last?.problem ?? '',
          retryAt,
        })),
      },
      lines: [
        ...(runs.length === 0 && failed.length === 0 ? ['Nothing is due.'] : []),
        ...runs.map((run) => `${run.result} (level ${run.level}): ${run.found} findings, run ${run.runId}.`),
        ...failed.map((plan) => `${plan.plan.planId} could not be run: ${plan.last?.problem ?? ''}`),
      ],
    },
    exit:
      tampered !== undefined
        ? EXIT.tampered
        : failed.length > 0
          ? EXIT.error
          : unsure !== undefined
            ? exitOf(unsure.result)
            : EXIT.fine,
  };
}
