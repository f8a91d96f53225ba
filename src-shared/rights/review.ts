import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { companionSchema, itemFieldSchema } from './dossier.ts';
import { exclusionSchema } from './dossier-map.ts';
import { caseIdSchema, civilDateSchema } from './words.ts';

const code = z.string().max(60);
const title = z.string().max(120);

/** What is done with an item; `open`: nobody has decided yet. */
export const itemDecisionSchema = z.enum(['open', 'release', 'redact', 'withhold']);
export type ItemDecision = z.infer<typeof itemDecisionSchema>;

/** An item in one row. Patient data. */
export const itemRowSchema = z.strictObject({
  number: count,
  source: code,
  title,
  category: code,
  day: civilDateSchema.nullable(),
  /** The first fields, joined. */
  summary: z.string().max(300),
  decision: itemDecisionSchema,
  ground: code.nullable(),
  /** Fields that are left out. */
  redacted: z.array(z.string().max(63)).max(200),
  /** Why it is held until somebody has looked at it; null when it is not. */
  held: exclusionSchema.nullable(),
  /** Records of treatment for substance use: whoever gets them is told not to pass them on (42 CFR 2.32). */
  part2: z.boolean(),
  companions: count,
  decidedBy: z.string().max(300).nullable(),
});
export type ItemRow = z.infer<typeof itemRowSchema>;

/** What narrows the list of items; null narrows nothing. */
export const itemFilterSchema = z.strictObject({
  source: code.nullable(),
  category: code.nullable(),
  decision: itemDecisionSchema.nullable(),
  ground: code.nullable(),
  held: z.boolean().nullable(),
  /** Days, both included; items without a day are left out when one is given. */
  from: civilDateSchema.nullable(),
  until: civilDateSchema.nullable(),
  /** Part of what stands in a field, whatever its case. */
  words: z.string().trim().max(200),
});
export type ItemFilter = z.infer<typeof itemFilterSchema>;

export const noItemFilter: ItemFilter = {
  ...{ source: null, category: null, decision: null, ground: null, held: null, from: null, until: null },
  words: '',
};

/** What shall be done. */
export const decidingSchema = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('open') }),
  z.strictObject({ decision: z.literal('release') }),
  z.strictObject({
    decision: z.literal('redact'),
    ground: code.min(1),
    fields: z.array(z.string().max(63)).min(1).max(200),
  }),
  z.strictObject({ decision: z.literal('withhold'), ground: code.min(1) }),
]);
export type Deciding = z.infer<typeof decidingSchema>;

/** How far a review is. Holds nothing of the patient. */
export const reviewSummarySchema = z.strictObject({
  items: count,
  decisions: z.strictObject({ open: count, release: count, redact: count, withhold: count }),
  sources: z
    .array(
      z.strictObject({
        ...{ source: code, title, category: code, items: count, open: count, held: count },
        /** Fields that can be left out. */
        fields: z.array(z.strictObject({ field: z.string().max(63), title })).max(200),
      }),
    )
    .max(500),
  grounds: z
    .array(
      z.strictObject({
        ground: code,
        items: count,
        licensed: z.boolean(),
        /** The professional's decision covers just these items. */
        confirmed: z.boolean(),
      }),
    )
    .max(50),
  /** Left out without being read. */
  excluded: z
    .array(z.strictObject({ code: exclusionSchema, ground: code, items: count, words: text }))
    .max(50),
  /** The grounds that this right knows. */
  choices: z
    .array(
      z.strictObject({
        ground: code,
        words: text,
        basis: text,
        licensed: z.boolean(),
        reviewable: z.boolean(),
      }),
    )
    .max(50),
  /** What the decisions come to; null while some are open. */
  outcome: z.enum(['approved', 'partial', 'denied']).nullable(),
  /** What is missing before it can be finished, in plain words. */
  missing: z.array(text).max(20),
  /** Whether the officer who is signed in may decide items, and may finish. */
  may: z.strictObject({ decide: z.boolean(), finish: z.boolean() }),
  finished: z
    .strictObject({ by: z.string().max(300), at: instant, signOff: opaqueId, decisions: sha256Hex })
    .nullable(),
});
export type ReviewSummary = z.infer<typeof reviewSummarySchema>;

const caseIs = z.strictObject({ caseId: caseIdSchema });

/** Channels of the review. */
export const reviewContract = {
  'rights.review': { input: caseIs, output: reviewSummarySchema },
  /** Query: a page of the list. Somebody must be signed in. */
  'rights.review-items': {
    input: z.strictObject({
      caseId: caseIdSchema,
      filter: itemFilterSchema,
      offset: count,
      limit: z.number().int().min(1).max(200),
    }),
    output: z.strictObject({ total: count, rows: z.array(itemRowSchema).max(200) }),
  },
  'rights.review-item': {
    input: z.strictObject({ caseId: caseIdSchema, number: count }),
    output: z.strictObject({
      row: itemRowSchema,
      fields: z.array(itemFieldSchema).max(200),
      companions: z.array(companionSchema).max(100),
    }),
  },
  /** Command: decides items one by one, or all that a filter finds. `rights-changed` when it finds other than `expected`. */
  'rights.review-decide': {
    input: z.strictObject({
      caseId: caseIdSchema,
      chosen: z.discriminatedUnion('by', [
        z.strictObject({ by: z.literal('number'), numbers: z.array(count).min(1).max(5000) }),
        z.strictObject({ by: z.literal('filter'), filter: itemFilterSchema, expected: count }),
      ]),
      deciding: decidingSchema,
    }),
    output: z.strictObject({ items: count }),
  },
  /** Command: as a licensed health care professional, confirms the items under grounds that need one. Signed. */
  'rights.review-confirm': {
    input: z.strictObject({
      caseId: caseIdSchema,
      grounds: z.array(code).min(1).max(20),
      licensed: z.literal(true),
    }),
    output: z.strictObject({ signOff: opaqueId, items: count }),
  },
  /** Command: decides the case by what the items came to. Signed. */
  'rights.review-finish': {
    input: caseIs,
    output: z.strictObject({ outcome: z.enum(['approved', 'partial', 'denied']), signOff: opaqueId }),
  },
} as const;
