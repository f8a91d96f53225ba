import { z } from 'zod';

/** What a row of a source becomes; everything else becomes a document that lists its fields. */
export const FHIR_KINDS = [
  'patient',
  'encounter',
  'condition',
  'observation',
  'medication',
  'allergy',
  'immunization',
  'procedure',
  'note',
  'document',
  'invoice',
  'appointment',
  'consent',
  'care-team',
] as const;
const kindSchema = z.enum(FHIR_KINDS);
export type FhirKind = z.infer<typeof kindSchema>;

const field = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
const words = z.string().min(1).max(200);

const sourceSchema = z.strictObject({
  kind: kindSchema,
  /** Names that the mapper of the kind knows, and the fields of the dossier that hold them. */
  fields: z.record(z.string().max(40), field),
  /** Address of the code system of `code`. */
  system: words.optional(),
  /** Words of the record and what FHIR calls them, by name. */
  codes: z.record(z.string().max(40), z.record(z.string().max(100), words)).default({}),
});
export type FhirSource = z.infer<typeof sourceSchema>;

/** How the items of a dossier become FHIR R4 resources; stands beside the dossier map of the same clinic schema. */
export const fhirMapSchema = z.strictObject({
  format: z.literal('attestry/fhir-map'),
  version: z.literal(1),
  name: words,
  revision: z.int().min(1),
  /** Prefix of the addresses under which the clinic's own numbers are unique. */
  identifiers: z.string().regex(/^(urn:|https:\/\/)\S{1,180}$/),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  sources: z.record(z.string().max(40), sourceSchema),
});
export type FhirMap = z.infer<typeof fhirMapSchema>;
