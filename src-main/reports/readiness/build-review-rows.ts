import type { ControlReview, CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type { Evidence } from '../../../src-shared/controls/evidence.ts';
import type { FrameworkTrend, Gap, RoadmapItem } from '../../../src-shared/controls/gaps.ts';
import type { ControlTest, ResultSummary } from '../../../src-shared/controls/tests.ts';
import type {
  Assessment,
  ReportedEvidence,
  ReportedException,
  ReportedGap,
  ReportedSource,
  RoadmapStep,
  TrendRow,
} from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen, ReportFrame } from '../../../src-shared/reports/readiness.ts';

/** Queries that were asked, each once with the newest time. */
export function sourcesOf(
  results: readonly ResultSummary[],
  tests: readonly ControlTest[],
): readonly ReportedSource[] {
  const titles = new Map(tests.map(({ id, title }) => [id, title]));
  const newest = new Map<string, ResultSummary>();
  for (const result of results) {
    const key = [result.testId, result.queryHash, ...Object.values(result.source)].join('\n');
    const before = newest.get(key);
    if (before === undefined || before.finishedAt < result.finishedAt) newest.set(key, result);
  }
  return [...newest.values()].map(({ testId, queryHash, source, population, finishedAt }) => ({
    name: titles.get(testId) ?? testId,
    ...source,
    queryHash,
    counted: population,
    at: finishedAt,
  }));
}

export const evidenceOf = (evidence: readonly Evidence[]): readonly ReportedEvidence[] =>
  evidence.map(
    ({ id, title, kind, source, collectedBy, collectedAt, from, to, expiresOn, bytes, sha256 }) => ({
      ...{ id, title, kind, source, collectedBy, collectedAt, from, to, expiresOn, bytes, sha256 },
    }),
  );

/** Deviations of tests and samples; where a reviewer states one that neither shows, the reviewer's words. */
export function exceptionsOf(assessments: readonly Frozen<Assessment>[]): readonly ReportedException[] {
  const found = assessments.flatMap(
    ({ requirement, conclusion, narrative, tests, samples }): Omit<ReportedException, 'number'>[] => {
      const shown = [
        ...tests
          .filter(({ outcome }) => outcome === 'fail')
          .map(({ title, reason, failed, tested }) => ({
            requirement,
            from: 'test' as const,
            what: `${title}: ${reason}`.slice(0, 2000),
            found: failed,
            of: tested,
          })),
        ...samples
          .filter(({ exceptions }) => exceptions > 0)
          .map(({ title, exceptions, tested }) => ({
            requirement,
            from: 'sample' as const,
            what: title,
            found: exceptions,
            of: tested,
          })),
      ];
      if (shown.length > 0 || (conclusion !== 'exception' && conclusion !== 'not-effective')) return shown;
      return [{ requirement, from: 'review', what: narrative.slice(0, 2000), found: null, of: null }];
    },
  );
  return found.map((each, index) => ({ number: index + 1, ...each }));
}

export const gapsOf = (gaps: readonly Gap[]): readonly ReportedGap[] =>
  gaps.map(({ id, requirement, title, severity, cause, owner, effortDays, dueOn, state, acceptance }) => ({
    ...{ id, requirement, title, severity, cause, owner, effortDays, dueOn, state },
    acceptance:
      acceptance === null ? null : { reason: acceptance.reason, by: acceptance.by, until: acceptance.until },
  }));

export const roadmapOf = (items: readonly RoadmapItem[], gaps: readonly Gap[]): readonly RoadmapStep[] =>
  items.map(({ position, gapId, startOn, endOn, late, waitsFor }) => ({
    ...{ position, gapId, startOn, endOn, late, waitsFor: [...waitsFor] },
    title: gaps.find(({ id }) => id === gapId)?.title ?? gapId,
  }));

export const trendOf = (trends: readonly FrameworkTrend[]): readonly TrendRow[] =>
  trends.flatMap(({ framework, compared, points }) =>
    points.map(({ cycleId, name, from, to, effective, exception, notEffective, notTested }) => ({
      ...{ framework, cycleId, name, from, to, compared },
      ...{ effective, exception, notEffective, notTested },
    })),
  );

/** The lock of the review and the approvals of its controls. */
export function signedOf(
  { cycle, lock }: CycleSnapshot,
  controls: readonly ControlReview[],
): ReportFrame['signOffs'] {
  const LOCK = { intact: 'valid', tampered: 'voided', 'could-not-tell': 'unknown' } as const;
  return [
    ...(lock === null || cycle.lockedAt === null
      ? []
      : [
          {
            what: `Lock of the review “${cycle.name}”`,
            by: cycle.lockedBy ?? '',
            at: cycle.lockedAt,
            state: LOCK[lock.result],
            id: lock.signOff,
          },
        ]),
    ...controls.flatMap(({ requirement, signOff, voided, approvedBy, approvedAt }) =>
      signOff === null || approvedBy === null || approvedAt === null
        ? []
        : [
            {
              what: `Approval of ${requirement.id}`,
              by: approvedBy,
              at: approvedAt,
              state: voided === null ? ('valid' as const) : ('voided' as const),
              id: signOff,
            },
          ],
    ),
  ];
}
