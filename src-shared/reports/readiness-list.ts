import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { verdictSchema } from '../audit/types.ts';
import { reportDocumentSchema } from './document.ts';
import { OPTIONAL_PARTS } from './optional-parts.ts';
import { readinessKindSchema } from './readiness.ts';
import { reportDay } from './readiness-parts.ts';
import { signatureSchema } from './types.ts';

/** The renderings that can be asked for. The JSON is always kept: the signature of the PDF names its hash. */
export const REPORT_FORMATS = ['pdf', 'html', 'csv', 'json', 'oscal'] as const;
export const reportFormatSchema = z.enum(REPORT_FORMATS);
export type ReportFormat = z.infer<typeof reportFormatSchema>;

export const reportFileSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,59}(\.[a-z0-9]{1,5}){1,2}$/),
  mediaType: z.string().max(100),
  bytes: count,
  sha256: sha256Hex,
});
export type ReportFileInfo = z.infer<typeof reportFileSchema>;

/** A finished report in one row. */
export const readinessInfoSchema = z.strictObject({
  reportId: opaqueId,
  kind: readinessKindSchema,
  title: text,
  period: z.strictObject({ from: reportDay, to: reportDay }),
  cycleId: opaqueId.nullable(),
  createdAt: instant,
  signer: text.nullable(),
  /** Whether a time-stamp proves when the PDF was signed. */
  timeStamp: z.enum(['none', 'present']),
  files: z.array(reportFileSchema).min(1).max(60),
});
export type ReadinessInfo = z.infer<typeof readinessInfoSchema>;

/** What shall be made. */
export const reportOrderSchema = z.strictObject({
  kind: readinessKindSchema,
  /** The review that it is about; null for kinds that are about none. */
  cycleId: opaqueId.nullable(),
  /** For a framework of one's own: which of the cycle's. */
  framework: z.string().max(60).nullable(),
  from: reportDay,
  to: reportDay,
  /** What it goes without; missing for a whole report. */
  leaveOut: z.array(z.enum(OPTIONAL_PARTS)).max(OPTIONAL_PARTS.length).exactOptional(),
});
export type ReportOrder = z.infer<typeof reportOrderSchema>;

/** What looking at a finished report again said: each file against the signed list, and every signature. */
export const readinessCheckSchema = z.strictObject({
  reportId: opaqueId,
  at: instant,
  /** `intact`: a trusted signature holds over the list of files, each file is as listed, and the PDF's signatures hold. */
  result: verdictSchema,
  reason: text.nullable(),
  files: z
    .array(z.strictObject({ name: text, state: z.enum(['as-made', 'changed', 'missing', 'added']) }))
    .max(100),
  signatures: z.array(signatureSchema).max(100),
});
export type ReadinessCheck = z.infer<typeof readinessCheckSchema>;

export const readinessContract = {
  /** query: the report as it would be read; long tables are cut, and say so. */
  'readiness.preview': {
    input: reportOrderSchema,
    output: z.strictObject({ document: reportDocumentSchema }),
  },
  /** command: makes and keeps a report. A job. */
  'readiness.create': {
    input: z.strictObject({
      order: reportOrderSchema,
      formats: z.array(reportFormatSchema).min(1).max(5),
      sign: z.boolean(),
    }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  'readiness.list': {
    input: z.strictObject({}),
    output: z.strictObject({ reports: z.array(readinessInfoSchema).max(1000) }),
  },
  /** command: save dialog in the main process for a new folder, into which all files are written; null when cancelled. */
  'readiness.save': {
    input: z.strictObject({ reportId: opaqueId }),
    output: z.strictObject({
      saved: z.strictObject({ handle: opaqueId, name: text }).nullable(),
    }),
  },
  /** query: looks at the files of a report again. */
  'readiness.check': {
    input: z.strictObject({ reportId: opaqueId }),
    output: z.strictObject({ check: readinessCheckSchema }),
  },
} as const;
