import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/** Kind of the sign-off that a deletion ends with; its subject is the deletion. */
export const DISPOSAL_KIND = 'retention.disposal';

const name = z.string().min(1).max(63);
/** Why something is done or kept, in the officer's words. */
export const reasonSchema = z.string().trim().min(10).max(300);

/** How long rows of a table are kept. */
export const retentionRuleSchema = z.strictObject({
  schema: name,
  table: name,
  /** One of {@link RETENTION_DEFAULTS}, or a word of the clinic's own. */
  kind: z.string().regex(/^[a-z][a-z-]{0,39}$/),
  months: z.number().int().min(1).max(1200),
  basis: reasonSchema,
  /** The column from which the time is counted. */
  dateColumn: name,
  /** The column that names the patient; without it a hold on a patient does not bind here. */
  subjectColumn: name.nullable(),
  /** Whether a run deletes what is older. */
  active: z.boolean(),
});
export type RetentionRule = z.infer<typeof retentionRuleSchema>;

/** A rule that is proposed for tables of its kind. */
export type RetentionDefault = {
  readonly kind: string;
  readonly title: string;
  readonly months: number;
  readonly basis: string;
  /** Of which tables, by their names. */
  readonly tables: RegExp;
  /** Columns that may date a row, the best first. */
  readonly dates: readonly string[];
};

/**
 * The seven rules given by default. They are proposals: none deletes anything before an officer has made it active. State law
 * may ask for longer, above all for children; the longest duty counts.
 */
export const RETENTION_DEFAULTS: readonly RetentionDefault[] = [
  {
    kind: 'audit-log',
    title: 'Audit log',
    months: 84,
    basis: 'Six years by 45 CFR 164.316(b)(2)(i), one more so that no running case loses its evidence',
    // Removed under a signed certificate of its own (prefix cut), never row by row.
    tables: /^(?!)/,
    dates: [],
  },
  {
    kind: 'clinical-record',
    title: 'Clinical record',
    months: 120,
    basis:
      'Ten years after the care: the longest duty of most states for adults; children are to be held longer',
    tables:
      /^(encounters?|visits?|conditions?|observations?|medications?|allergies|immunisations?|procedures?|notes?|psychotherapy_notes|documents?)$/i,
    dates: [
      'ended_at',
      'performed_at',
      'observed_at',
      'written_at',
      'session_at',
      'recorded_at',
      'abated_on',
      'stopped_on',
      'given_on',
      'started_at',
      'started_on',
      'created_at',
    ],
  },
  {
    kind: 'billing',
    title: 'Bills and payments',
    months: 84,
    basis: 'Seven years: False Claims Act, 31 USC 3731(b), and tax law',
    tables: /bill|invoice|claim|payment/i,
    dates: ['paid_on', 'billed_on', 'created_at'],
  },
  {
    kind: 'disclosures',
    title: 'Accounting of disclosures',
    months: 72,
    basis: 'Six years: a patient may ask for the accounting of six years, 45 CFR 164.528(a)(1)',
    tables: /disclosure/i,
    dates: ['disclosed_at', 'created_at'],
  },
  {
    kind: 'consents',
    title: 'Consents and authorizations',
    months: 72,
    basis: 'Six years after they last were in effect, 45 CFR 164.530(j)(2)',
    tables: /consent|authori[sz]ation/i,
    dates: ['withdrawn_on', 'expires_on', 'valid_to'],
  },
  {
    kind: 'appointments',
    title: 'Appointments',
    months: 36,
    basis: 'Three years: no duty to keep them; needed for complaints and for billing questions',
    tables: /appointment|booking/i,
    dates: ['starts_at', 'created_at'],
  },
  {
    kind: 'connections',
    title: 'Connections to other systems',
    months: 12,
    basis: 'One year after the access ended: enough to explain what was exchanged',
    tables: /fhir_connection|connection/i,
    dates: ['token_expires_at', 'revoked_at', 'expires_at'],
  },
];

/** A table of the clinic: its rule, or the one that is proposed. */
export const retentionRowSchema = z.strictObject({
  rule: retentionRuleSchema,
  /** `default`: proposed, nobody has set it. */
  origin: z.enum(['set', 'default']),
  setAt: instant.nullable(),
  setBy: z.string().max(63).nullable(),
});
export type RetentionRow = z.infer<typeof retentionRowSchema>;

/** Something that must not be deleted. */
export const holdSchema = z.strictObject({
  id: count,
  /** Null: every table. */
  table: z.string().max(130).nullable(),
  /** Null: every patient. */
  patient: z.string().max(200).nullable(),
  reason: z.string().max(300),
  placedAt: instant,
  placedBy: z.string().max(63),
  lifted: z.strictObject({ at: instant, by: z.string().max(63), reason: z.string().max(300) }).nullable(),
});
export type Hold = z.infer<typeof holdSchema>;

/** What a deletion would do to a table. */
export const planStepSchema = z.strictObject({
  schema: name,
  table: name,
  /** Rows older than this; null: whatever their age. */
  cutoff: instant.nullable(),
  /** Rows that the rule or the erasure is about. */
  rows: count,
  /** Of these: to be deleted now, held by a legal hold, still pointed at by other rows, still to be kept by a rule. */
  deletable: count,
  held: count,
  referenced: count,
  retained: count,
});
export type PlanStep = z.infer<typeof planStepSchema>;

export const disposalPlanSchema = z.strictObject({
  /** The moment from which the ages are counted: the database's clock. */
  at: instant,
  steps: z.array(planStepSchema).max(1000),
});
export type DisposalPlan = z.infer<typeof disposalPlanSchema>;

/** What a deletion came to, per table. */
export const disposedStepSchema = z.strictObject({
  table: z.string().max(130),
  cutoff: instant.nullable(),
  deleted: count,
  held: count,
  referenced: count,
  retained: count,
  /** Rows that should be gone and are there: in use while it ran. */
  left: count,
  heap: z.enum(['gone', 'waiting', 'there']),
  index: z.enum(['gone', 'there', 'no-key']),
  /** By amcheck; null where it is not installed. */
  structure: z.enum(['sound', 'damaged']).nullable(),
});
export type DisposedStep = z.infer<typeof disposedStepSchema>;

export const disposalResultSchema = z.strictObject({
  steps: z.array(disposedStepSchema).max(1000),
  /** Where copies still are, in words. */
  elsewhere: z.array(text).max(20),
});
export type DisposalResult = z.infer<typeof disposalResultSchema>;

export const disposalSchema = z.strictObject({
  disposalId: opaqueId,
  kind: z.enum(['retention', 'erasure']),
  at: instant,
  /** `running`: begun, and not ended yet; it can be resumed. */
  state: z.enum(['running', 'verified', 'signed']),
  begunAt: instant,
  begunBy: z.string().max(63),
  deleted: count,
  /** SHA-256 of the key of whose rows were erased. */
  subjectSha256: sha256Hex.nullable(),
  result: disposalResultSchema.nullable(),
  signOffId: opaqueId.nullable(),
});
export type Disposal = z.infer<typeof disposalSchema>;

export const disposalStateSchema = z.strictObject({
  /** False when the part of the pack that this needs is not installed. */
  installed: z.boolean(),
  /** Whether erasing one person's rows is switched on (GDPR, Art. 17). */
  erasure: z.boolean(),
  rules: z.array(retentionRowSchema).max(10_000),
  holds: z.array(holdSchema).max(10_000),
  disposals: z.array(disposalSchema).max(1000),
});
export type DisposalState = z.infer<typeof disposalStateSchema>;

const subject = z.string().min(1).max(200).nullable();

/** Channels of retention, holds and deletion. */
export const disposalContract = {
  /** Query. By the officer's own login. */
  'disposal.state': { input: nothing, output: disposalStateSchema },
  /** Commands of the officer, by their own login. */
  'disposal.set-rule': { input: retentionRuleSchema, output: nothing },
  'disposal.place-hold': {
    input: z.strictObject({
      schema: name.nullable(),
      table: name.nullable(),
      patient: z.string().trim().min(1).max(200).nullable(),
      reason: reasonSchema,
    }),
    output: nothing,
  },
  'disposal.lift-hold': { input: z.strictObject({ id: count, reason: reasonSchema }), output: nothing },
  /** Switches the erasure of single persons on or off. */
  'disposal.set-erasure': { input: z.strictObject({ on: z.boolean() }), output: nothing },
  /** By the administrator at the desk: counts, and changes nothing. Subject: the patient whose rows are to be erased. */
  'disposal.plan': { input: z.strictObject({ handle: opaqueId, subject }), output: disposalPlanSchema },
  /** A job: deletes in batches, verifies, signs. Resumes one that was begun when its id is given. */
  'disposal.run': {
    input: z.strictObject({
      handle: opaqueId,
      subject,
      at: instant.nullable(),
      disposalId: opaqueId.nullable(),
    }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** Asks where to, then writes the signed certificate. Null when nothing was chosen. */
  'disposal.save-certificate': {
    input: z.strictObject({ disposalId: opaqueId }),
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
} as const;
