import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/** Most items of a population, most bytes of its file, and most items that are drawn. */
export const SAMPLE_LIMITS = { population: 1_000_000, bytes: 64 * 1024 * 1024, size: 1000 } as const;
/** Where a size comes from when nothing else is said: no standard prescribes one. */
export const FIRM_POLICY = 'Firm policy';

export const sampleMethodSchema = z.enum(['random', 'systematic']);

/** What is asked of every item. */
export const attributeSchema = z.string().trim().min(2).max(200);
export const attributeAnswerSchema = z.enum(['met', 'not-met', 'not-applicable']);

/** An item that was drawn. */
export const sampleItemSchema = z.strictObject({
  /** Its place in the population, from 1. */
  position: z.int().min(1),
  /** Its line in the population: a number or a pseudonym, never a name. */
  key: z.string().max(300),
  /** One answer for each attribute, in their order; null while it was not looked at. */
  answers: z.array(attributeAnswerSchema.nullable()).max(20),
  note: z.string().trim().max(1000),
});
export type SampleItem = z.infer<typeof sampleItemSchema>;

/** A population as it was counted: its items are the lines of a file, or the failed rows of a result. */
export const countedSchema = z.strictObject({
  /** What was counted: the name of a file, or a result. */
  source: text,
  count,
  /** SHA-256 over the sorted items, each with a line feed: equal for the same items in any order. */
  sha256: sha256Hex,
});
export type Counted = z.infer<typeof countedSchema>;

/** A sample: population, its completeness, the draw and what was found. */
export const sampleSchema = z.strictObject({
  id: opaqueId,
  cycleId: opaqueId,
  title: z.string().trim().min(3).max(200),
  /** What belongs to the population, and what does not. */
  definition: z.string().trim().min(3).max(2000),
  population: countedSchema,
  /** The second source that the population was compared with; null while it was not. */
  completeness: z
    .strictObject({ ...countedSchema.shape, agrees: z.boolean(), by: text, at: instant })
    .nullable(),
  /** What is asked of every item that is drawn. */
  attributes: z.array(attributeSchema).min(1).max(20),
  /** How many are drawn, and where that number comes from. */
  size: z.int().min(1).max(SAMPLE_LIMITS.size),
  sizeBasis: z.string().trim().min(2).max(200),
  method: sampleMethodSchema,
  /** Decides the draw together with the population: the same seed draws the same items again. */
  seed: z.string().min(1).max(100),
  frozenAt: instant,
  frozenBy: text,
  items: z.array(sampleItemSchema).max(SAMPLE_LIMITS.size),
  /** Items with at least one attribute that is not met. */
  exceptions: count,
  /** Items with every attribute answered. */
  tested: count,
  /** Exceptions of those tested, 0 to 1; null while nothing was tested. */
  deviationRate: z.number().min(0).max(1).nullable(),
  /** Raised by every answer. */
  revision: count,
  /** SHA-256 of all other members as canonical JSON (RFC 8785). */
  digest: sha256Hex,
});
export type Sample = z.infer<typeof sampleSchema>;

/** What is said when a sample is drawn. */
export const newSampleSchema = sampleSchema.pick({
  title: true,
  definition: true,
  attributes: true,
  size: true,
  sizeBasis: true,
  method: true,
  seed: true,
});
export type NewSample = z.infer<typeof newSampleSchema>;

/** Channels of samples. */
export const samplesContract = {
  /** Command: open dialog for a population, one item a line; it is counted and nothing is kept. Null when cancelled. */
  'samples.choose-population': {
    input: z.strictObject({}),
    output: z.strictObject({
      chosen: z.strictObject({ handle: opaqueId, population: countedSchema }).nullable(),
    }),
  },
  /** Command: freezes a population and draws from it; `result`: the rows that failed in a result of a test. */
  'samples.draw': {
    input: z.strictObject({
      cycleId: opaqueId,
      sample: newSampleSchema,
      from: z.union([
        z.strictObject({ handle: opaqueId, sha256: sha256Hex }),
        z.strictObject({ result: z.uuid() }),
      ]),
    }),
    output: z.strictObject({ sampleId: opaqueId }),
  },
  /** Command: open dialog for the second source of a population, and compares. Null when cancelled. */
  'samples.compare': {
    input: z.strictObject({ cycleId: opaqueId, sampleId: opaqueId, revision: count }),
    output: z.strictObject({ agrees: z.boolean().nullable() }),
  },
  /** Command: what was found about one item. */
  'samples.answer': {
    input: z.strictObject({
      cycleId: opaqueId,
      sampleId: opaqueId,
      revision: count,
      position: z.int().min(1),
      answers: sampleItemSchema.shape.answers,
      note: sampleItemSchema.shape.note,
    }),
    output: z.strictObject({}),
  },
} as const;
