import { z } from 'zod';

/** What an issue is about. None of them quotes what the file says. */
export const FHIR_RULES = [
  'size',
  'text',
  'json',
  'depth',
  'kind',
  'structure',
  'required',
  'unknown',
  'format',
  'code',
  'invariant',
  'reference',
  'choice',
  'future',
] as const;
export type FhirRule = (typeof FHIR_RULES)[number];

/** One thing that is wrong with a FHIR resource: where, by element names, and what, in our words. */
export const fhirIssue = z.strictObject({
  rule: z.enum(FHIR_RULES),
  /** Element path such as `Bundle.entry[3].resource.birthDate`; never a value. */
  where: z.string().max(300),
  text: z.string().max(400),
});
export type FhirIssue = z.infer<typeof fhirIssue>;

/** Whether a file is valid FHIR R4 of a kind that is taken in. */
export const fhirVerdict = z.strictObject({
  valid: z.boolean(),
  /** Resource type of the whole, null when it could not be read. */
  kind: z.string().max(64).nullable(),
  /** Resources in it, itself included. */
  resources: z.int().min(0),
  bytes: z.int().min(0),
  /** At most {@link FHIR_ISSUES_SHOWN}. */
  issues: z.array(fhirIssue),
  /** How many there are in all. */
  found: z.int().min(0),
});
export type FhirVerdict = z.infer<typeof fhirVerdict>;

/** Largest file that is read, in bytes (10 MB as the hospital's limit says it: ten million and some). */
export const FHIR_LIMIT = 10 * 1024 * 1024;
/** A file with more is wrong from the ground up. */
export const FHIR_ISSUES_SHOWN = 100;
/** Kinds of resources that are taken in. */
export const FHIR_TAKEN_IN = ['Patient', 'Observation', 'Bundle'] as const;
