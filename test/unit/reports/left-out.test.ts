import { describe, expect, test } from 'vitest';
import { documentOf } from '../../../src-main/reports/readiness/document.ts';
import { LEFT_OUT, testsOf, withoutParts } from '../../../src-main/reports/readiness/left-out.ts';
import { renderCsv } from '../../../src-main/reports/readiness/render-csv.ts';
import { renderHtml } from '../../../src-main/reports/readiness/render-html.ts';
import { renderReadinessJson } from '../../../src-main/reports/readiness/render-json.ts';
import { renderAssessmentResults } from '../../../src-main/reports/readiness/render-oscal.ts';
import { OPTIONAL_PARTS } from '../../../src-shared/reports/optional-parts.ts';
import {
  type ReadinessReport,
  readinessReportSchema,
  type ReviewReport,
} from '../../../src-shared/reports/readiness.ts';
import { sampleReview, sampleRights } from '../../fixtures/readiness-report.ts';

const whole = sampleReview();
const short = withoutParts(whole, OPTIONAL_PARTS) as ReviewReport;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
/** The renderings by name; the pages of the PDF are those of the document. */
const renderings = (report: ReadinessReport): Readonly<Record<string, string>> => ({
  pages: JSON.stringify(documentOf(report)),
  html: text(renderHtml(documentOf(report))),
  json: text(renderReadinessJson(report)),
  csv: renderCsv(report)
    .map(({ name, bytes }) => `${name}\n${text(bytes)}`)
    .join('\n'),
  oscal: text(renderAssessmentResults(report)),
});

describe('a report without the parts that it can go without', () => {
  test('says so in every rendering, and a whole one says nothing of it', () => {
    for (const [name, said] of Object.entries(renderings(short)))
      for (const part of OPTIONAL_PARTS)
        expect([name, part, said.includes(LEFT_OUT[part])]).toEqual([name, part, true]);
    for (const [name, said] of Object.entries(renderings(whole)))
      expect([name, said.includes('Left out of this report')]).toEqual([name, false]);
  });

  test('fits the schema and holds nothing of them in any rendering', () => {
    expect(readinessReportSchema.parse(short)).toEqual(short);
    const passed = whole.assessments.flatMap(({ tests }) =>
      tests.filter(({ outcome }) => outcome === 'pass'),
    );
    expect(passed.length).toBeGreaterThan(0);
    for (const said of Object.values(renderings(short))) {
      for (const { resultId } of passed) expect(said).not.toContain(resultId);
      for (const { sha256 } of whole.evidence) expect(said).not.toContain(sha256);
    }
    const names = renderCsv(short).map(({ name }) => name);
    expect(names).toContain('left-out.csv');
    expect(names.filter((name) => name === 'trend.csv' || name === 'evidence.csv')).toEqual([]);
  });

  test('keeps what is honest: counts, results that did not pass, exceptions, limits, what was not tested', () => {
    expect(short.assessments.map(testsOf)).toEqual(whole.assessments.map(testsOf));
    const unpassed = ({ assessments }: ReviewReport): readonly string[] =>
      assessments.flatMap(({ tests }) =>
        tests.filter(({ outcome }) => outcome !== 'pass').map(({ resultId }) => resultId),
      );
    expect(unpassed(whole).length).toBeGreaterThan(0);
    expect(unpassed(short)).toEqual(unpassed(whole));
    const { exceptions, notTested, gaps, summary } = whole;
    expect(short).toMatchObject({ exceptions, notTested, gaps, summary });
    expect(short.limits).toEqual([...whole.limits, ...OPTIONAL_PARTS.map((part) => LEFT_OUT[part])]);
  });

  test('is refused a part that its kind does not have', () => {
    expect(() => withoutParts(sampleRights(), ['evidence'])).toThrow('cannot go without that part');
    expect(withoutParts(whole, [])).toBe(whole);
  });
});
