import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { REASON_LENGTH } from './monitor.ts';
import { cutCertificateSchema } from './retention.ts';

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
export const rebuildSchema = z.strictObject({
  at: instant,
  by: text,
  reason: text,
  kept: text,
  /** The certificate that was taken as the starting point; null: it was read from the log's first entry on. */
  behind: cutCertificateSchema.nullable().default(null),
});
export type Rebuild = z.infer<typeof rebuildSchema>;

/** A colleague's checkpoint, compared with this machine's copy. */
export const comparisonSchema = z.strictObject({
  at: instant,
  outcome: z.enum(['agrees', 'contradicts', 'later', 'earlier']),
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

/** A certificate of a removal that this machine's copy could begin behind: what would be trusted, and why. */
export const startingPointSchema = z.strictObject({
  certificate: cutCertificateSchema,
  /** SHA-256 of the certificate as a file: names what was decided about. */
  digest: sha256Hex,
  /** Subject of the X.509 certificate of the key that signed, and of who issued it. */
  subject: text,
  issuer: text,
  /** Whether an authority of the profile's folder `trust` stands behind it. */
  authority: z.enum(['trusted', 'untrusted', 'no-anchor']),
  /** Whether it is a key of this machine's checkpoints or of an accepted colleague. */
  knownKey: z.boolean(),
  /** Entries that this machine has witnessed so far. */
  witnessed: count,
  /** Whether the certificate leads back to those. */
  follows: z.enum(['follows', 'contradicts', 'nothing-witnessed', 'own-copy-damaged']),
  /** True: without the decision this machine cannot compare what follows. */
  needed: z.boolean(),
  /** Entries behind it that are in the clinic's database. */
  behind: count,
});
export type StartingPoint = z.infer<typeof startingPointSchema>;

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
  /** query: the certificate that this machine's copy could begin behind; null: nothing was removed under one that holds. */
  'witness.startingPoint': {
    input: nothing,
    output: z.strictObject({ point: startingPointSchema.nullable() }),
  },
  /** command: takes that certificate as the starting point, keeps the old copy beside, and reads what follows. A job. */
  'witness.begin': {
    input: z.strictObject({ digest: sha256Hex, reason: z.string().trim().min(REASON_LENGTH).max(500) }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** command: compares a colleague's checkpoint; a certificate is asked for where the key is not known. */
  'witness.compare': {
    input: z.strictObject({ accept: sha256Hex.nullable(), handle: opaqueId.nullable() }),
    output: z.strictObject({ imported: importedSchema.nullable() }),
  },
} as const;
