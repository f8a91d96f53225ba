import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';
import { columnRefSchema } from './classification.ts';

/** Who sees what of an encrypted column through the views of their role. */
export const FIELD_ROLES = {
  clinician: 'full',
  billing: 'partial',
  front_desk: 'partial',
  compliance: 'partial',
  researcher: 'masked',
} as const;

/** What counts as equal when an encrypted column is searched: all of it, its digits, its words whatever their case. */
export const SEARCH_RULES = ['exact', 'digits', 'words'] as const;
export const searchRuleSchema = z.enum(SEARCH_RULES);
export type SearchRule = z.infer<typeof searchRuleSchema>;

/** An encrypted column. */
export const encryptedFieldSchema = z.strictObject({
  ...columnRefSchema.shape,
  fieldId: z.uuid(),
  /** Which key of the clinic's fields; counts up when it is exchanged. */
  key: count,
  /** `encrypting`: what is written is encrypted, rows from before may not be yet. */
  state: z.enum(['encrypting', 'encrypted', 'rolling-back']),
  since: instant,
  /** How equal values are found; null: they are not. Not `ready`: the index is being made, and a search is refused. */
  search: z.strictObject({ rule: searchRuleSchema, ready: z.boolean() }).nullable(),
});
export type EncryptedField = z.infer<typeof encryptedFieldSchema>;

/** What stands in the way of encrypting a column, and what to know before. */
export const fieldPlanSchema = z.strictObject({
  ...columnRefSchema.shape,
  rows: count,
  /** Why it cannot be encrypted as it is; none: it can. */
  obstacles: z.array(text).max(50),
  warnings: z.array(text).max(50),
});
export type FieldPlan = z.infer<typeof fieldPlanSchema>;

/** One thing that was looked at to see whether anything readable is left. */
export const fieldCheckSchema = z.strictObject({
  id: z.string().max(40),
  outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
  title: text,
  detail: text,
  remedy: text,
});
export type FieldCheck = z.infer<typeof fieldCheckSchema>;

/** For how many seconds a transaction may read with the key it was given: least, most, and where nobody set it. */
export const KEY_SECONDS = { min: 5, max: 3600, preset: 60 } as const;
const keySeconds = z.number().int().min(KEY_SECONDS.min).max(KEY_SECONDS.max);

const columns = z.array(columnRefSchema).min(1).max(200);
const job = z.strictObject({ jobId: opaqueId });

/** Channels of field encryption. What changes the database takes the administrator's handle. */
export const fieldsContract = {
  /** Query. */
  'fields.list': {
    input: nothing,
    output: z.strictObject({ fields: z.array(encryptedFieldSchema).max(2000) }),
  },
  /** Query: a dry run. */
  'fields.plan': {
    input: z.strictObject({ administrator: opaqueId, columns }),
    output: z.strictObject({ plans: z.array(fieldPlanSchema).max(200) }),
  },
  /** Command: encrypts what is written from now on, then every row from before; goes on where it was stopped. */
  'fields.encrypt': { input: z.strictObject({ administrator: opaqueId, columns }), output: job },
  /** Command: makes columns searchable for equal values, or catches up with what was written since; null: not any more. */
  'fields.search': {
    input: z.strictObject({ administrator: opaqueId, columns, rule: searchRuleSchema.nullable() }),
    output: job,
  },
  /** Command: a new key, and every value under it. */
  'fields.rotate': { input: z.strictObject({ administrator: opaqueId }), output: job },
  /** Command: every value readable again, and nothing of ours left on the table. */
  'fields.roll-back': { input: z.strictObject({ administrator: opaqueId, columns }), output: job },
  /** Query: for how long the key stays given; null where the pack is older, and it is a whole transaction. */
  'fields.key-time': { input: nothing, output: z.strictObject({ seconds: keySeconds.nullable() }) },
  /** Command: sets it; holds from the next time that the key is given. */
  'fields.set-key-time': {
    input: z.strictObject({ administrator: opaqueId, seconds: keySeconds }),
    output: nothing,
  },
  /** Query: looks for readable values that are left. */
  'fields.verify': {
    input: z.strictObject({ administrator: opaqueId, column: columnRefSchema }),
    output: z.strictObject({ checks: z.array(fieldCheckSchema).max(50) }),
  },
} as const;
