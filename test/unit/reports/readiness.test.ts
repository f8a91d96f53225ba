import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src-main/reports/readiness/build.ts';
import { schemaCheck } from '../../../src-main/reports/readiness/json-schema.ts';
import { checkReferences, tokensOf, uuidOf } from '../../../src-main/reports/readiness/oscal-ids.ts';
import type { ReportSources } from '../../../src-main/reports/readiness/ports.ts';
import { renderReadinessJson } from '../../../src-main/reports/readiness/render-json.ts';
import { refusePatientData, suspicionsIn } from '../../../src-main/reports/readiness/scan.ts';
import { readinessReportSchema } from '../../../src-shared/reports/readiness.ts';
import { sampleReview, sampleRights } from '../../fixtures/readiness-report.ts';
import { publishedSchema } from '../../fixtures/readiness-schema.ts';
import { sampleRun } from '../../fixtures/integrity-report.ts';

const SCHEMA = join(import.meta.dirname, '../../../resources/schemas/readiness-report.schema.json');
const unused = (): Promise<never> => Promise.reject(new Error('not asked for'));
const sources: ReportSources = {
  entity: () => Promise.resolve('Sample Hospital'),
  officer: () => 'Olivia Officer',
  frameworks: unused,
  reviews: {
    ...{ cycles: unused, snapshot: unused, gaps: unused, roadmap: unused, trend: unused, tests: unused },
  },
  runs: () =>
    Promise.resolve([
      sampleRun('intact'),
      { ...sampleRun('tampered'), runId: 'earlier', startedAt: '2026-10-01T08:00:00.000Z' },
      { ...sampleRun('intact'), runId: 'too-early', startedAt: '2025-10-01T08:00:00.000Z' },
    ]),
  checkpoint: () => Promise.resolve(null),
  keys: () => Promise.resolve([]),
  keyUses: () => Promise.resolve([]),
  keyRequests: () => Promise.resolve([]),
  cases: () => Promise.resolve([]),
  places: () => Promise.resolve([]),
  patientNames: () => Promise.resolve([]),
};
const making = {
  ...{ reportId: 'RR-1', createdAt: '2026-11-22T09:30:00.000Z', applicationVersion: '0.1.0', signer: null },
};
const period = { cycleId: null, framework: null, from: '2026-09-01', to: '2026-11-30' };

describe('a readiness report', () => {
  test('fits its schema, and the published schema is that of the model', async () => {
    for (const report of [sampleReview(), sampleRights()]) {
      expect(readinessReportSchema.parse(report)).toEqual(report);
      await expect(schemaCheck(SCHEMA)(renderReadinessJson(report))).resolves.toBeUndefined();
    }
    expect(readFileSync(SCHEMA, 'utf8')).toBe(publishedSchema());
  });

  test('that does not fit the schema does not leave', async () => {
    const broken = { ...sampleRights(), period: { from: 'yesterday', to: '2026-09-30' } };
    await expect(schemaCheck(SCHEMA)(renderReadinessJson(broken))).rejects.toMatchObject({
      code: 'report-failed',
    });
  });

  test('never calls itself a SOC 2 report, but says that it is none', () => {
    const text = Buffer.from(renderReadinessJson(sampleReview())).toString();
    expect(text).toContain('Internal readiness review');
    expect(text.replaceAll('it is not a SOC 2 report', '')).not.toMatch(/SOC 2 report/i);
  });
});

describe('what is built', () => {
  test('of the verifications of a period: those in it, and what the newest of each log found', async () => {
    const report = await buildReport({ kind: 'audit-integrity', ...period }, sources, making);
    if (report.kind !== 'audit-integrity') throw new Error('another kind');
    expect(report.runs.map(({ runId }) => runId)).toEqual(['earlier', 'run-2026-11-22-1']);
    expect(report.summary.figures.find(({ id }) => id === 'tampered')?.value).toBe(1);
    expect(report.summary.statements[0]).toContain('as it was when it was sealed');
    expect(report.notTested[0]?.reason).toContain('Newer than the seals');
    expect(readinessReportSchema.parse(report)).toEqual(report);
  });

  test('of nothing says so, for every kind that needs no review', async () => {
    const empty = { ...sources, runs: () => Promise.resolve([]) };
    for (const kind of ['audit-integrity', 'key-management', 'patient-rights'] as const) {
      const report = await buildReport({ kind, ...period }, empty, making);
      expect(report.notTested.length).toBeGreaterThan(0);
      expect(readinessReportSchema.parse(report)).toEqual(report);
    }
  });

  test('needs a review where the kind is about one, and a period that does not end before it begins', async () => {
    await expect(buildReport({ kind: 'soc2', ...period }, sources, making)).rejects.toMatchObject({
      code: 'usage',
    });
    await expect(
      buildReport({ kind: 'key-management', ...period, to: '2026-08-31' }, sources, making),
    ).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('the search for patient data', () => {
  const with_ = (narrative: string) => {
    const report = sampleReview(2, 0);
    return { ...report, assessments: report.assessments.map((each) => ({ ...each, narrative })) };
  };
  test('finds nothing in a report as it should be', () => {
    expect(suspicionsIn(sampleReview(), ['Zofia Quillfeather'])).toEqual([]);
    expect(suspicionsIn(sampleRights(), [])).toEqual([]);
    expect(suspicionsIn(with_('The policy of 2019-03-04 was read.'), [])).toEqual([]);
  });

  test.each([
    ['the SSN 123-45-6789 was seen', 'SSN'],
    ['ask zofia@example.org', 'e-mail'],
    ['born 4/9/1961', 'birth date'],
    ['MRN 0012345', 'MRN'],
    ['call (555) 010-4477', 'phone'],
    ['patient 3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'UUID'],
    ['Seen with zofia QUILLFEATHER on the ward', 'name of a patient'],
  ])('refuses “%s”, says where and never what', (narrative, kind) => {
    const found = suspicionsIn(with_(narrative), ['Zofia Quillfeather']);
    expect(found).toContainEqual({ section: 'assessments', place: 1, kind });
    expect(() => {
      refusePatientData(with_(narrative), ['Zofia Quillfeather']);
    }).toThrow(expect.objectContaining({ code: 'report-private' }) as Error);
    try {
      refusePatientData(with_(narrative), ['Zofia Quillfeather']);
    } catch (error) {
      expect(String(error)).toContain('the assessments, entry 1');
      expect(JSON.stringify(error) + String(error)).not.toMatch(/123-45|zofia|1961|0012345|4477|3f2504e0/i);
    }
  });

  test('lets officers have addresses, and words be words', () => {
    const report = sampleReview(1, 0);
    const staffed = {
      ...report,
      assessments: report.assessments.map((each) => ({ ...each, owner: 'it@example.org' })),
    };
    expect(suspicionsIn(staffed, [])).toEqual([]);
    expect(suspicionsIn(with_('May Day drills were held'), ['May', 'Day'])).toEqual([]);
  });
});

describe('OSCAL', () => {
  test('ids are tokens, told apart where they would fall together, and UUIDs follow from names', () => {
    const tokens = tokensOf([
      { framework: 'soc2-2017', id: 'CC6.1' },
      { framework: 'hipaa-security', id: '164.308(a)(1)(i)' },
      { framework: 'hipaa-security', id: '164.308(a)(1)/i' },
    ]);
    expect([...tokens.values()].slice(0, 2)).toEqual(['CC6.1', 'hipaa-164.308-a-1-i']);
    expect(new Set(tokens.values()).size).toBe(3);
    for (const token of tokens.values()) expect(token).toMatch(/^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$/u);
    expect(uuidOf('a', 'b')).toBe(uuidOf('a', 'b'));
    expect(uuidOf('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('a reference to what is not there, or one id twice, is refused', () => {
    const [one, other] = [uuidOf('1'), uuidOf('2')];
    expect(() => {
      checkReferences({ uuid: one, related: [{ 'risk-uuid': other }] });
    }).toThrow();
    expect(() => {
      checkReferences({ uuid: one, other: { uuid: one } });
    }).toThrow();
    expect(() => {
      checkReferences({ uuid: one, other: { uuid: other }, href: `#${other}` });
    }).not.toThrow();
  });
});
