import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { verdictSchema } from '../audit/types.ts';
import { signatureSchema } from '../reports/types.ts';

/** What an officer decides, before it is signed. No member may hold what names a patient: a sign-off is evidence to be shown. */
export const decisionSchema = z.strictObject({
  /** What kind of decision: the room and the deed, e.g. `rights.denial`. */
  kind: z.string().regex(/^[a-z][a-z0-9.-]{0,63}$/),
  /** Id of the thing decided upon. */
  subject: z.string().min(1).max(200),
  /** What was decided, e.g. `denied`. */
  decision: z.string().min(1).max(200),
  /** The sentence that the officer read when signing. */
  statement: z.string().min(1).max(4000),
  /** Further facts, e.g. hashes of the papers decided upon. */
  details: z.record(z.string().max(100), z.json()),
});
export type Decision = z.infer<typeof decisionSchema>;

/** The document that is signed, as canonical JSON (RFC 8785). */
export const signOffDocumentSchema = decisionSchema.extend({
  format: z.literal('attestry/sign-off'),
  version: z.literal(1),
  signOffId: opaqueId,
  officer: text,
  /** SHA-256 of the officer's certificate. */
  certificate: sha256Hex,
  /** By the clock of the officer's computer, whole seconds. */
  decidedAt: instant,
});
export type SignOffDocument = z.infer<typeof signOffDocumentSchema>;

/** A decision with the officer's signature over it. */
export const signedDecisionSchema = z.strictObject({
  signOffId: opaqueId,
  /** Canonical JSON of {@link signOffDocumentSchema}. */
  document: z.string().min(2).max(1_000_000),
  /** Detached CAdES signature over the UTF-8 of the document: CMS, DER, base64. */
  signature: z.base64().max(1_000_000),
});
export type SignedDecision = z.infer<typeof signedDecisionSchema>;

/** What checking a sign-off says; only `intact` lets the decision count. */
export const signOffCheckSchema = z.strictObject({
  result: verdictSchema,
  reason: text.nullable(),
  /** Null when the document cannot be read. */
  document: signOffDocumentSchema.nullable(),
  signature: signatureSchema.omit({ coversWholeFile: true, revision: true, laterChanges: true }),
});
export type SignOffCheck = z.infer<typeof signOffCheckSchema>;

/** A file that was signed beside itself. */
export const signedFileSchema = z.strictObject({
  /** Name of the signature's file. */
  file: text,
  sha256: sha256Hex,
  bytes: count,
  signer: text,
  /** See `reportSchema`. */
  timeStamp: z.enum(['none', 'waiting', 'present']),
});
export type SignedFile = z.infer<typeof signedFileSchema>;
