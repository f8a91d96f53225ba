import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';

/** The pack's group roles, each a role `attestry_…` of the database. */
export const ROW_ROLES = [
  'clinician',
  'billing',
  'front-desk',
  'compliance',
  'administrator',
  'super-administrator',
  'researcher',
] as const;
export type RowRole = (typeof ROW_ROLES)[number];

/** What a table holds, as far as access to its rows is concerned. */
export const ROW_CATEGORIES = [
  'identity',
  'clinical',
  'narrative',
  'psychotherapy',
  'billing',
  'schedule',
  'legal',
  'connection',
  'care',
  'accounts',
] as const;
export const rowCategorySchema = z.enum(ROW_CATEGORIES);
export type RowCategory = z.infer<typeof rowCategorySchema>;

/**
 * Which rows a role sees: all; of patients in whose care the person takes part, or that were opened saying why (care); only
 * those opened (opened); written by the person (author); of patients who consented to research (consented); accounts that
 * are not administrators' (ordinary); none.
 */
export const ROW_RULES = ['all', 'care', 'opened', 'author', 'consented', 'ordinary', 'none'] as const;
export type RowRule = (typeof ROW_RULES)[number];

/** A role's access to a category: which rows, and what may be done with them. */
export type RowAccess = { readonly rule: RowRule; readonly writes: 'none' | 'update' | 'insert-update' };

const sees = (rule: RowRule, writes: RowAccess['writes'] = 'none'): RowAccess => ({ rule, writes });
const NONE = sees('none');

/** Least privilege (45 CFR 164.502(b), 164.514(d)): who sees which rows. Nobody deletes; what is not named sees nothing. */
export const ROW_MATRIX: Readonly<Record<RowCategory, Readonly<Partial<Record<RowRole, RowAccess>>>>> = {
  identity: {
    clinician: sees('care', 'update'),
    billing: sees('all'),
    'front-desk': sees('all', 'insert-update'),
    compliance: sees('opened'),
  },
  clinical: {
    clinician: sees('care', 'insert-update'),
    compliance: sees('opened'),
    researcher: sees('consented'),
  },
  // Free text names people, whatever the columns beside it hide.
  narrative: { clinician: sees('care', 'insert-update'), compliance: sees('opened') },
  // 45 CFR 164.508(a)(2): nobody but who wrote them.
  psychotherapy: { clinician: sees('author', 'insert-update') },
  billing: { billing: sees('all', 'insert-update'), compliance: sees('opened') },
  schedule: {
    clinician: sees('care', 'update'),
    'front-desk': sees('all', 'insert-update'),
    compliance: sees('opened'),
  },
  legal: { clinician: sees('care'), compliance: sees('all') },
  connection: { compliance: sees('all') },
  care: {
    clinician: sees('care'),
    'front-desk': sees('all'),
    compliance: sees('all'),
    administrator: sees('all', 'insert-update'),
    'super-administrator': sees('all', 'insert-update'),
  },
  accounts: {
    compliance: sees('all'),
    administrator: sees('ordinary', 'insert-update'),
    'super-administrator': sees('all', 'insert-update'),
  },
};

/** What a role may do in a category. */
export const accessOf = (category: RowCategory, role: RowRole): RowAccess =>
  ROW_MATRIX[category][role] ?? NONE;

const name = z.string().min(1).max(63);
/** How a table is to be ruled: what it holds and by which columns. */
export const rowTableSchema = z.strictObject({
  schema: name,
  table: name,
  category: rowCategorySchema,
  /** The column that names the patient; for accounts, the account. */
  subjectColumn: name,
  /** Of psychotherapy notes: the column that names who wrote them. */
  authorColumn: name.nullable(),
});
export type RowTable = z.infer<typeof rowTableSchema>;

/** A table of the clinic and where it stands. */
export const rowStateSchema = z.strictObject({
  schema: name,
  table: name,
  /** How the rules are, or would be, put on; null when the columns do not tell. */
  wish: rowTableSchema.nullable(),
  attached: z.boolean(),
  attachedAt: instant.nullable(),
  attachedBy: z.string().max(63).nullable(),
  /** Logins and roles that had rights on the table before and keep seeing every row. */
  keeps: z.array(z.string().max(63)).max(1000),
  /** What is not as it was put on: a policy changed, row security switched off. */
  drift: z.array(text).max(100),
});
export type RowState = z.infer<typeof rowStateSchema>;

/** Something by which the rules can be got round. */
export const weaknessSchema = z.strictObject({
  kind: z.enum([
    'superuser',
    'bypass',
    'replication',
    'server-files',
    'owner',
    'function',
    'public-grant',
    'view',
    'two-hats',
    'drift',
    'open-table',
  ]),
  severity: z.enum(['high', 'medium', 'low']),
  /** The role, table, view or function. */
  object: z.string().max(300),
  what: text,
  remedy: text,
});
export type Weakness = z.infer<typeof weaknessSchema>;

/** A record that was opened outside the care relationship. */
export const openingSchema = z.strictObject({
  id: count,
  login: z.string().max(63),
  patient: z.string().max(200),
  reason: z.string().max(300),
  openedAt: instant,
  expiresAt: instant,
});
export type Opening = z.infer<typeof openingSchema>;

/** Which member of staff a login is. */
export const personSchema = z.strictObject({
  login: z.string().max(63),
  person: z.string().max(200),
  roles: z.array(z.enum(ROW_ROLES)).max(ROW_ROLES.length),
});
export type RowPerson = z.infer<typeof personSchema>;

export const rowReportSchema = z.strictObject({
  /** False when the part of the pack that this needs is not installed. */
  installed: z.boolean(),
  tables: z.array(rowStateSchema).max(10_000),
  weaknesses: z.array(weaknessSchema).max(10_000),
  openings: z.array(openingSchema).max(1000),
  persons: z.array(personSchema).max(10_000),
});
export type RowReport = z.infer<typeof rowReportSchema>;

/** Channels of the access rules. */
export const rowsContract = {
  /** Query. By the officer's own login. */
  'rows.report': { input: nothing, output: rowReportSchema },
  /** Commands; by the administrator at the desk. */
  'rows.attach': {
    input: z.strictObject({ handle: opaqueId, tables: z.array(rowTableSchema).min(1).max(1000) }),
    output: nothing,
  },
  'rows.detach': {
    input: z.strictObject({
      handle: opaqueId,
      tables: z
        .array(z.strictObject({ schema: name, table: name }))
        .min(1)
        .max(1000),
    }),
    output: nothing,
  },
  /** Says which member of staff a login is; null takes it back. */
  'rows.name-person': {
    input: z.strictObject({ handle: opaqueId, login: name, person: z.string().min(1).max(200).nullable() }),
    output: nothing,
  },
} as const;
