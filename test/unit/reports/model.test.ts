import { describe, expect, test } from 'vitest';
import { integrityReportSchema, renderJson } from '../../../src-main/reports/index.ts';
import { verdictInWords } from '../../../src-main/reports/wording.ts';
import { sampleReport } from '../../fixtures/integrity-report.ts';

describe('the model of a report', () => {
  test.each(['intact', 'tampered', 'could-not-tell'] as const)('fits its schema: %s', (verdict) => {
    expect(integrityReportSchema.parse(sampleReport(verdict, 12))).toEqual(sampleReport(verdict, 12));
  });

  test('names no resource, which could be a patient', () => {
    const json = Buffer.from(renderJson(sampleReport('tampered', 12))).toString();
    expect(json).not.toContain('patient-secret-4711');
    expect(json).not.toContain('resourceId');
    expect(json).toContain('dr.meier');
  });

  test('says who took note of which finding, when and why', () => {
    expect(sampleReport('tampered', 12).acknowledgements).toMatchObject([
      { finding: 1, at: '2026-11-22T09:31:40.000Z', reason: expect.stringMatching(/^Reported/) as string },
      { finding: 2 },
    ]);
    expect(sampleReport('intact').acknowledgements).toEqual([]);
  });

  test('says the verdict in plain words', () => {
    expect(verdictInWords({ result: 'intact', entries: 1, found: 0 })).toBe(
      'The one sealed entry that was checked is as it was when it was sealed.',
    );
    expect(verdictInWords({ result: 'tampered', entries: 9, found: 1 })).toContain('1 piece of tampering');
    expect(verdictInWords({ result: 'could-not-tell', entries: 9, found: 0 })).toContain('neither');
  });
});

describe('the report as JSON', () => {
  test('is canonical: equal whatever the order of the members', () => {
    const report = sampleReport('tampered', 3);
    const turned = Object.fromEntries(Object.entries(report).reverse()) as typeof report;
    expect(renderJson(turned)).toEqual(renderJson(report));
  });

  test('sorts members, has no white space, and reads back as the same report', () => {
    const text = Buffer.from(renderJson(sampleReport('tampered', 3))).toString('utf8');
    expect(text.startsWith('{"acknowledgements":[{"at":"2026-11-22T09:31:40.000Z","by":')).toBe(true);
    expect(text).toContain('],"application":{"name":"Attestry","version":"0.1.0"},"checkpoint":{');
    expect(integrityReportSchema.parse(JSON.parse(text))).toEqual(sampleReport('tampered', 3));
  });
});
