import type { ReportVerification } from '../../src-shared/reports/types.ts';
import type { TimeStamper, Trust } from '../signing/ports.ts';
import type { Signer } from '../token/ports.ts';
import type { IntegrityReport } from './model.ts';
import type { SigningOptions } from './sign-pdf.ts';

export { integrityReportSchema, reportModel, type IntegrityReport, type ReportDetails } from './model.ts';
export { renderJson } from './render-json.ts';
export { reportService, type ReportService } from './service.ts';
export { checkFolder } from './readiness/check.ts';
export { refuseFull, writeInto } from './readiness/folder.ts';
export { MANIFEST } from './readiness/manifest.ts';
export { schemaCheck } from './readiness/json-schema.ts';
export { readinessService, type ReadinessService } from './readiness/service.ts';
export type { PageMaker, RenderReport, ReportFile, ReviewSource } from './ports.ts';
export type { CopyEntry, PersonCopy } from './copy-model.ts';
export { COPY_WORDS } from './copy-words.ts';
export type { LabelPages, LetterBlock, LetterPages } from './letter-model.ts';
export type { SigningOptions } from './sign-pdf.ts';

// Types come by `import type`: a plain import would load the module with them.
// The layout engine and the ASN.1 library take longer to load than a window takes to open: they wait until they are needed.

/** See render-pdf.ts. */
export const renderPdf = async (report: IntegrityReport): Promise<Uint8Array> =>
  (await import('./render-pdf.ts')).renderPdf(report);

/** See sign-pdf.ts. */
export const signPdf = async (
  pdf: Uint8Array,
  signer: Signer,
  options: SigningOptions,
): Promise<Uint8Array> => (await import('./sign-pdf.ts')).signPdf(pdf, signer, options);

/** See sign-pdf.ts. */
export const stampPdf = async (
  pdf: Uint8Array,
  stamper: TimeStamper,
  options: { readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array> => (await import('./sign-pdf.ts')).stampPdf(pdf, stamper, options);

/** See verify.ts. */
export const verifyReport = async (
  pdf: Uint8Array,
  fileName: string,
  trust: Trust,
  now: Date,
): Promise<ReportVerification> => (await import('./verify.ts')).verifyReport(pdf, fileName, trust, now);
