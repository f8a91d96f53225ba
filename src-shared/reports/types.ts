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
  bytes: count,
  sha256: sha256Hex,
  runId: opaqueId,
});
export type ReportInfo = z.infer<typeof reportSchema>;

/** What independent verification of a PDF says; each part by itself, then the verdict over all. */
export const reportVerificationSchema = z.strictObject({
  /** `intact`: signed, unchanged, covers everything, by a trusted certificate. `tampered`: a check failed. */
  result: verdictSchema,
  reason: text.nullable(),
  file: text,
  sha256: sha256Hex,
  signatures: z
    .array(
      z.strictObject({
        signer: text,
        issuer: text,
        /** /M of the signature dictionary: claimed by the signer, not proven. */
        claimedAt: instant.nullable(),
        algorithm: text,
        digestMatches: z.boolean(),
        signatureValid: z.boolean(),
        /** signing-certificate-v2 (RFC 5035) names the certificate that verifies the signature. */
        certificateBound: z.boolean(),
        /** The byte range covers the whole file but the signature itself. */
        coversWholeFile: z.boolean(),
        certificateValid: z.boolean(),
        trusted: z.enum(['trusted', 'untrusted', 'no-anchor']),
      }),
    )
    .max(100),
});
export type ReportVerification = z.infer<typeof reportVerificationSchema>;
