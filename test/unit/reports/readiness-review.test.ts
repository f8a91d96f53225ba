import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCatalogue } from '../../../src-main/controls/index.ts';
import { buildReport } from '../../../src-main/reports/readiness/build.ts';
import { documentOf } from '../../../src-main/reports/readiness/document.ts';
import type { ReportSources } from '../../../src-main/reports/readiness/ports.ts';
import { uuidOf } from '../../../src-main/reports/readiness/oscal-ids.ts';
import {
  type ControlReview,
  type CycleSnapshot,
  cycleSnapshotSchema,
} from '../../../src-shared/controls/cycles.ts';
import type { Gap } from '../../../src-shared/controls/gaps.ts';
import { readinessReportSchema, type ReadinessReport } from '../../../src-shared/reports/readiness.ts';

const at = '2026-11-20T10:00:00.000Z';
const sha256 = 'ab'.repeat(32);
const framework = 'hipaa-security';
const result = uuidOf('result');

const control = (id: string, change: Partial<ControlReview> = {}): ControlReview => ({
  cycleId: 'cycle-1',
  requirement: { framework, id },
  title: `Title of ${id}`,
  parent: null,
  obligation: 'required',
  scope: { state: 'in', reason: '', approvedBy: null },
  addressable: null,
  owner: '',
  dueOn: '2026-12-01',
  conclusion: 'effective',
  narrative: '',
  ...{ testResults: [], evidence: [], samples: [] },
  ...{ preparedBy: 'Olivia Officer', preparedAt: at, approvedBy: 'Rita Reviewer', approvedAt: at },
  ...{ signOff: 'so-1', voided: null, stage: 'approved', revision: 1, digest: sha256 },
  ...change,
});

const left = { state: 'out', reason: 'It has no such system.' } as const;
const snapshot = (lock: CycleSnapshot['lock']): CycleSnapshot => ({
  format: 'attestry/review-cycle/1',
  cycle: {
    ...{
      id: 'cycle-1',
      name: 'Autumn',
      frameworks: [framework],
      dueOn: '2026-12-01',
      owner: 'Olivia Officer',
    },
    ...{ from: '2026-07-01', to: '2026-09-30', openedAt: at, openedBy: 'Olivia Officer' },
    versions: [{ id: framework, name: 'HIPAA Security Rule', version: 'as opened', sha256 }],
    state: lock === null ? 'open' : 'locked',
    ...(lock === null
      ? { lockedAt: null, lockedBy: null, signOff: null }
      : { lockedAt: at, lockedBy: 'Olivia Officer', signOff: lock.signOff }),
  },
  controls: [
    control('164.308(a)(1)(ii)(A)', { conclusion: 'not-effective', testResults: [result] }),
    control('164.308(a)(1)(ii)(B)', { evidence: ['ev-1'] }),
    control('164.308(a)(1)(ii)(C)', {
      conclusion: null,
      stage: 'to-conclude',
      signOff: null,
      approvedBy: null,
    }),
    control('164.308(a)(1)(ii)(D)', { scope: { ...left, approvedBy: 'Rita Reviewer' } }),
    // Nobody else has agreed that it is left out: it counts.
    control('164.308(a)(2)', { scope: { ...left, approvedBy: null }, conclusion: null }),
  ],
  results: [
    {
      ...{ id: result, testId: 'unique-users', testVersion: 1, outcome: 'fail', reason: 'Two are shared.' },
      ...{ queryHash: sha256, population: 40, tested: 40, failedCount: 2, sample: null, sha256 },
      source: { server: 'PostgreSQL 18', database: 'clinic', role: 'reader' },
      ...{ startedAt: at, finishedAt: at },
    },
  ],
  evidence: [
    {
      ...{ id: 'ev-1', title: 'Plan of risks', source: 'Board', from: '2026-07-01', to: '2026-09-30' },
      ...{ expiresOn: null, kind: 'file', fileName: 'plan.pdf', bytes: 1200, sha256, resultId: null },
      ...{ collectedAt: at, collectedBy: 'Olivia Officer', state: 'missing', sealed: false, checkedAt: at },
    },
  ],
  samples: [],
  lint: [],
  lock,
});

const gap: Gap = {
  ...{ id: 'gap-1', cycleId: 'cycle-1', requirement: { framework, id: '164.308(a)(1)(ii)(A)' } },
  ...{ title: 'No analysis this year', severity: 'high', cause: '', owner: '', effortDays: 3, dueOn: null },
  ...{ dependsOn: [], state: 'open', progress: 0, acceptance: null, origin: 'person' },
  history: [{ at, by: 'Olivia Officer', what: 'opened', severity: 'high', state: 'open', note: '' }],
};

const sources = async (lock: CycleSnapshot['lock'] = null): Promise<ReportSources> => {
  const { frameworks } = await readCatalogue(join(import.meta.dirname, '../../../resources/frameworks'));
  const none = () => Promise.resolve([]);
  return {
    entity: () => Promise.resolve('Sample Hospital'),
    officer: () => 'Olivia Officer',
    frameworks: () => Promise.resolve(frameworks),
    reviews: {
      cycles: () => Promise.resolve([snapshot(lock).cycle]),
      snapshot: () => Promise.resolve(snapshot(lock)),
      gaps: () => Promise.resolve([gap]),
      roadmap: () =>
        Promise.resolve([
          {
            ...{ gapId: 'gap-1', position: 1, risk: 'high', startOn: '2026-11-23', endOn: '2026-11-25' },
            ...{ late: false, waitsFor: [] },
          },
        ]),
      trend: none,
      tests: none,
    },
    ...{ runs: none, checkpoint: () => Promise.resolve(null), keys: none, keyUses: none, keyRequests: none },
    ...{ cases: none, places: () => Promise.resolve(['public.patients: 9 columns']), patientNames: none },
  };
};
const making = { reportId: 'RR-1', createdAt: at, applicationVersion: '0.1.0', signer: null };
const order = { cycleId: 'cycle-1', framework: null, from: '2026-07-01', to: '2026-09-30' };
const figureOf = (report: ReadinessReport, id: string): number | undefined =>
  report.summary.figures.find((figure) => figure.id === id)?.value;

describe('the report on a review', () => {
  test('lists every requirement with a conclusion, or with the reason for which there is none', async () => {
    expect(cycleSnapshotSchema.parse(snapshot(null))).toEqual(snapshot(null));
    const report = await buildReport({ kind: 'hipaa-security', ...order }, await sources(), making);
    if (report.kind !== 'hipaa-security') throw new Error('another kind');
    expect(readinessReportSchema.parse(report)).toEqual(report);
    expect(report.assessments.map(({ conclusion }) => conclusion)).toEqual([
      ...['not-effective', 'effective', 'not-tested', 'not-tested'],
    ]);
    expect(report.scope.excluded.map(({ requirement }) => requirement?.id)).toEqual(['164.308(a)(1)(ii)(D)']);
    expect(report.notTested.map(({ reason }) => reason)).toEqual([
      'It is not concluded yet.',
      'It is not concluded yet.',
      'Its file is gone.',
    ]);
    expect(report.exceptions).toEqual([
      expect.objectContaining({ number: 1, from: 'test', found: 2, of: 40 }),
    ]);
    expect(report.frameworks[0]?.version).toBe('as opened');
    expect([figureOf(report, 'in-scope'), figureOf(report, 'left-out'), figureOf(report, 'gaps')]).toEqual([
      ...[4, 1, 1],
    ]);
    expect(report.sources).toHaveLength(1);
    expect(() => documentOf(report)).not.toThrow();
  });

  test.each([
    ['intact', /holds\.$/, 'valid'],
    ['tampered', /does not hold.*Do not rely on it/, 'voided'],
    ['could-not-tell', /could not be told/, 'unknown'],
  ] as const)('says of a lock that is %s what that means', async (verdict, words, state) => {
    const lock = { result: verdict, reason: null, signOff: 'so-9', digest: sha256 };
    const report = await buildReport({ kind: 'hipaa-security', ...order }, await sources(lock), making);
    expect(report.summary.statements.join('\n')).toMatch(words);
    expect(report.signOffs[0]).toMatchObject({ what: 'Lock of the review “Autumn”', state });
  });

  test('is refused for a framework that the review is not about', async () => {
    await expect(buildReport({ kind: 'soc2', ...order }, await sources(), making)).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

test('the risk analysis has nine elements, and a risk for every gap that is not closed', async () => {
  const report = await buildReport({ kind: 'risk-analysis', ...order }, await sources(), making);
  if (report.kind !== 'risk-analysis') throw new Error('another kind');
  expect(readinessReportSchema.parse(report)).toEqual(report);
  expect(report.elements.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  // Two of forty rows fail: high; severity high: high.
  expect(report.risks).toEqual([
    expect.objectContaining({ likelihood: 'high', impact: 'high', level: 'critical', gapId: 'gap-1' }),
  ]);
  expect(() => documentOf(report)).not.toThrow();
});

test('the executive summary counts the newest review of every framework, and names those without one', async () => {
  const report = await buildReport({ kind: 'executive', ...order, cycleId: null }, await sources(), making);
  if (report.kind !== 'executive') throw new Error('another kind');
  expect(readinessReportSchema.parse(report)).toEqual(report);
  expect(report.posture).toEqual([
    expect.objectContaining({ inScope: 4, effective: 1, notEffective: 1, notTested: 2 }),
  ]);
  expect(report.notTested.length).toBeGreaterThan(1);
  expect(() => documentOf(report)).not.toThrow();
});
