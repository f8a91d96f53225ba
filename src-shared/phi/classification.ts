import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';

/** What a column may hold, from harmless to what needs the most protection. */
export const DATA_CLASSES = [
  'none',
  'internal',
  'personal',
  'identifier',
  'health',
  'special',
  'credential',
] as const;
export const dataClassSchema = z.enum(DATA_CLASSES);
export type DataClass = (typeof DATA_CLASSES)[number];

/** Classes that are protected health information: HIPAA asks for access control and audit of them. */
export const isPhi = (dataClass: DataClass): boolean =>
  dataClass === 'identifier' || dataClass === 'health' || dataClass === 'special';

/** Which rules a column comes under. */
export const RULE_TAGS = [
  'hipaa-identifier',
  'hipaa-phi',
  'hipaa-psychotherapy',
  '42-cfr-part-2',
  'gdpr-personal',
  'gdpr-special',
  'soc2-confidentiality',
  'soc2-privacy',
  'soc2-security',
] as const;
export const ruleTagSchema = z.enum(RULE_TAGS);
export type RuleTag = (typeof RULE_TAGS)[number];

const name = z.string().min(1).max(63);

/** A column of the clinic's database. */
export const columnRefSchema = z.strictObject({ schema: name, table: name, column: name });
export type ColumnRef = z.infer<typeof columnRefSchema>;

const protection = {
  classification: dataClassSchema,
  tags: z.array(ruleTagSchema).max(RULE_TAGS.length),
  encrypt: z.boolean(),
  audit: z.boolean(),
} as const;

/** What was decided on a column. */
export const columnDecisionSchema = z.strictObject({
  ...protection,
  verdict: z.enum(['accepted', 'rejected', 'chosen']),
  reason: text,
  by: z.string().max(300),
  at: instant,
});
export type ColumnDecision = z.infer<typeof columnDecisionSchema>;

/** What the scanner thinks a column holds. Never holds a value of the column. */
export const proposalSchema = z.strictObject({
  ...protection,
  /** What kind of thing it is, in plain words. */
  kind: z.string().max(120),
  /** Between 0 and 1. */
  confidence: z.number().min(0).max(1),
  /** Why, in plain words. */
  reason: text,
});
export type Proposal = z.infer<typeof proposalSchema>;

/** How a column differs from what was decided: it came later, is gone, has another type, or another name. */
export const driftSchema = z.enum(['added', 'gone', 'retyped', 'renamed']);
export type Drift = z.infer<typeof driftSchema>;

/** A column in the data map. */
export const mappedFieldSchema = z.strictObject({
  ...columnRefSchema.shape,
  type: z.string().max(300),
  decision: columnDecisionSchema.nullable(),
  proposal: proposalSchema.nullable(),
  drift: driftSchema.nullable(),
  /** Name or type at the time of the decision, for a column that was renamed or changed. */
  was: z.string().max(300).nullable(),
});
export type MappedField = z.infer<typeof mappedFieldSchema>;

/** The data map: every column of the clinic with what it holds. */
export const dataMapSchema = z.strictObject({
  /** When it was read from the database; null: never. */
  at: instant.nullable(),
  /** Why this is the copy of an earlier time; null when it is as of now. */
  problem: z.strictObject({ message: text, remedy: text }).nullable(),
  scannedAt: instant.nullable(),
  /** Whether the last scan looked at values, or at names and types alone. */
  sampled: z.boolean(),
  columns: z.array(mappedFieldSchema).max(50_000),
});
export type DataMap = z.infer<typeof dataMapSchema>;

/** How somebody comes to read a column. */
export const readWaySchema = z.enum([
  'superuser',
  'reads-everything',
  'owner',
  'table-grant',
  'column-grant',
  'public',
  'view',
  'role-switch',
]);
export type ReadWay = z.infer<typeof readWaySchema>;

/** A role with what it can read of a table. */
export const fieldReaderSchema = z.strictObject({
  role: name,
  /** Whether somebody can log in as it. */
  login: z.boolean(),
  /** Whether row security does not hold for it. */
  everyRow: z.boolean(),
  fields: z.array(
    z.strictObject({
      column: name,
      way: readWaySchema,
      /** The view it is read through, or the role switched to. */
      through: z.string().max(200).nullable(),
    }),
  ),
});
export type FieldReader = z.infer<typeof fieldReaderSchema>;

/** Most columns that one decision may name. */
export const MOST_DECIDED = 20_000;

/** What is decided on columns: the proposal as it is, not what it says, or something else. */
export const decideSchema = z.discriminatedUnion('verdict', [
  z.strictObject({
    verdict: z.literal('accept'),
    columns: z.array(columnRefSchema).min(1).max(MOST_DECIDED),
  }),
  z.strictObject({
    verdict: z.literal('reject'),
    columns: z.array(columnRefSchema).min(1).max(MOST_DECIDED),
    reason: z.string().trim().min(3).max(2000),
  }),
  z.strictObject({
    verdict: z.literal('choose'),
    columns: z.array(columnRefSchema).min(1).max(MOST_DECIDED),
    classification: dataClassSchema,
    encrypt: z.boolean(),
    reason: z.string().trim().min(3).max(2000),
  }),
]);
export type Decide = z.infer<typeof decideSchema>;

/** Channels of the data map. */
export const classificationContract = {
  /** Query. Reads the catalogue and the decisions; the copy of last time when the database is away. */
  'classification.map': { input: nothing, output: dataMapSchema },
  /**
   * Command: looks at names and types, and with an administrator at a sample of values too. The values stay in the
   * scanner.
   */
  'classification.scan': {
    input: z.strictObject({ administrator: opaqueId.nullable() }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** Command. */
  'classification.decide': { input: decideSchema, output: z.strictObject({ decided: count }) },
  /** Query: who can read which column of a table, by the catalogue as it is now. */
  'classification.readers': {
    input: z.strictObject({ schema: name, table: name }),
    output: z.strictObject({
      columns: z.array(name).max(2000),
      readers: z.array(fieldReaderSchema).max(2000),
      /** Whether row security narrows what is read. */
      rowSecurity: z.boolean(),
      /** Functions that run with their owner's rights and could read this table; nobody can tell from outside. */
      definerFunctions: count,
    }),
  },
} as const;
