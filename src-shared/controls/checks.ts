import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';

/** What the unified check looks at, in the order in which it is shown. */
export const CHECK_AREAS = [
  'connections',
  'integrity',
  'keys',
  'requests',
  'retention',
  'guard',
  'controls',
  'reports',
] as const;
export const checkAreaSchema = z.enum(CHECK_AREAS);
export type CheckArea = (typeof CHECK_AREAS)[number];

/** `could-not-tell` is never as good as `ok`: what was not seen is not in order. */
export const CHECK_OUTCOMES = ['ok', 'attention', 'failed', 'could-not-tell'] as const;
export const checkOutcomeSchema = z.enum(CHECK_OUTCOMES);
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** One thing that was looked at. No sentence names a patient. */
export const checkResultSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  area: checkAreaSchema,
  outcome: checkOutcomeSchema,
  title: text,
  /** What was seen. */
  sentence: text,
  /** What to do; empty when there is nothing to do. */
  remedy: text,
  /** The page in the window where it is mended; null when there is none. */
  link: z
    .string()
    .regex(/^\/[a-z0-9/-]*$/)
    .max(200)
    .nullable(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

const tally = z.strictObject({ ok: count, attention: count, failed: count, 'could-not-tell': count });

/** One run over everything that is due. */
export const checkRunSchema = z.strictObject({
  runId: opaqueId,
  startedAt: instant,
  finishedAt: instant,
  by: text,
  /** The worst of the results: failed, could not tell, attention, ok. */
  outcome: checkOutcomeSchema,
  tally,
  results: z.array(checkResultSchema).max(200),
});
export type CheckRun = z.infer<typeof checkRunSchema>;
export const checkRunRowSchema = checkRunSchema.omit({ results: true });
export type CheckRunRow = z.infer<typeof checkRunRowSchema>;

/** How often a list is gone through. */
export const CHECKLIST_PERIODS = ['daily', 'weekly', 'monthly'] as const;
export const checklistPeriodSchema = z.enum(CHECKLIST_PERIODS);
export type ChecklistPeriod = (typeof CHECKLIST_PERIODS)[number];

/** A day, week or month: `2026-11-22`, `2026-W47` (ISO 8601), `2026-11`. */
export const turnSchema = z.string().regex(/^\d{4}-(\d\d-\d\d|W\d\d|\d\d)$/);

/** Something on a list, as the data file has it. */
export const checklistItemSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  period: checklistPeriodSchema,
  title: z.string().min(3).max(200),
  /** How it is done, and why. */
  how: z.string().min(3).max(600),
  /** The checks that fill it in; empty: a person ticks it. */
  checks: z.array(z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)).max(30),
});
export type ChecklistItem = z.infer<typeof checklistItemSchema>;

/** An item of a list on its day. */
export const checklistLineSchema = z.strictObject({
  item: checklistItemSchema,
  /** `done`: by a check that found everything in order, or by a person. `attention`: the check asks for something. */
  state: z.enum(['open', 'done', 'attention']),
  /** Who ticked it, or which check run filled it in. */
  by: text,
  at: instant.nullable(),
  note: text,
  runId: opaqueId.nullable(),
});
export type ChecklistLine = z.infer<typeof checklistLineSchema>;

/** A list on its day, week or month. */
export const checklistSheetSchema = z.strictObject({
  period: checklistPeriodSchema,
  turn: turnSchema,
  /** First and last day that belong to it. */
  from: z.string(),
  to: z.string(),
  /** `missed`: its time is over and nobody signed it. */
  state: z.enum(['open', 'signed', 'signed-late', 'missed']),
  lines: z.array(checklistLineSchema).max(100),
  signed: z
    .strictObject({
      at: instant,
      by: text,
      signOffId: opaqueId,
      /** What checking the signature, and the lines against it, says now. */
      verdict: z.enum(['intact', 'tampered', 'could-not-tell']),
    })
    .nullable(),
});
export type ChecklistSheet = z.infer<typeof checklistSheetSchema>;

/** Channels of the unified check and of the lists. */
export const checksContract = {
  /** Command: looks at everything that is due. A job; its result is the run. */
  'checks.run': { input: nothing, output: z.strictObject({ jobId: opaqueId }) },
  /** Query: the newest run whole, and those before it without their results. */
  'checks.latest': {
    input: nothing,
    output: z.strictObject({ run: checkRunSchema.nullable(), runs: z.array(checkRunRowSchema).max(400) }),
  },
  /** Query. */
  'checks.get': { input: z.strictObject({ runId: opaqueId }), output: checkRunSchema },
  /** Query: the lists of today, this week and this month, and those of the last ninety days, newest first. */
  'checklists.state': {
    input: nothing,
    output: z.strictObject({
      now: z.array(checklistSheetSchema).max(3),
      past: z.array(checklistSheetSchema).max(200),
    }),
  },
  /** Command: a person did it, or takes that back. */
  'checklists.tick': {
    input: z.strictObject({
      turn: turnSchema,
      itemId: checklistItemSchema.shape.id,
      done: z.boolean(),
      note: z.string().trim().max(1000),
    }),
    output: nothing,
  },
  /** Command: signs the list as it is, with the officer's token. */
  'checklists.sign': { input: z.strictObject({ turn: turnSchema }), output: nothing },
} as const;
