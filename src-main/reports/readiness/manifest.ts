import { createHash } from 'node:crypto';
import type { ReportFileInfo } from '../../../src-shared/reports/readiness-list.ts';
import type { ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import type { ReportFile } from './ports.ts';
import { jsonBytes } from './render-json.ts';

/** Name of the list of a report's files. */
export const MANIFEST = 'manifest.json';
/** Its detached signature (CAdES). */
export const MANIFEST_SIGNATURE = 'manifest.json.p7s';

const MEDIA: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  html: 'text/html',
  csv: 'text/csv',
  json: 'application/json',
  p7s: 'application/pkcs7-signature',
};

/** What is known of a file: its size and its SHA-256. */
export const fileInfo = ({ name, bytes }: ReportFile): ReportFileInfo => ({
  name,
  mediaType: MEDIA[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** The list of a report's files with their hashes, as canonical JSON. */
export const manifestOf = (report: ReadinessReport, files: readonly ReportFile[]): ReportFile => ({
  name: MANIFEST,
  bytes: jsonBytes({
    format: 'attestry/report-manifest',
    version: 1,
    reportId: report.reportId,
    kind: report.kind,
    title: report.title,
    createdAt: report.createdAt,
    files: files.map(fileInfo),
  }),
});
