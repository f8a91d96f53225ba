import { z } from 'zod';
import { text } from '../base/schemas.ts';
import { civilDateSchema, deadlineKindSchema, escalationSchema } from './words.ts';

const amount = z.number().int().min(1).max(1000);

/** How a period is counted. Day 0 is the day of receipt. */
export const periodSchema = z.strictObject({
  amount,
  unit: z.enum(['calendar-days', 'business-days', 'months']),
});
export type Period = z.infer<typeof periodSchema>;

/** One period that runs on a case, stamped on it when it was opened: a later change of the rules does not touch it. */
export const deadlineSchema = z.strictObject({
  /** Id of the rule in the data file. */
  rule: z.string().max(60),
  /** Version of the data file. */
  version: z.string().max(40),
  kind: deadlineKindSchema,
  /** Plain words, as `30 days from receipt`. */
  label: text,
  /** Law and section, or `house rule`. */
  basis: text,
  period: periodSchema,
  /** Last day of the first period. */
  firstDue: civilDateSchema,
  /** Latest day that an extension may name; null: there is no extension. */
  latestDue: civilDateSchema.nullable(),
  /** The day that counts now. */
  due: civilDateSchema,
});
export type Deadline = z.infer<typeof deadlineSchema>;

/** Where a case's clock stands today. */
export const clockSchema = z.strictObject({
  /** The day that binds: the earliest. */
  due: civilDateSchema,
  kind: deadlineKindSchema,
  label: text,
  basis: text,
  /** Last working day on or before `due`; a house target, never the legal deadline. */
  workingTarget: civilDateSchema,
  /** Negative: days late. Null once the clock has stopped. */
  daysLeft: z.number().int().nullable(),
  stoppedOn: civilDateSchema.nullable(),
  /** On which day it stopped after `due`. */
  late: z.boolean(),
  escalation: escalationSchema.nullable(),
  /** Of GDPR cases alone: waiting for what shows who asks. */
  pausedSince: civilDateSchema.nullable(),
  extended: z.boolean(),
  /** The last day on which an extension can still be sent; null when there is none. */
  extendUntil: civilDateSchema.nullable(),
  deadlines: z.array(deadlineSchema).max(20),
});
export type CaseClock = z.infer<typeof clockSchema>;
