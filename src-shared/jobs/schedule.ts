import { z } from 'zod';
import { levelSchema, paceSchema, verdictSchema } from '../audit/types.ts';
import { instant, nothing, opaqueId, text } from '../base/schemas.ts';

/** The days of the week, Monday first (ISO 8601). */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** When a verification comes: every day, or on a day of the week. */
export const DAYS = ['every-day', ...WEEKDAYS] as const;

/** One verification that comes by itself. */
export const planSchema = z.strictObject({
  planId: z.string().regex(/^[a-z0-9-]{1,40}$/),
  level: levelSchema,
  pace: paceSchema,
  on: z.enum(DAYS),
  /** Time of day on this machine's clock, `HH:MM`. */
  at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/),
  enabled: z.boolean(),
});
export type Plan = z.infer<typeof planSchema>;

/** Most plans a profile can hold. */
export const MOST_PLANS = 20;
export const plansSchema = z
  .array(planSchema)
  .max(MOST_PLANS)
  .refine((plans) => new Set(plans.map(({ planId }) => planId)).size === plans.length, {
    error: 'Every plan needs a name of its own.',
  });

/** The plans of a profile that says nothing about them. */
export const defaultPlans: readonly Plan[] = [
  { planId: 'daily', level: 'chain', pace: 'background', on: 'every-day', at: '12:00', enabled: true },
  { planId: 'weekly', level: 'blockchain', pace: 'background', on: 'monday', at: '12:30', enabled: true },
];

/** What the last attempt of a plan came to. */
export const outcomeSchema = z.enum([...verdictSchema.options, 'failed', 'cancelled']);
export type PlanOutcome = z.infer<typeof outcomeSchema>;

/** A plan and where it stands. */
export const planStatusSchema = z.strictObject({
  plan: planSchema,
  /** When it comes next; null when it is off or no clinic is connected. */
  nextAt: instant.nullable(),
  /** Since when a verification is due that was not done; null when none is. */
  dueSince: instant.nullable(),
  /** True when it is due for longer than an hour, or was cancelled: what it would have seen is not known. */
  overdue: z.boolean(),
  /** When it is tried again after a failure. */
  retryAt: instant.nullable(),
  running: z.boolean(),
  last: z
    .strictObject({
      at: instant,
      outcome: outcomeSchema,
      /** The run; null when there is none. */
      runId: opaqueId.nullable(),
      /** Why it failed and what to do; empty otherwise. */
      problem: text,
    })
    .nullable(),
});
export type PlanStatus = z.infer<typeof planStatusSchema>;

export const scheduleContract = {
  /** query: the plans and where they stand; needs no database. */
  'schedule.list': {
    input: nothing,
    output: z.strictObject({ plans: z.array(planStatusSchema).max(MOST_PLANS) }),
  },
  /** command: stores the plans. */
  'schedule.set': { input: z.strictObject({ plans: plansSchema }), output: nothing },
  /** command: runs a plan now, whether it is due or not. A job whose result names the run. */
  'schedule.run': {
    input: z.strictObject({ planId: planSchema.shape.planId }),
    output: z.strictObject({ jobId: opaqueId }),
  },
} as const;
