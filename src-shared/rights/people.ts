import { z } from 'zod';
import { civilDateSchema } from './words.ts';

// What names people. It is kept sealed under the token's key, and shown only while somebody is signed in.

const line = z.string().trim().max(200);

/** A person as a request or the clinic's database writes them; empty where nothing is known. */
export const personSchema = z.strictObject({
  familyName: line,
  givenNames: line,
  birthDate: civilDateSchema.nullable(),
  recordNumber: line,
  address: line,
  phone: line,
  email: line,
});
export type Person = z.infer<typeof personSchema>;

export const nobody: Person = {
  familyName: '',
  givenNames: '',
  birthDate: null,
  recordNumber: '',
  address: '',
  phone: '',
  email: '',
};

/** The words of a request. */
export const requestWordsSchema = z.strictObject({
  /** Whose record it is about. */
  patient: personSchema,
  /** Who asks for the patient; null when the patient does. */
  requester: z
    .strictObject({ name: line, relation: line, address: line, phone: line, email: line })
    .nullable(),
  /** Of a directive: to whom it shall go. */
  thirdParty: z.strictObject({ name: line, address: line, email: line }).nullable(),
  /** Of confidential communications: where the person wants to be reached instead (45 CFR 164.522(b)); null of any other right. */
  alternative: z.strictObject({ address: line, phone: line, email: line }).nullable().default(null),
  /** What was asked for, as it was said or written. */
  wish: z.string().trim().max(10_000),
  /** Language of the letters. */
  language: z.enum(['en', 'es']),
});
export type RequestWords = z.infer<typeof requestWordsSchema>;

/** What an officer writes beside a step. */
export const noteSchema = z.string().trim().max(10_000);

/** Why a candidate of the search has its score, field by field. */
export const matchFieldSchema = z.strictObject({
  field: z.enum(['name', 'birth-date', 'record-number', 'address', 'phone', 'email']),
  result: z.enum(['same', 'similar', 'different', 'not-given']),
  points: z.number().int().min(-100).max(100),
  /** As `Meyer is written Meier in the record`; holds patient data. */
  why: z.string().max(600),
});

/** A patient of the clinic who may be meant. */
export const candidateSchema = z.strictObject({
  /** The clinic's id of the record that counts; after a merge, of the one that remained. */
  patientId: z.string().min(1).max(200),
  person: personSchema,
  /** 0 to 100. */
  score: z.number().int().min(0).max(100),
  basis: z.enum(['record-number', 'exact', 'similar']),
  fields: z.array(matchFieldSchema).max(6),
  /** Ids of records that were merged into this one. */
  mergedFrom: z.array(z.string().max(200)).max(100),
  deceasedOn: civilDateSchema.nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;
