import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/** How far back a cut goes: everything that happened before a moment, or a number of entries from the first on. */
export const cutWishSchema = z.union([
  z.strictObject({ before: instant }),
  z.strictObject({ entries: count.min(1) }),
]);
export type CutWish = z.infer<typeof cutWishSchema>;

const period = z.strictObject({ from: instant, to: instant }).nullable();

/** What a cut would remove. It ends with a block, so that it may remove less than was wished. */
export const cutPlanSchema = z.strictObject({
  /** Entries removed in total, with those of earlier cuts; the log then begins at this position. */
  size: count,
  /** Entries that earlier cuts have removed. */
  from: count,
  /** Entries that this cut removes. */
  entries: count,
  /** Entries that stay. */
  kept: count,
  /** First and last time among what is removed. */
  period,
  block: count,
  root: sha256Hex,
});
export type CutPlan = z.infer<typeof cutPlanSchema>;

/** Shortest statement of the rule under which entries are removed, in characters. */
export const POLICY_SHORTEST = 10;

/** A certificate for the eye. */
export const cutCertificateSchema = z.strictObject({
  size: count,
  from: count,
  root: sha256Hex,
  block: count,
  period,
  policy: text,
  by: text,
  signedAt: instant,
  keyName: text,
  /** SHA-256 of the signer's certificate. */
  signer: sha256Hex,
  /** The signed note. */
  note: z.string().max(20_000),
});
export type CutCertificate = z.infer<typeof cutCertificateSchema>;

/** Where a certificate is kept: on this machine, where it was signed, and in the clinic's database, once the removal began. */
export const cutMadeSchema = z.strictObject({
  certificate: cutCertificateSchema,
  signedHere: z.boolean(),
  /** Null: the database could not be asked. */
  stored: z.boolean().nullable(),
});
export type CutMade = z.infer<typeof cutMadeSchema>;

/** A file as it was read. */
export const cutCheckSchema = z.strictObject({
  /** What is wrong with it, as the end of a sentence; null: the signature holds. */
  problem: text.nullable(),
  /** Whether this machine knows the key; null where it knows none. */
  knownKey: z.boolean().nullable(),
  /** Whether it states the tree that this machine witnessed; null where it cannot be compared. */
  agrees: z.boolean().nullable(),
  certificate: cutCertificateSchema.nullable(),
});
export type CutCheck = z.infer<typeof cutCheckSchema>;

const savedFile = z.strictObject({ handle: opaqueId, name: text }).nullable();

export const retentionContract = {
  /** query: what a cut would remove; reads this machine's own copy. */
  'retention.plan': {
    input: z.strictObject({ wish: cutWishSchema }),
    output: z.strictObject({ plan: cutPlanSchema }),
  },
  /** command: verifies the log in full, then signs the certificate; the job's result is the id of nothing. */
  'retention.sign': {
    input: z.strictObject({ size: count, policy: z.string().trim().min(POLICY_SHORTEST).max(300) }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** query: certificates signed here or stored in the clinic's database, newest first. */
  'retention.list': {
    input: z.strictObject({}),
    output: z.strictObject({ cuts: z.array(cutMadeSchema).max(200) }),
  },
  /** command: saves a certificate with the SQL for the database administrator. */
  'retention.save': { input: z.strictObject({ size: count }), output: z.strictObject({ saved: savedFile }) },
  /** query: verifies a certificate that was saved. */
  'retention.verify': {
    input: z.strictObject({}),
    output: z.strictObject({ check: cutCheckSchema.nullable() }),
  },
} as const;
