import { z } from 'zod';
import { ERROR_CODES } from '../base/codes.ts';

/** What a failed call tells the window: a sentence on what happened, one on what to do, and where to find it in the log. */
export const failureSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  /** What happened, as a sentence for the officer. No patient data. */
  message: z.string(),
  /** What to do next, as a sentence. */
  remedy: z.string(),
  /** Ties this failure to the local log. */
  correlation: z.string(),
});

/** See {@link failureSchema}. */
export type Failure = z.infer<typeof failureSchema>;

/** The envelope of every answer over IPC; a call never rejects for a foreseen reason. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };
