import type { Framework } from '../../../src-shared/controls/types.ts';
import type { ExecutiveReport } from '../../../src-shared/reports/readiness.ts';
import { counted } from '../wording.ts';
import { reviewedParts, type ReviewFacts } from './build-review.ts';
import { figure, frameOf, type FrameFacts } from './frame.ts';

/** Gaps that a page has room for. */
const MOST_GAPS = 10;
const GRAVEST = ['critical', 'high', 'medium', 'low'];

/** Where the clinic stands, for whoever has one page's time: the newest review of every framework. */
export function executiveReport(
  facts: FrameFacts,
  reviews: readonly ReviewFacts[],
  frameworks: readonly Framework[],
): ExecutiveReport {
  const all = reviews.map((of) => ({ of, ...reviewedParts(facts, of) }));
  const posture = all.map(({ of, assessments }) => {
    const count = (conclusion: string): number =>
      assessments.filter((each) => each.conclusion === conclusion).length;
    return {
      framework: of.framework.name,
      cycle: of.snapshot.cycle.name,
      inScope: assessments.length,
      effective: count('effective'),
      exception: count('exception'),
      notEffective: count('not-effective'),
      notTested: count('not-tested'),
    };
  });
  const gaps = all.flatMap(({ parts }) => parts.gaps).filter(({ state }) => state !== 'closed');
  const gravest = [...gaps].sort((a, b) => GRAVEST.indexOf(a.severity) - GRAVEST.indexOf(b.severity));
  const sum = (of: (row: (typeof posture)[number]) => number): number =>
    posture.reduce((total, row) => total + of(row), 0);
  const unseen = frameworks.filter(({ id }) => !reviews.some(({ framework }) => framework.id === id));
  return {
    ...frameOf(facts, {
      statements: [
        posture.length === 0
          ? 'No review was begun in this period.'
          : `${counted(posture.length, 'framework was', 'frameworks were')} reviewed: ${sum((row) => row.effective)} of ${sum((row) => row.inScope)} requirements are met effectively.`,
        gaps.length === 0
          ? 'No gap is open.'
          : `${counted(gaps.length, 'gap is', 'gaps are')} not closed; the gravest ${counted(Math.min(MOST_GAPS, gaps.length), 'is', 'are')} listed.`,
      ],
      figures: [
        figure('frameworks', 'Frameworks reviewed', posture.length),
        figure(
          'in-scope',
          'Requirements in scope',
          sum((row) => row.inScope),
        ),
        figure(
          'effective',
          'Requirements: effective',
          sum((row) => row.effective),
        ),
        figure(
          'not-tested',
          'Requirements: not tested',
          sum((row) => row.notTested),
        ),
        figure('gaps-open', 'Gaps that are not closed', gaps.length),
        figure(
          'gaps-critical',
          'Gaps: critical',
          gaps.filter(({ severity }) => severity === 'critical').length,
        ),
      ],
      scope: 'The newest review of every framework whose period ends within the period of this report.',
      included: posture.map(({ framework, cycle }) => `${framework}: ${cycle}`),
      method: [
        'Numbers are those of the reviews that are named; the reports on them hold the tests and the evidence.',
      ],
      notTested: unseen.map(({ name }) => ({
        requirement: null,
        what: name,
        reason: 'No review of it ends within this period.',
      })),
    }),
    kind: 'executive',
    frameworks: all.flatMap(({ parts }) => parts.frameworks),
    posture,
    gaps: gravest.slice(0, MOST_GAPS),
    trend: all.flatMap(({ parts }) => parts.trend),
  };
}
