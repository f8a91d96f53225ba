import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { REASON_LENGTH } from './monitor.ts';

/** What checking this machine's own copy came to. */
export const ownCopyCheckSchema = z.strictObject({
  at: instant,
  entries: count,
  /** What is damaged, as sentences; empty: nothing. */
  problems: z.array(text).max(100),
  /** Sizes of checkpoints that the copy does not give the root of. */
  contradicted: z.array(count).max(1000),
});
export type OwnCopyCheck = z.infer<typeof ownCopyCheckSchema>;

/** Somebody decided to read the witness anew from the clinic. */
export const rebuildSchema = z.strictObject({ at: instant, by: text, reason: text, kept: text });
export type Rebuild = z.infer<typeof rebuildSchema>;

/** A colleague's checkpoint, compared with this machine's copy. */
export const comparisonSchema = z.strictObject({
  at: instant,
  outcome: z.enum(['agrees', 'contradicts', 'later']),
  size: count,
  root: sha256Hex,
  signedAt: instant,
  /** Subject of the colleague's certificate, and its SHA-256. */
  signer: text,
  certificate: sha256Hex,
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** What came of reading a colleague's file. */
export const importedSchema = z.union([
  z.strictObject({ state: z.literal('compared'), comparison: comparisonSchema }),
  /** The key is not known yet: the officer compares the fingerprint with the colleague and accepts it. */
  z.strictObject({ state: z.literal('unknown-key'), handle: opaqueId, signer: text, certificate: sha256Hex }),
]);

export const witnessContract = {
  /** query: decisions to rebuild and comparisons with colleagues, newest first. */
  'witness.state': {
    input: nothing,
    output: z.strictObject({
      entries: count,
      checked: ownCopyCheckSchema.nullable(),
      rebuilds: z.array(rebuildSchema).max(100),
      comparisons: z.array(comparisonSchema).max(100),
    }),
  },
  /** command: checks this machine's own copy. A job. */
  'witness.check': { input: nothing, output: z.strictObject({ jobId: opaqueId }) },
  /** command: keeps the old copy beside and reads a new one from the clinic. A job. */
  'witness.rebuild': {
    input: z.strictObject({ reason: z.string().trim().min(REASON_LENGTH).max(500) }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** command: compares a colleague's checkpoint; a certificate is asked for where the key is not known. */
  'witness.compare': {
    input: z.strictObject({ accept: sha256Hex.nullable(), handle: opaqueId.nullable() }),
    output: z.strictObject({ imported: importedSchema.nullable() }),
  },
} as const;
