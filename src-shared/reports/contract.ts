import { z } from 'zod';
import { nothing, opaqueId, text } from '../base/schemas.ts';
import { reportSchema, reportVerificationSchema } from './types.ts';

export const reportsContract = {
  /** command: writes the audit integrity report of a run; signed when asked and somebody is signed in. A job. */
  'reports.create': {
    input: z.strictObject({ runId: opaqueId, sign: z.boolean() }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** command: a further signature under a signed report, in the capacity given. A job. */
  'reports.add-signature': {
    input: z.strictObject({ reportId: opaqueId, role: z.string().trim().min(1).max(80) }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** command: adds the time-stamps that reports wait for. A job. */
  'reports.stamp-waiting': { input: nothing, output: z.strictObject({ jobId: opaqueId }) },
  'reports.list': { input: nothing, output: z.strictObject({ reports: z.array(reportSchema).max(1000) }) },
  /** command: save dialog in the main process; null when cancelled. The name is the file's, without its folder. */
  'reports.save': {
    input: z.strictObject({ reportId: opaqueId, format: z.enum(['pdf', 'json']) }),
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /** command: shows a saved file in the system's file manager. */
  'reports.reveal': { input: z.strictObject({ handle: opaqueId }), output: nothing },
  /**
   * command: open dialog, then independent verification of the chosen PDF; null when cancelled. With
   * `chooseAuthority` the certificate of the trusted authority is chosen first, else the profile's authorities count.
   */
  'reports.verify': {
    input: z.strictObject({ chooseAuthority: z.boolean().optional() }),
    output: z.strictObject({ verification: reportVerificationSchema.nullable() }),
  },
} as const;
