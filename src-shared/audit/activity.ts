import { z } from 'zod';
import { ERROR_CODES } from '../base/codes.ts';
import { count, instant, text } from '../base/schemas.ts';
import { verdictSchema } from './types.ts';

/** A word for the kind of thing or operation, as `key` or `key.generate`. */
const word = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/)
  .max(60);

/**
 * One recorded operation of this installation: who did what to which thing, why, and what came of it. Never holds
 * patient data, a PIN or a password.
 */
export const activityEventSchema = z.strictObject({
  at: instant,
  /** Subject of the officer's certificate, or the account of the operating system when nobody is signed in. */
  who: z.string().max(300),
  role: word,
  operation: word,
  objectType: word,
  /** An id of ours: a run, a key, a serial number; no name, no path. */
  objectId: z.string().max(200),
  /** Version of the object; null where it has none. */
  version: count.nullable(),
  purpose: z.string().max(300),
  /** `begun` stands before an operation that may not come back; what became of it follows as an entry of its own. */
  outcome: z.enum(['begun', 'done', 'failed']),
  /** Why it failed. */
  code: z.enum(ERROR_CODES).nullable(),
});
export type ActivityEvent = z.infer<typeof activityEventSchema>;

/** A recorded operation at its place in the log. */
export const activityRowSchema = z.strictObject({ position: count, event: activityEventSchema });
export type ActivityRow = z.infer<typeof activityRowSchema>;

/** What verification of the activity log came to. */
export const activityVerificationSchema = z.strictObject({
  /** `could-not-tell`: nothing contradicts, but no trusted signature vouches for it. */
  result: verdictSchema,
  reason: text.nullable(),
  entries: count,
  /** Entries that a signed checkpoint covers; the rest is held by the chain alone. */
  signedUpTo: count,
  checkpoints: count,
  /** Who signed the checkpoints. */
  signers: z.array(text).max(100),
  /** What is wrong, and from which position on; the first 100. */
  problems: z.array(z.strictObject({ position: count.nullable(), what: text })).max(100),
});
export type ActivityVerification = z.infer<typeof activityVerificationSchema>;
