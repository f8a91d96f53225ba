import { z } from 'zod';
import { count, instant, sha256Hex, text } from '../base/schemas.ts';
import { entryHeaderSchema, verdictSchema } from './types.ts';

/** How closely one entry is looked at; each includes the ones before it. `record` asks no database. */
export const ENTRY_LOOKS = ['record', 'basic', 'full'] as const;
export const entryLookSchema = z.enum(ENTRY_LOOKS);
export type EntryLook = z.infer<typeof entryLookSchema>;

/** What the check of one entry came to. */
export const ENTRY_CHECKS = [
  /** Everything that was asked for holds. */
  'intact',
  /** It was sealed or witnessed, and there is no such row. */
  'no-row',
  /** It was removed under a signed certificate of retention. */
  'removed',
  /** No seal names it, and the sealer has passed it by. */
  'no-seal',
  /** It waits to be sealed. */
  'waiting',
  /** More than one row, or more than one seal, bears its number. */
  'twice',
  /** The row does not give the leaf that its seal records. */
  'differs',
  /** The leaf is not what the signed checkpoint's tree holds at that position. */
  'not-in-checkpoint',
  /** No checkpoint of this machine covers it. */
  'no-checkpoint',
  /** The newest checkpoint's signature, certificate or statement does not hold. */
  'checkpoint-invalid',
  /** This machine's own copy does not give the root of its own checkpoint. */
  'own-copy-damaged',
] as const;
export const entryCheckSchema = z.enum(ENTRY_CHECKS);
export type EntryCheck = z.infer<typeof entryCheckSchema>;

/** The way from a leaf to the root: the sibling at each level, which side it stands on, the positions [from, to) under it. */
export const proofPathSchema = z.strictObject({
  index: count,
  size: count,
  leaf: sha256Hex,
  root: sha256Hex,
  path: z
    .array(
      z.strictObject({
        side: z.enum(['left', 'right']),
        hash: sha256Hex,
        from: count,
        to: count,
        /** What the two together give. */
        node: sha256Hex,
      }),
    )
    .max(53),
});
export type ProofPath = z.infer<typeof proofPathSchema>;

/** One entry: what this machine knows of it, what the database says now, and what comparing them came to. */
export const entryViewSchema = z.strictObject({
  entryId: z.number().int(),
  look: entryLookSchema,
  /** Null when the row was not compared with anything. */
  result: verdictSchema.nullable(),
  check: entryCheckSchema.nullable(),
  /** One sentence in plain words. */
  detail: text,
  checkedAt: instant,
  /** Milliseconds that the comparison took, connecting included. */
  elapsedMs: z.number().nonnegative(),
  /** Why the database could not be asked; null when it was, or was not to be. */
  problem: text.nullable(),
  position: count.nullable(),
  block: z.strictObject({ number: count, sealedAt: instant.nullable(), entries: count }).nullable(),
  /** As this machine has witnessed it. */
  witnessed: z
    .strictObject({
      header: entryHeaderSchema,
      leaf: sha256Hex,
      /** When the first checkpoint that covers it was signed: it was witnessed at the latest then. */
      before: instant.nullable(),
    })
    .nullable(),
  /** As the row is now. */
  now: z.strictObject({ header: entryHeaderSchema, leaf: sha256Hex }).nullable(),
  /** The newest checkpoint that covers it. */
  checkpoint: z
    .strictObject({ size: count, root: sha256Hex, signedAt: instant, keyName: text, valid: z.boolean() })
    .nullable(),
  proof: proofPathSchema.nullable(),
});
export type EntryView = z.infer<typeof entryViewSchema>;

export const entriesContract = {
  /** query: one entry by its number. Fails with `entry-unknown` when neither this machine nor the database has it. */
  'entries.view': {
    input: z.strictObject({ entryId: z.number().int(), look: entryLookSchema }),
    output: entryViewSchema,
  },
} as const;
