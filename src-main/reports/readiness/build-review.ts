import type { ControlReview, CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type { FrameworkTrend, Gap, RoadmapItem } from '../../../src-shared/controls/gaps.ts';
import type { ControlTest } from '../../../src-shared/controls/tests.ts';
import type { Framework } from '../../../src-shared/controls/types.ts';
import { CONCLUSIONS } from '../../../src-shared/reports/readiness-parts.ts';
import type { Assessment } from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen, ReviewKind, ReviewReport } from '../../../src-shared/reports/readiness.ts';
import { counted } from '../wording.ts';
import {
  evidenceOf,
  exceptionsOf,
  gapsOf,
  roadmapOf,
  signedOf,
  sourcesOf,
  trendOf,
} from './build-review-rows.ts';
import { figure, frameOf, type FrameFacts } from './frame.ts';
import { CONCLUSION } from './words.ts';

/** A review cycle with what hangs on it. */
export type ReviewFacts = {
  readonly snapshot: CycleSnapshot;
  /** The one that the report is about. */
  readonly framework: Framework;
  readonly gaps: readonly Gap[];
  readonly roadmap: readonly RoadmapItem[];
  readonly trend: readonly FrameworkTrend[];
  readonly tests: readonly ControlTest[];
};

/** Whether a control is left out with a second person's approval; without it it counts as in scope. */
const isLeftOut = ({ scope }: ControlReview): boolean => scope.state !== 'in' && scope.approvedBy !== null;

/** What reports on a review cycle of one framework have in common. */
export function reviewedParts(facts: FrameFacts, of: ReviewFacts) {
  const { snapshot, framework } = of;
  const version = snapshot.cycle.versions.find(({ id }) => id === framework.id);
  const controls = snapshot.controls.filter(({ requirement }) => requirement.framework === framework.id);
  const inScope = controls.filter((control) => !isLeftOut(control));
  const assessments = inScope.map((control) => assessmentOf(control, of));
  const used = new Set(assessments.flatMap(({ evidence }) => evidence));
  const evidence = evidenceOf(snapshot.evidence.filter(({ id }) => used.has(id)));
  const gaps = gapsOf(of.gaps.filter(({ requirement }) => requirement.framework === framework.id));
  const kept = new Set(gaps.map(({ id }) => id));
  const exceptions = exceptionsOf(assessments);
  const openGaps = gaps.filter(({ state }) => state !== 'closed').length;
  const count = (conclusion: (typeof CONCLUSIONS)[number]): number =>
    assessments.filter((each) => each.conclusion === conclusion).length;
  const results = assessments.flatMap(({ tests }) => tests);
  const outcomes = (outcome: string): number => results.filter((each) => each.outcome === outcome).length;
  const frame = frameOf(facts, {
    ...(facts.kind === 'custom' ? { heading: framework.name } : {}),
    about: snapshot.cycle.name,
    statements: [
      assessments.length === 0
        ? 'No requirement is in scope.'
        : `Of ${counted(assessments.length, 'requirement', 'requirements')} in scope, ${counted(count('effective'), 'is', 'are')} met effectively, ${count('exception')} with exceptions, ${count('not-effective')} not, and ${counted(count('not-tested'), 'was', 'were')} not tested.`,
      openGaps === 0
        ? 'No gap is recorded that is not closed.'
        : `${counted(openGaps, 'gap is', 'gaps are')} not closed.`,
      ...lockStatement(snapshot),
    ],
    figures: [
      figure('requirements', 'Requirements of the framework in this review', controls.length),
      figure('in-scope', 'Requirements in scope', assessments.length),
      figure('left-out', 'Requirements left out with a reason', controls.length - inScope.length),
      ...CONCLUSIONS.map((conclusion) =>
        figure(conclusion, `Requirements: ${CONCLUSION[conclusion].toLowerCase()}`, count(conclusion)),
      ),
      figure('tests', 'Results of automated tests', results.length),
      figure('tests-passed', 'Tests: passed', outcomes('pass')),
      figure('tests-failed', 'Tests: failed', outcomes('fail')),
      figure('tests-unclear', 'Tests: could not tell', outcomes('could-not-tell')),
      figure(
        'samples',
        'Samples',
        assessments.reduce((sum, { samples }) => sum + samples.length, 0),
      ),
      figure('exceptions', 'Exceptions', exceptions.length),
      figure('gaps', 'Gaps', gaps.length),
      figure('gaps-open', 'Gaps that are not closed', openGaps),
      figure('evidence', 'Pieces of evidence', evidence.length),
    ],
    scope: `${framework.name} (${framework.version}) as it stood when the review “${snapshot.cycle.name}” was opened.`,
    excluded: controls.filter(isLeftOut).map(({ requirement, title, scope }) => ({
      requirement,
      what: title,
      state: scope.state === 'out' ? ('out' as const) : ('not-applicable' as const),
      reason: scope.reason,
      approvedBy: scope.approvedBy,
    })),
    method: [
      'Automated tests are queries and checks whose text, rule and limits were fixed beforehand. They read and never write, and each result is frozen with the hash of its query, its counts and its time.',
      'Where a whole population could be tested, it was; samples are drawn from a frozen population by a seed that is written down, so that the draw can be repeated.',
      'Evidence is kept as a copy under its SHA-256. Evidence is not a conclusion: a person concludes, and a second person approves.',
      facts.kind === 'custom'
        ? `The requirements are those of the framework’s file as it was imported here; the SHA-256 of its content is ${version?.sha256 ?? 'not known'}.`
        : 'Titles are our own words. The texts of the publisher are not repeated.',
    ],
    sources: sourcesOf(
      snapshot.results.filter(({ id }) => results.some(({ resultId }) => resultId === id)),
      of.tests,
    ),
    notTested: notTestedOf(assessments, snapshot),
    signOffs: signedOf(snapshot, inScope),
  });
  const parts = {
    ...frame,
    cycle: {
      id: snapshot.cycle.id,
      name: snapshot.cycle.name,
      state: snapshot.cycle.state,
      owner: snapshot.cycle.owner,
      openedAt: snapshot.cycle.openedAt,
      openedBy: snapshot.cycle.openedBy,
      lockedAt: snapshot.cycle.lockedAt,
      lockedBy: snapshot.cycle.lockedBy,
    },
    frameworks: [
      {
        id: framework.id,
        name: framework.name,
        publisher: framework.publisher,
        version: version?.version ?? framework.version,
        effectiveFrom: framework.effective.from,
        effectiveTo: framework.effective.to ?? null,
      },
    ],
    gaps,
    roadmap: roadmapOf(
      of.roadmap.filter(({ gapId }) => kept.has(gapId)),
      of.gaps,
    ),
    trend: trendOf(of.trend.filter((each) => each.framework === framework.id)),
    evidence,
  };
  return { parts, assessments, exceptions };
}

/** The report on a review cycle. */
export function reviewReport(
  facts: FrameFacts & { readonly kind: ReviewKind },
  of: ReviewFacts,
): ReviewReport {
  const { parts, assessments, exceptions } = reviewedParts(facts, of);
  return { ...parts, assessments, exceptions, kind: facts.kind };
}

function lockStatement({ cycle, lock }: CycleSnapshot): readonly string[] {
  if (lock === null) return ['The review is still open: its conclusions can change.'];
  switch (lock.result) {
    case 'intact':
      return [
        `The review was locked by ${cycle.lockedBy ?? 'an officer'}; the signed lock was checked again and holds.`,
      ];
    case 'tampered':
      return [
        `The signed lock of this review does not hold: ${lock.reason ?? 'it was changed afterwards.'} Do not rely on it.`,
      ];
    case 'could-not-tell':
      return [
        `Whether the signed lock of this review holds could not be told: ${lock.reason ?? 'something was missing.'}`,
      ];
  }
}

function assessmentOf(
  control: ControlReview,
  { snapshot, framework, tests }: ReviewFacts,
): Frozen<Assessment> {
  const titles = new Map(tests.map((test) => [test.id, test.title]));
  const node = framework.nodes.find(({ id }) => id === control.requirement.id);
  return {
    requirement: control.requirement,
    title: control.title,
    citation: node?.citation ?? null,
    obligation: control.obligation,
    addressable: control.addressable,
    owner: control.owner === '' ? null : control.owner,
    conclusion: control.conclusion ?? 'not-tested',
    narrative: control.narrative,
    tests: snapshot.results
      .filter(({ id }) => control.testResults.includes(id))
      .map((result) => ({
        testId: result.testId,
        version: result.testVersion,
        title: titles.get(result.testId) ?? result.testId,
        resultId: result.id,
        outcome: result.outcome,
        reason: result.reason,
        population: result.population,
        tested: result.tested,
        failed: result.failedCount,
        sample: result.sample,
        queryHash: result.queryHash,
        finishedAt: result.finishedAt,
        sha256: result.sha256,
      })),
    samples: snapshot.samples
      .filter(({ id }) => control.samples.includes(id))
      .map((sample) => ({
        id: sample.id,
        title: sample.title,
        population: sample.population.count,
        size: sample.size,
        seed: sample.seed,
        tested: sample.tested,
        exceptions: sample.exceptions,
      })),
    evidence: snapshot.evidence.filter(({ id }) => control.evidence.includes(id)).map(({ id }) => id),
    preparedBy: control.preparedBy,
    preparedAt: control.preparedAt,
    approvedBy: control.approvedBy,
    approvedAt: control.approvedAt,
    signOff: control.signOff === null ? 'none' : control.voided === null ? 'valid' : 'voided',
  };
}

/** Requirements nobody tested, tests that could not tell, and evidence that is not there any more. */
function notTestedOf(assessments: readonly Frozen<Assessment>[], { evidence, controls }: CycleSnapshot) {
  const concluded = new Set(
    controls.flatMap(({ requirement, conclusion }) => (conclusion === null ? [] : [requirement.id])),
  );
  return [
    ...assessments
      .filter(({ conclusion }) => conclusion === 'not-tested')
      .map(({ requirement, title, narrative }) => ({
        requirement,
        what: title,
        reason: !concluded.has(requirement.id)
          ? 'It is not concluded yet.'
          : narrative === ''
            ? 'No reason was given.'
            : narrative.slice(0, 1900),
      })),
    ...assessments.flatMap(({ requirement, tests }) =>
      tests
        .filter(({ outcome }) => outcome === 'could-not-tell')
        .map(({ title, reason }) => ({ requirement, what: `Test: ${title}`, reason })),
    ),
    ...evidence
      .filter(({ state }) => state === 'missing' || state === 'changed')
      .map(({ id, title, state }) => ({
        requirement: null,
        what: `Evidence ${id}: ${title}`,
        reason: state === 'missing' ? 'Its file is gone.' : 'Its file is not the one that was collected.',
      })),
  ];
}
