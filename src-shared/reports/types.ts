import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { verdictSchema } from '../audit/types.ts';

export const reportSchema = z.strictObject({
  reportId: opaqueId,
  title: text,
  createdAt: instant,
  /** The verdict the report states. */
  verdict: verdictSchema,
  signed: z.boolean(),
  signer: text.nullable(),
  /** Everybody who signed, in order. */
  signers: z.array(text).max(20).default([]),
  /** How often the PDF was extended after it was made: by a further signature, or by a time-stamp that came later. */
  revision: count.default(0),
  /** A time-stamp proves when it was signed: there, waiting for the authority to be reached, or none was wanted. */
  timeStamp: z.enum(['none', 'waiting', 'present']).default('none'),
  bytes: count,
  sha256: sha256Hex,
  runId: opaqueId,
});
export type ReportInfo = z.infer<typeof reportSchema>;

/** What was found out about one signature, each part by itself. */
export const signatureSchema = z.strictObject({
  signer: text,
  issuer: text,
  /** Serial number of the certificate, lower-case hexadecimal; empty when it cannot be read. */
  serial: text,
  /** Claimed by the signer (/M, or the signing-time attribute), not proven. */
  claimedAt: instant.nullable(),
  /** The time-stamp over the signature; null when there is none. Only `proven` says when it was signed at the latest. */
  timeStamp: z
    .strictObject({
      at: instant.nullable(),
      authority: text,
      state: z.enum(['proven', 'not-relied-on', 'forged']),
    })
    .nullable(),
  algorithm: text,
  digestMatches: z.boolean(),
  signatureValid: z.boolean(),
  /** signing-certificate-v2 (RFC 5035) names the certificate that verifies the signature. */
  certificateBound: z.boolean(),
  /** The byte range covers the whole file but the signature itself. */
  coversWholeFile: z.boolean(),
  /** Which state of the file it covers: 1 is the first that was signed. */
  revision: count,
  /** What was added to the file after it: nothing, further signatures only, other content, or that cannot be told. */
  laterChanges: z.enum(['none', 'signatures', 'content', 'unknown']),
  certificateValid: z.boolean(),
  trusted: z.enum(['trusted', 'untrusted', 'no-anchor']),
});
export type SignatureResult = z.infer<typeof signatureSchema>;

/** What independent verification of a signed file says; each part by itself, then the verdict over all. */
export const reportVerificationSchema = z.strictObject({
  /** `intact`: signed, unchanged, covers everything, by a trusted certificate. `tampered`: a check failed. */
  result: verdictSchema,
  reason: text.nullable(),
  file: text,
  sha256: sha256Hex,
  signatures: z.array(signatureSchema).max(100),
});
export type ReportVerification = z.infer<typeof reportVerificationSchema>;
