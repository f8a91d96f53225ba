import { z } from 'zod';
import { text } from '../base/schemas.ts';
import { civilDateSchema, extensionReasonSchema, letterKindSchema } from './words.ts';

/** What a paragraph of a letter is there for. */
export const letterElementSchema = z.enum([
  'received',
  'ask-identity',
  'outcome',
  'basis',
  'rest-given',
  'erased',
  'review-right',
  'new-date',
  'reasons',
  'fee',
  'disagreement',
  'future-disclosures',
  'rebuttal',
  'complaint-entity',
  'complaint-secretary',
  'supervisory-authority',
  'court',
  'own-words',
  'contact',
]);
export type LetterElement = z.infer<typeof letterElementSchema>;

/** A letter before it becomes paper. Holds patient data: shown, printed, sealed, never logged. */
export const letterSchema = z.strictObject({
  kind: letterKindSchema,
  language: z.enum(['en', 'es']),
  from: z.array(text).max(10),
  to: z.array(text).max(10),
  date: text,
  reference: text,
  title: text,
  paragraphs: z.array(z.strictObject({ element: letterElementSchema, text: z.string().max(20_000) })).max(40),
});
export type Letter = z.infer<typeof letterSchema>;

/** What a letter says beyond what the case holds. */
export const letterFactsSchema = z.strictObject({
  kind: letterKindSchema,
  language: z.enum(['en', 'es']),
  newDate: civilDateSchema.nullable(),
  reasons: z.array(extensionReasonSchema).max(6),
  feeCents: z.number().int().min(0).nullable(),
  /** The officer's own paragraphs. */
  own: z.array(z.string().trim().min(1).max(5000)).max(20),
});
export type LetterFacts = z.infer<typeof letterFactsSchema>;
