import type { ReportFormat } from '../../../src-shared/reports/readiness-list.ts';
import type { ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import type { PageMaker } from '../ports.ts';
import { documentOf } from './document.ts';
import type { CheckJson } from './json-schema.ts';
import type { ReportFile } from './ports.ts';
import { renderCsv } from './render-csv.ts';
import { renderHtml } from './render-html.ts';
import { renderReadinessJson } from './render-json.ts';
import { renderAssessmentResults } from './render-oscal.ts';
import { renderPoam } from './render-poam.ts';

/**
 * The files of a report in the formats given. The JSON is always among them, and checked against its schema before anything
 * leaves.
 *
 * @throws Fault `report-failed`, `cancelled`
 */
export async function renderingsOf(
  report: ReadinessReport,
  formats: readonly ReportFormat[],
  parts: { readonly pages: Pick<PageMaker, 'readiness'>; readonly checkJson: CheckJson },
  signal?: AbortSignal,
): Promise<readonly ReportFile[]> {
  const json = renderReadinessJson(report);
  await parts.checkJson(json);
  const document = documentOf(report);
  const wants = (format: ReportFormat): boolean => formats.includes(format);
  const poam = wants('oscal') ? renderPoam(report) : null;
  return [
    ...(wants('pdf') ? [{ name: 'report.pdf', bytes: await parts.pages.readiness(document, signal) }] : []),
    ...(wants('html') ? [{ name: 'report.html', bytes: renderHtml(document) }] : []),
    { name: 'report.json', bytes: json },
    ...(wants('oscal')
      ? [{ name: 'oscal-assessment-results.json', bytes: renderAssessmentResults(report) }]
      : []),
    ...(poam === null ? [] : [{ name: 'oscal-poam.json', bytes: poam }]),
    ...(wants('csv') ? renderCsv(report) : []),
  ];
}
