import { z } from 'zod';
import { ERROR_CODES } from '../base/codes.ts';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';
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

export const activityAuthoritySchema = z.enum(['trusted', 'no-anchor', 'untrusted', 'unsigned']);
export type ActivityAuthority = z.infer<typeof activityAuthoritySchema>;

/** What stands beside the verdict: who vouches for whoever signed the checkpoints. */
export const AUTHORITY_WORDS: Readonly<Record<ActivityAuthority, string>> = {
  trusted: 'An authority that you trust vouches for who signed.',
  'no-anchor':
    'Nobody’s authority vouches for who signed: no trusted certificate is set up here, so the signature is checked against the certificate that came with it. Put the certificate of your authority into the trust folder.',
  untrusted: 'No trusted authority stands behind who signed.',
  unsigned: 'Nobody has signed it yet.',
};

/** What verification of the activity log came to. */
export const activityVerificationSchema = z.strictObject({
  /** `could-not-tell`: nothing contradicts, but no trusted signature vouches for it. */
  result: verdictSchema,
  reason: text.nullable(),
  /** Whether an authority that this installation trusts vouches for who signed; `unsigned`: nobody signed. */
  authority: activityAuthoritySchema,
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

/** Narrows the activity log; an empty text or null narrows nothing. */
export const activityFilterSchema = z.strictObject({
  /** Part of the operation's name, as `key.` or `sign`. */
  operation: z.string().trim().max(60),
  /** Part of the object's kind or id. */
  object: z.string().trim().max(200),
  outcome: z.enum(['begun', 'done', 'failed']).nullable(),
});
export type ActivityFilter = z.infer<typeof activityFilterSchema>;

/** Channels of the activity log. */
export const activityContract = {
  /** Query. Newest first, behind a position; the search stops early in a long log and says where it goes on. */
  'activity.list': {
    input: z.strictObject({
      /** Only entries before this position; null: from the newest. */
      before: count.nullable(),
      limit: z.number().int().min(1).max(200),
      filter: activityFilterSchema,
    }),
    output: z.strictObject({
      /** Entries in the log, whatever the filter. */
      total: count,
      rows: z.array(activityRowSchema).max(200),
      /** Where to go on; null at the first entry. */
      next: count.nullable(),
    }),
  },
  /** Command: reads the whole log again. */
  'activity.verify': { input: nothing, output: activityVerificationSchema },
  /** Command: asks where to, then writes the newest signed checkpoint. Null when nothing was chosen. */
  'activity.save-checkpoint': {
    input: nothing,
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
} as const;
