import { z } from 'zod';
import { count, instant, nothing, text } from '../base/schemas.ts';
import { driftSchema } from './guard.ts';

/** One difference, and since when it has been seen. */
export const standingDriftSchema = driftSchema.extend({ since: instant });
export type StandingDrift = z.infer<typeof standingDriftSchema>;

/** What the monitor knows of the guard in the clinic's database: whether it is as the pack makes it. */
export const driftReportSchema = z.strictObject({
  /** When it was compared last; null: not yet. */
  lookedAt: instant.nullable(),
  /** How often the monitor compares. Milliseconds. */
  everyMs: count,
  /** What differs and protects something, the newest first. */
  standing: z.array(standingDriftSchema).max(500),
  /** Why it could not be told; empty when it could. */
  problem: text,
  /** The newest look that saw something new. */
  alert: z.strictObject({ detectedAt: instant, found: count, first: text }).nullable(),
});
export type DriftReport = z.infer<typeof driftReportSchema>;

export const driftContract = {
  /** Query: what the monitor saw last; asks no database. */
  'drift.status': { input: nothing, output: driftReportSchema },
  /** Command: compares now. @throws Fault `profile-missing`, `database-…` */
  'drift.look': { input: nothing, output: nothing },
  /**
   * Command: attachments that vanished are no longer expected; recorded in the activity log with the reason.
   * Differences that are still there stay.
   */
  'drift.accept': { input: z.strictObject({ reason: z.string().trim().min(10).max(2000) }), output: nothing },
} as const;
