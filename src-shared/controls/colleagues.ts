import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/** Why nothing can be opened up to the holder of a certificate; `fits`: it can. */
export const recipientFitSchema = z.enum(['fits', 'elliptic', 'kind', 'bits', 'dates']);

/** A certificate as somebody compares it before they name its holder. */
export const colleagueCertificateSchema = z.strictObject({
  subject: text,
  issuer: text,
  notAfter: instant,
  /** Kind of the key, e.g. `RSA-3072`. */
  key: text,
  publicKeySha256: sha256Hex,
  fit: recipientFitSchema,
});
export type ColleagueCertificate = z.infer<typeof colleagueCertificateSchema>;

/**
 * A colleague who was named. `in-use`: by whoever is signed in, and what they encrypt is opened up to them. `of-another`: by
 * somebody else, whose evidence it concerns. `doubtful`: the signature under it does not hold, so nothing is opened up.
 */
export const colleagueSchema = z.strictObject({
  ...colleagueCertificateSchema.shape,
  state: z.enum(['in-use', 'of-another', 'doubtful']),
  namedBy: text,
  namedAt: instant,
});
export type Colleague = z.infer<typeof colleagueSchema>;

/** Who can open a piece of evidence. */
export const evidenceReadersSchema = z.strictObject({
  /** Serial number of the token under whose key it is; null for a copy in clear. */
  serial: text.nullable(),
  /** Whether that token is the one somebody is signed in to. */
  here: z.boolean(),
  /** Whom it was opened up to; `name` is null for a key that nobody named here. */
  colleagues: z.array(z.strictObject({ name: text.nullable(), publicKeySha256: sha256Hex })).max(1000),
  /** How many recovery keys open it. */
  recovery: count,
});
export type EvidenceReaders = z.infer<typeof evidenceReadersSchema>;

/** Channels of whom evidence is opened up to. */
export const colleaguesContract = {
  /** Query: who can open a piece. */
  'evidence.readers': { input: z.strictObject({ id: opaqueId }), output: evidenceReadersSchema },
  /**
   * Query: colleagues whom evidence is opened up to. `waiting`: encrypted pieces of the token in use that one of them cannot open
   * yet.
   */
  'evidence.colleagues': {
    input: z.strictObject({}),
    output: z.strictObject({ colleagues: z.array(colleagueSchema).max(1000), waiting: count }),
  },
  /** Command: open dialog for a colleague's certificate; null when cancelled. Nobody is named yet. */
  'evidence.choose-colleague': {
    input: z.strictObject({}),
    output: z.strictObject({
      chosen: z.strictObject({ handle: opaqueId, ...colleagueCertificateSchema.shape }).nullable(),
    }),
  },
  /** Command: names the holder of the chosen certificate, signed with the token. `publicKeySha256`: the fingerprint that was compared. */
  'evidence.name-colleague': {
    input: z.strictObject({ handle: opaqueId, publicKeySha256: sha256Hex }),
    output: z.strictObject({}),
  },
  /** Command: takes a colleague out, signed with the token, and what opened one's own evidence to them away. */
  'evidence.drop-colleague': {
    input: z.strictObject({ publicKeySha256: sha256Hex }),
    output: z.strictObject({}),
  },
  /** Command: opens what waits up to colleagues, as a job that goes on where it was stopped. */
  'evidence.share': { input: z.strictObject({}), output: z.strictObject({ jobId: opaqueId }) },
  /** Command: save dialog for the certificate that colleagues name one by; null when cancelled. Makes the key when there is none. */
  'evidence.own-certificate': {
    input: z.strictObject({}),
    output: z.strictObject({
      saved: z.strictObject({ handle: opaqueId, name: text, publicKeySha256: sha256Hex }).nullable(),
    }),
  },
} as const;
