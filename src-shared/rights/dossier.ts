import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { exclusionSchema, mapProblemSchema } from './dossier-map.ts';
import { caseIdSchema, civilDateSchema } from './words.ts';

const code = z.string().max(60);

/** Result of trying one source of the map. */
export const mapTrialSchema = z.strictObject({
  source: code,
  title: z.string().max(120),
  outcome: z.enum(['fits', 'failed']),
  /** What is wrong, in plain words; empty when it fits. */
  problem: text,
  /** Rows of the patient that it was tried with; null without one. */
  rows: count.nullable(),
});
export type MapTrial = z.infer<typeof mapTrialSchema>;

/** One source of a collection. */
export const sourceReportSchema = z.strictObject({
  source: code,
  title: z.string().max(120),
  category: code,
  outcome: z.enum(['waiting', 'rows', 'none', 'failed']),
  items: count,
  /** When the view of the database was taken that it was read under. */
  asOf: instant.nullable(),
  excluded: z.array(z.strictObject({ code: exclusionSchema, items: count })).max(20),
  /** Why it failed, and what to do; empty otherwise. */
  problem: text,
});
export type SourceReport = z.infer<typeof sourceReportSchema>;

/** A collection as it stands. Holds nothing of the patient. */
export const collectionSchema = z.strictObject({
  caseId: caseIdSchema,
  state: z.enum(['unfinished', 'failed', 'complete']),
  map: z.strictObject({ name: z.string().max(120), revision: count, sha256: sha256Hex }),
  startedAt: instant,
  items: count,
  sources: z.array(sourceReportSchema).max(500),
  /** In force for this patient: restrictions and addresses by case, and those of the clinic's database by number. */
  restrictions: z.strictObject({ cases: z.array(caseIdSchema).max(1000), clinic: count }),
  addresses: z.array(caseIdSchema).max(1000),
  /** Items that carry an amendment, a disagreement or a rebuttal. */
  amended: count,
  manifest: sha256Hex.nullable(),
});
export type Collection = z.infer<typeof collectionSchema>;

/** What travels with an item (45 CFR 164.526(c)(1), (d)(5)). */
export const companionSchema = z.strictObject({
  kind: z.enum(['amendment', 'request', 'denial', 'disagreement', 'rebuttal']),
  caseId: caseIdSchema,
  addedOn: civilDateSchema,
  text: z.string().max(20_000),
});
export type Companion = z.infer<typeof companionSchema>;

/** A field of an item. Patient data. */
export const itemFieldSchema = z.strictObject({
  field: z.string().max(63),
  title: z.string().max(120),
  /** Null: nothing stands there, or it was redacted. */
  value: z.string().nullable(),
  redacted: z.boolean(),
  /** Content that is kept in pieces of its own: a document, or a very long text. */
  content: z
    .strictObject({ contentId: opaqueId, bytes: count, sha256: sha256Hex, text: z.boolean() })
    .nullable(),
});
export type ItemField = z.infer<typeof itemFieldSchema>;

const caseIs = z.strictObject({ caseId: caseIdSchema });

/** Channels of the dossier map, and of collecting. */
export const dossierContract = {
  /** Query. The map that is used: the clinic's own, or the sample clinic's. */
  'rights.dossier-map': {
    input: nothing,
    output: z.strictObject({
      origin: z.enum(['shipped', 'own']),
      text: z.string().max(2_000_000),
      name: z.string().max(120),
      revision: count,
      categories: z
        .array(z.strictObject({ category: code, titles: z.array(z.string().max(120)).max(200) }))
        .max(200),
      problems: z.array(mapProblemSchema).max(50),
    }),
  },
  /** Query: what is wrong with a map as it is being written. */
  'rights.check-dossier-map': {
    input: z.strictObject({ text: z.string().max(2_000_000) }),
    output: z.strictObject({ problems: z.array(mapProblemSchema).max(50) }),
  },
  /** Command. A map with problems is not taken; null goes back to the one that was shipped. */
  'rights.set-dossier-map': {
    input: z.strictObject({ text: z.string().max(2_000_000).nullable() }),
    output: z.strictObject({ problems: z.array(mapProblemSchema).max(50) }),
  },
  /** Query in the clinic's database, read only: every source of the map is tried, with the patient of a case if one is named. */
  'rights.try-dossier-map': {
    input: z.strictObject({ caseId: caseIdSchema.nullable() }),
    output: z.strictObject({
      trials: z.array(mapTrialSchema).max(500),
      /** What the login may do beyond what it needs; empty when it is right. */
      warnings: z.array(text).max(50),
    }),
  },
  /** Command: a job that collects, or goes on where it was broken off. Somebody must be signed in. */
  'rights.collect': { input: caseIs, output: z.strictObject({ jobId: opaqueId }) },
  'rights.collection': { input: caseIs, output: z.strictObject({ collection: collectionSchema.nullable() }) },
  /** Command: what travels with rows of the record from now on. The rows are named by the items of a collection. */
  'rights.add-companion': {
    input: z.strictObject({
      /** The amendment case. */
      caseId: caseIdSchema,
      items: z.array(count).min(1).max(1000),
      kind: companionSchema.shape.kind,
      text: z.string().trim().min(1).max(20_000),
    }),
    output: z.strictObject({ records: count, sha256: sha256Hex }),
  },
} as const;
