import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';

const roleName = z.string().trim().min(1).max(63);

/** Logins that the pack is installed for. */
export const guardRolesSchema = z.strictObject({
  /** Owns the schema; nobody should be able to log in as it. Made when it is not there. */
  owner: roleName,
  /** Gets attestry_reader; null: nobody, the DBA grants it later. */
  officer: roleName.nullable(),
  /** Login of the clinic's application: gets attestry_writer; null: nobody. */
  application: roleName.nullable(),
});
export type GuardRoles = z.infer<typeof guardRolesSchema>;

/** How something differs from the pack. */
export const DRIFT_CHANGES = [
  'missing',
  'extra',
  'definition',
  'owner',
  'rights',
  'trigger-off',
  'trigger-mode',
  'row-security',
  'role',
  'comment',
  'table-gone',
  'table-renamed',
  'not-recorded',
  'vanished',
] as const;
export type DriftChange = (typeof DRIFT_CHANGES)[number];

/** One thing in the database that is not as the pack makes it. */
export const driftSchema = z.strictObject({
  /** Full name, as `trigger audit_log_no_truncate on guard.audit_log`. */
  object: text,
  change: z.enum(DRIFT_CHANGES),
  /** `note`: protects nothing (a comment, a new name that is followed). */
  severity: z.enum(['serious', 'note']),
  /** What is so, as a sentence. */
  sentence: text,
  expected: text,
  found: text,
});
export type Drift = z.infer<typeof driftSchema>;

/** One numbered file of the pack. */
export const packFileSchema = z.strictObject({
  number: count,
  name: text,
  /** `other-text`: it was installed from a file with another text; `unknown`: this application does not know it. */
  state: z.enum(['installed', 'missing', 'other-text', 'unknown']),
  installedAt: instant.nullable(),
  installedBy: text.nullable(),
  /** Version of the application that installed it; null when that is not recorded. */
  application: text.nullable(),
});
export type PackFileState = z.infer<typeof packFileSchema>;

/** What was put on one of the clinic's tables. */
export const attachmentSchema = z.strictObject({
  kind: text,
  /** Number of the table, which stays when it is renamed. */
  relation: text,
  /** SCHEMA.TABLE as it is called now. */
  table: text,
  /** False when something of it differs; the list of differences says what. */
  whole: z.boolean(),
});

/** What of the pack is in the database, and what differs. */
export const guardStatusSchema = z.strictObject({
  /** `older`: files are missing; `newer`: files are there that this application does not know; `foreign`: a schema of that name is somebody else's. */
  state: z.enum(['absent', 'older', 'current', 'newer', 'foreign']),
  serverVersion: text,
  owner: text.nullable(),
  files: z.array(packFileSchema).max(1000),
  attachments: z.array(attachmentSchema).max(10_000),
  /** What differs, the serious first. */
  drift: z.array(driftSchema).max(5000),
  /** Why drift could not be told; null when it could. */
  unclear: text.nullable(),
});
export type GuardStatus = z.infer<typeof guardStatusSchema>;

/** What an installation, an upgrade or a roll back will do. */
export const guardPlanSchema = z.strictObject({
  direction: z.enum(['install', 'upgrade', 'roll-back', 'nothing']),
  /** In words, in order. */
  steps: z.array(z.strictObject({ file: text.nullable(), words: text })).max(2000),
  /** Rights that are missing, each with what grants it. Empty: it can begin. */
  missing: z.array(z.strictObject({ right: text, remedy: text })).max(50),
  /** What a roll back would take away for good; null for the other directions. */
  loss: z
    .strictObject({
      entries: count,
      sealed: count,
      certificates: count,
      attachments: z.array(text).max(10_000),
      /** Entries that no copy replaces: their loss has to be said in words. */
      needsWords: z.boolean(),
    })
    .nullable(),
});
export type GuardPlan = z.infer<typeof guardPlanSchema>;

/** What has to be written before a log that holds entries is thrown away. */
export const LOSE_WORDS = 'lose the log';

/** Channels of the guard pack. */
export const guardContract = {
  /** Query: reads catalogs only; the officer's own connection is enough. */
  'guard.status': { input: nothing, output: guardStatusSchema },
  /** Query, as administrator: what would be done, and which rights are missing. */
  'guard.plan': {
    input: z.strictObject({
      handle: opaqueId,
      direction: z.enum(['install', 'roll-back']),
      roles: guardRolesSchema,
    }),
    output: guardPlanSchema,
  },
  /** Command, as administrator: installs what is missing. A job. */
  'guard.install': {
    input: z.strictObject({ handle: opaqueId, roles: guardRolesSchema }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /**
   * Command, as administrator: takes everything away again. Asks first where a copy of the log is to be written, if one
   * is to be kept. A job; null when no file was chosen.
   */
  'guard.roll-back': {
    input: z.strictObject({
      handle: opaqueId,
      keep: z.boolean(),
      /** {@link LOSE_WORDS}, when the log is not kept. */
      words: z.string().max(100),
    }),
    output: z.strictObject({ jobId: opaqueId.nullable() }),
  },
} as const;
