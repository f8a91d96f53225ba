import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';

const name = z.string().min(1).max(63);
/** A table of the clinic. */
export const tableNameSchema = z.strictObject({ schema: name, table: name });
export type TableName = z.infer<typeof tableNameSchema>;

/** What the triggers of a table are in. `removed`: the guard put them there, and somebody took them away. */
export const TRIGGER_STATES = ['on', 'off', 'disabled', 'changed', 'removed'] as const;
export type TriggerState = (typeof TRIGGER_STATES)[number];

/** Whether a table holds data about patients: by the data map, else by what its columns are called. */
export const PATIENT_DATA = ['classified', 'likely', 'none'] as const;

export const auditedTableSchema = z.strictObject({
  ...tableNameSchema.shape,
  patientData: z.enum(PATIENT_DATA),
  state: z.enum(TRIGGER_STATES),
  /** Columns that name a row, and the one that names the patient: what the trigger writes, or would. */
  key: z.array(name).max(32),
  patient: name.nullable(),
  /** Of changes among the newest entries that were looked at. */
  lastAt: instant.nullable(),
  perDay: z.number().nonnegative(),
});
export type AuditedTableView = z.infer<typeof auditedTableSchema>;

export const auditTriggersViewSchema = z.strictObject({
  tables: z.array(auditedTableSchema).max(5000),
  /** Event triggers that record changes of the schema; only a superuser can switch them on. */
  schemaChanges: z.enum(['on', 'off', 'disabled']),
  /** The extension pgaudit sees reads, which triggers do not. `log`: what it is set to write. */
  pgaudit: z.strictObject({ loaded: z.boolean(), log: text.nullable() }),
  /** The month whose numbers the log gives out now, as YYYY-MM; null where the log has no months. */
  month: z.string().max(7).nullable(),
  /** Rows of the log changed or removed beyond what take-overs and certificates explain, by the server's statistics. */
  unexplainedChanges: count,
});
export type AuditTriggersView = z.infer<typeof auditTriggersViewSchema>;

/** Why no entry has a number; see docs/guard.md. */
export const GAP_CAUSES = [
  'month',
  'removed',
  'rolled-back',
  'under-way',
  'restart',
  'forgotten',
  'unexplained',
] as const;

export const numberGapSchema = z.strictObject({
  first: z.number().int(),
  numbers: count,
  cause: z.enum(GAP_CAUSES),
  before: instant.nullable(),
  after: instant.nullable(),
});
export type NumberGap = z.infer<typeof numberGapSchema>;

export const attachOutcomeSchema = z.strictObject({
  ...tableNameSchema.shape,
  done: z.boolean(),
  /** Why not; empty when it was done. */
  problem: text,
});
export type AttachOutcome = z.infer<typeof attachOutcomeSchema>;

export const auditTriggersContract = {
  /** Query: the clinic's tables, which of them are audited, and how much comes in. */
  'audit-triggers.list': { input: nothing, output: auditTriggersViewSchema },
  /** Query: entry numbers that no entry has. */
  'audit-triggers.gaps': {
    input: nothing,
    output: z.strictObject({ gaps: z.array(numberGapSchema).max(200) }),
  },
  /** Command: puts the triggers on tables, or repairs them. */
  'audit-triggers.attach': {
    input: z.strictObject({ handle: opaqueId, tables: z.array(tableNameSchema).min(1).max(500) }),
    output: z.strictObject({ outcomes: z.array(attachOutcomeSchema).max(500) }),
  },
  /** Command: takes the triggers from one table. */
  'audit-triggers.detach': {
    input: z.strictObject({ handle: opaqueId, table: tableNameSchema }),
    output: z.strictObject({ outcomes: z.array(attachOutcomeSchema).max(1) }),
  },
  /** Command: records changes of the schema from now on, or no longer. */
  'audit-triggers.watch-schema': {
    input: z.strictObject({ handle: opaqueId, on: z.boolean() }),
    output: nothing,
  },
} as const;
