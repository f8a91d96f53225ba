import { z } from 'zod';
import type { CaseType } from './words.ts';

/** Why something is left out without anybody deciding it. */
export const EXCLUSIONS = [
  'psychotherapy-notes',
  'legal-proceeding',
  'confidential-source',
  'other-person',
  'part-2',
  'restricted',
] as const;
export const exclusionSchema = z.enum(EXCLUSIONS);
export type Exclusion = z.infer<typeof exclusionSchema>;

/** What an exclusion does, and the ground of refusal (docs/rights.md) that stands behind it. */
export type ExclusionRule = {
  readonly ground: string;
  /** Its ground where the record is asked for under article 20 of the GDPR. */
  readonly portability: 'G20-1' | 'G20-4';
  /** `unread`: it never leaves the clinic's database. `held`: it is collected, and somebody must look at it. */
  readonly effect: 'unread' | 'held';
  /** Only where somebody else than the patient gets the record. */
  readonly othersOnly: boolean;
  readonly words: string;
};

export const EXCLUSION_RULES: Readonly<Record<Exclusion, ExclusionRule>> = {
  'psychotherapy-notes': {
    ...{ ground: 'U1', portability: 'G20-1', effect: 'unread', othersOnly: false },
    words: 'Psychotherapy notes, kept apart from the rest of the record (45 CFR 164.501)',
  },
  'legal-proceeding': {
    ...{ ground: 'U1', portability: 'G20-1', effect: 'unread', othersOnly: false },
    words: 'Put together for a legal proceeding (45 CFR 164.524(a)(1)(ii))',
  },
  'confidential-source': {
    ...{ ground: 'U5', portability: 'G20-4', effect: 'held', othersOnly: false },
    words: 'Told in confidence by somebody who is not a health care provider (45 CFR 164.524(a)(2)(v))',
  },
  'other-person': {
    ...{ ground: 'R2', portability: 'G20-4', effect: 'held', othersOnly: false },
    words: 'Speaks of another person (45 CFR 164.524(a)(3)(ii))',
  },
  'part-2': {
    ...{ ground: 'P2', portability: 'G20-4', effect: 'unread', othersOnly: true },
    words: 'Treatment for substance use, and no consent of the patient is on file (42 CFR 2.13, 2.31)',
  },
  restricted: {
    ...{ ground: 'X1', portability: 'G20-4', effect: 'held', othersOnly: true },
    words: 'A restriction that was agreed with the patient is in force (45 CFR 164.522(a))',
  },
};

/** The ground that stands behind an exclusion: one of the right's own list, or the request could not be decided. */
export const groundOfExclusion = (type: CaseType, code: Exclusion): string =>
  type === 'gdpr-portability' ? EXCLUSION_RULES[code].portability : EXCLUSION_RULES[code].ground;

const sqlName = z
  .string()
  .min(1, 'must not be empty')
  .max(63, 'is longer than a name in the database can be');
const code = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9.()-]{0,39}$/,
    'begins with a letter and has letters, digits, dots and hyphens, 40 at most',
  );
const title = z.string().trim().min(1, 'must not be empty').max(120);
const value = z.string().max(200);

const table = { schema: sqlName, table: sqlName };

/** Where a value stands in another table, found by a column of ours. */
const throughSchema = z.strictObject({ column: sqlName, ...table, key: sqlName });

/** Rows that are left out: those whose column holds one of the values, or any value but some. */
const ruleSchema = z
  .strictObject({
    code: exclusionSchema,
    /** Column of the table, or of the one that it is found through. */
    column: sqlName,
    through: throughSchema.optional(),
    in: z.array(value).min(1).max(100).optional(),
    /** Any other value counts, so that one nobody thought of is left out and not given out. */
    notIn: z.array(value).max(100).optional(),
  })
  .refine((rule) => (rule.in === undefined) !== (rule.notIn === undefined), 'needs either “in” or “notIn”');
export type MapRule = z.infer<typeof ruleSchema>;

const columnSchema = z.strictObject({
  column: sqlName,
  /** What the answer calls it; the column's own name unless given. */
  field: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/, 'is a lower-case name with underscores')
    .optional(),
  title,
  /** `content`: bytes of a document, read in pieces. `staff`, `place`: shown through another table. */
  kind: z.enum(['text', 'code', 'number', 'date', 'instant', 'yes-no', 'content']).default('text'),
  /** What is shown in the place of an id: columns of the row with that key, joined by a blank. */
  shown: z.strictObject({ ...table, key: sqlName, columns: z.array(sqlName).min(1).max(6) }).optional(),
});
export type MapColumn = z.infer<typeof columnSchema>;

export const mapSourceSchema = z.strictObject({
  source: code,
  title,
  /** What a person may ask for by name; several sources may share one. */
  category: code,
  ...table,
  /** Column with the patient's id. */
  patient: sqlName,
  /** Columns that name a row and never change. */
  key: z.array(sqlName).min(1).max(4),
  /** Column with the day by which a period is asked for; without one, rows are given whatever the period. */
  day: sqlName.optional(),
  /** FHIR R4 resource that a row becomes. */
  resource: z
    .string()
    .regex(/^[A-Z][A-Za-z]{2,40}$/, 'is the name of a FHIR resource')
    .optional(),
  /** The whole table is left out; its rows are counted and never read. */
  apart: exclusionSchema.optional(),
  columns: z.array(columnSchema).max(200),
  exclude: z.array(ruleSchema).max(20).default([]),
});
export type MapSource = z.infer<typeof mapSourceSchema>;

/** Where disclosures stand that the clinic recorded itself. Names are columns; null: the clinic does not keep it. */
export const disclosureTableSchema = z.strictObject({
  ...table,
  patient: sqlName,
  key: z.array(sqlName).min(1).max(4),
  disclosedAt: sqlName,
  recipient: sqlName,
  address: sqlName.nullable(),
  description: sqlName,
  purpose: sqlName,
  /** Section of the law that it was made under, such as 164.512(b). */
  basis: sqlName.nullable(),
  /** Whether it belongs into an accounting; what it says never takes out what the law counts in. */
  accountable: sqlName.nullable(),
});
export type DisclosureTable = z.infer<typeof disclosureTableSchema>;

/** Which tables make up the designated record set (45 CFR 164.501), and how a patient's rows are found. */
export const dossierMapSchema = z.strictObject({
  format: z.literal('attestry/dossier-map'),
  version: z.literal(1),
  name: title,
  /** Counts up with every change: a collection says which map it was made with. */
  revision: z.number().int().min(1).max(1_000_000),
  /** Role that the connection takes on to read these tables and nothing else; null: the user's own rights. */
  role: sqlName.nullable(),
  sources: z.array(mapSourceSchema).min(1, 'names no source').max(200),
  /** Consent of the patient to disclosures of Part 2 records; without it there is none. */
  consent: z
    .strictObject({
      ...table,
      patient: sqlName,
      /** All must hold for the consent to count. */
      where: z
        .array(z.strictObject({ column: sqlName, in: z.array(value).min(1).max(20) }))
        .min(1)
        .max(10),
      /** Column with the day on which it was given, and on which it was withdrawn. */
      from: sqlName,
      until: sqlName.nullable(),
    })
    .nullable(),
  /** Restrictions that the clinic's database records. */
  restriction: z
    .strictObject({
      ...table,
      patient: sqlName,
      where: z
        .array(z.strictObject({ column: sqlName, in: z.array(value).min(1).max(20) }))
        .min(1)
        .max(10),
      from: sqlName,
      until: sqlName.nullable(),
      /** Sources that are held while it is in force and somebody else than the patient gets the record. */
      sources: z.array(code).max(200),
    })
    .nullable(),
  disclosures: disclosureTableSchema.nullable(),
});
export type DossierMap = z.infer<typeof dossierMapSchema>;

/** Something wrong with a map; the line is null where none can be named. */
export const mapProblemSchema = z.strictObject({
  line: z.number().int().min(1).nullable(),
  text: z.string().max(500),
});
export type MapProblem = z.infer<typeof mapProblemSchema>;
