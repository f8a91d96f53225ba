import { z } from 'zod';
import { count, instant, sha256Hex, text } from '../base/schemas.ts';
import { entryHeaderSchema, verdictSchema } from './types.ts';

/** The named steps of checking a proof file. */
export const PROOF_STEPS = ['file', 'signature', 'entry', 'path'] as const;
export const proofStepSchema = z.strictObject({
  step: z.enum(PROOF_STEPS),
  verdict: verdictSchema,
  /** What was done and seen, in one sentence. */
  detail: text,
});
export type ProofStep = z.infer<typeof proofStepSchema>;

/** What checking a proof file came to. */
export const proofCheckSchema = z.strictObject({
  result: verdictSchema,
  /** Why it is not intact, or null. */
  reason: text.nullable(),
  steps: z.array(proofStepSchema),
  /** What the file says; null when it cannot be read. Nothing of it counts unless the result is intact. */
  says: z
    .strictObject({
      origin: text,
      size: count,
      root: sha256Hex,
      signedAt: instant,
      index: count,
      /** Name of the key that was given. */
      keyName: text,
      leaf: sha256Hex.nullable(),
      entry: entryHeaderSchema.nullable(),
    })
    .nullable(),
});
export type ProofCheck = z.infer<typeof proofCheckSchema>;
