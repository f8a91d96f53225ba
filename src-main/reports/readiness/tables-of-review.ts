import type { ReportTable } from '../../../src-shared/reports/document.ts';
import type {
  Assessment,
  ReportedEvidence,
  ReportedGap,
  ReportedSample,
  ReportedTest,
  RoadmapStep,
  TrendRow,
} from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen, ReviewReport } from '../../../src-shared/reports/readiness.ts';
import { testsOf } from './left-out.ts';
import { digest, number, state, tableOf, words } from './table.ts';
import { ADDRESSABLE, capital, CONCLUSION, GAP_STATE, OUTCOME, SEVERITY, SIGN_OFF } from './words.ts';

type Rows<T> = readonly Frozen<T>[];

export const gapTable = (gaps: Rows<ReportedGap>): ReportTable =>
  tableOf('gaps', 'Gaps', gaps, [
    words('requirement', 'Requirement', (row) => row.requirement.id, 1.6),
    words('title', 'Gap', (row) => row.title, 3),
    state('severity', 'Severity', (row) => SEVERITY[row.severity], 1.2),
    words('cause', 'Cause', (row) => row.cause, 2.6),
    words('owner', 'Owner', (row) => row.owner, 1.6),
    number('effort_days', 'Days', (row) => row.effortDays, 0.8),
    words('due', 'Due', (row) => row.dueOn, 1.4),
    state('state', 'State', (row) => GAP_STATE[row.state], 1.3),
    words('accepted_because', 'Accepted because', (row) => row.acceptance?.reason ?? null),
    words('accepted_by', 'Accepted by', (row) => row.acceptance?.by ?? null),
    words('accepted_until', 'Accepted until', (row) => row.acceptance?.until ?? null, 1.4),
    words('framework', 'Framework', (row) => row.requirement.framework),
    words('id', 'Id', (row) => row.id),
  ]);

export const roadmapTable = (steps: Rows<RoadmapStep>): ReportTable =>
  tableOf('roadmap', 'Roadmap', steps, [
    number('position', '#', (row) => row.position, 0.6),
    words('title', 'What is done', (row) => row.title, 4),
    words('start', 'Begins', (row) => row.startOn, 1.3),
    words('end', 'Ends', (row) => row.endOn, 1.3),
    state('late', 'Against its due day', (row) => (row.late ? 'Late' : 'In time'), 1.5),
    number('waits_for', 'Waits for', (row) => row.waitsFor.length, 1),
    words('gap', 'Gap', (row) => row.gapId),
  ]);

export const trendTable = (rows: Rows<TrendRow>): ReportTable =>
  tableOf('trend', 'Trend', rows, [
    words('framework', 'Framework', (row) => row.framework, 1.8),
    words('cycle', 'Review', (row) => row.name, 2.4),
    words('from', 'From', (row) => row.from, 1.4),
    words('to', 'To', (row) => row.to, 1.4),
    number('compared', 'Compared', (row) => row.compared, 1.2),
    number('effective', 'Effective', (row) => row.effective, 1.2),
    number('exception', 'Exception', (row) => row.exception, 1.3),
    number('not_effective', 'Not effective', (row) => row.notEffective, 1.4),
    number('not_tested', 'Not tested', (row) => row.notTested, 1.3),
    words('id', 'Id', (row) => row.cycleId),
  ]);

export const evidenceTable = (rows: Rows<ReportedEvidence>): ReportTable =>
  tableOf('evidence', 'Evidence', rows, [
    words('id', 'Id', (row) => row.id, 1.8),
    words('title', 'Evidence', (row) => row.title, 3),
    words('kind', 'Kind', (row) => row.kind),
    words('source', 'Source', (row) => row.source, 2),
    words('collected_by', 'Collected by', (row) => row.collectedBy, 1.6),
    words('collected_on', 'Collected', (row) => row.collectedAt.slice(0, 10), 1.4),
    words('collected_at', 'Collected at (UTC)', (row) => row.collectedAt, 1.8),
    words('from', 'From', (row) => row.from),
    words('to', 'To', (row) => row.to),
    words('expires', 'Expires', (row) => row.expiresOn, 1.3),
    number('bytes', 'Bytes', (row) => row.bytes, 1.1),
    digest('sha256', 'SHA-256', (row) => row.sha256, 4),
  ]);

/** Results of tests; those of one requirement, or with the requirement in front of each. */
export const testTable = (
  rows: readonly { readonly of: Frozen<Assessment>; readonly test: Frozen<ReportedTest> }[],
): ReportTable =>
  tableOf('tests', 'Automated tests', rows, [
    words('framework', 'Framework', ({ of }) => of.requirement.framework),
    words('requirement', 'Requirement', ({ of }) => of.requirement.id),
    words('test', 'Test', ({ test }) => test.testId),
    number('version', 'Version', ({ test }) => test.version),
    words('title', 'Test', ({ test }) => test.title, 3.4),
    state('outcome', 'Result', ({ test }) => OUTCOME[test.outcome], 1.2),
    words('reason', 'Reason', ({ test }) => test.reason, 3),
    number('population', 'Population', ({ test }) => test.population, 1.3),
    number('tested', 'Tested', ({ test }) => test.tested),
    number('failed', 'Failed', ({ test }) => test.failed),
    number('sample_size', 'Sample', ({ test }) => test.sample?.size ?? null),
    number('sample_seed', 'Seed', ({ test }) => test.sample?.seed ?? null),
    words('finished', 'Finished (UTC)', ({ test }) => test.finishedAt, 1.9),
    digest('query_sha256', 'SHA-256 of the query', ({ test }) => test.queryHash),
    digest('result_sha256', 'SHA-256 of the result', ({ test }) => test.sha256),
    words('result', 'Result id', ({ test }) => test.resultId),
  ]);

/** Samples that people went through. */
export const sampleTable = (
  rows: readonly { readonly of: Frozen<Assessment>; readonly sample: Frozen<ReportedSample> }[],
): ReportTable =>
  tableOf('samples', 'Samples', rows, [
    words('framework', 'Framework', ({ of }) => of.requirement.framework),
    words('requirement', 'Requirement', ({ of }) => of.requirement.id),
    words('title', 'Sample of', ({ sample }) => sample.title, 3.4),
    number('population', 'Population', ({ sample }) => sample.population, 1.3),
    number('size', 'Drawn', ({ sample }) => sample.size),
    number('tested', 'Tested', ({ sample }) => sample.tested),
    number('exceptions', 'Exceptions', ({ sample }) => sample.exceptions, 1.3),
    words('seed', 'Seed', ({ sample }) => sample.seed),
    words('id', 'Id', ({ sample }) => sample.id),
  ]);

/** Tables of a report on a review cycle. */
export function reviewTables(report: ReviewReport): readonly ReportTable[] {
  const { assessments } = report;
  return [
    tableOf('assessments', 'Assessments', assessments, [
      words('framework', 'Framework', (row) => row.requirement.framework),
      words('requirement', 'Requirement', (row) => row.requirement.id, 1.6),
      words('title', 'Title', (row) => row.title, 3.4),
      state('conclusion', 'Conclusion', (row) => CONCLUSION[row.conclusion]),
      number('tests', 'Tests', testsOf, 0.8),
      number(
        'failed_tests',
        'Failed',
        (row) => row.tests.filter(({ outcome }) => outcome === 'fail').length,
        0.9,
      ),
      number('samples', 'Samples', (row) => row.samples.length),
      number('evidence', 'Evidence', (row) => row.evidence.length, 1.1),
      words('citation', 'Citation', (row) => row.citation),
      words('obligation', 'Obligation', (row) => (row.obligation === null ? null : capital(row.obligation))),
      words('addressable', 'Addressable decision', (row) =>
        row.addressable === null ? null : ADDRESSABLE[row.addressable.decision],
      ),
      words('rationale', 'Rationale', (row) => row.addressable?.rationale ?? null),
      words('rationale_approved_by', 'Rationale approved by', (row) => row.addressable?.approvedBy ?? null),
      words('owner', 'Owner', (row) => row.owner),
      words('narrative', 'Narrative', (row) => row.narrative),
      words('prepared_by', 'Prepared by', (row) => row.preparedBy),
      words('prepared_at', 'Prepared at (UTC)', (row) => row.preparedAt),
      words('approved_by', 'Approved by', (row) => row.approvedBy),
      words('approved_at', 'Approved at (UTC)', (row) => row.approvedAt),
      state('sign_off', 'Signature', (row) => SIGN_OFF[row.signOff]),
    ]),
    testTable(assessments.flatMap((of) => of.tests.map((test) => ({ of, test })))),
    sampleTable(assessments.flatMap((of) => of.samples.map((sample) => ({ of, sample })))),
    tableOf(
      'evidence-links',
      'Evidence by requirement',
      assessments.flatMap((of) => of.evidence.map((evidence) => ({ of, evidence }))),
      [
        words('framework', 'Framework', ({ of }) => of.requirement.framework),
        words('requirement', 'Requirement', ({ of }) => of.requirement.id),
        words('evidence', 'Evidence', ({ evidence }) => evidence),
      ],
    ),
    tableOf('exceptions', 'Exceptions', report.exceptions, [
      number('number', '#', (row) => row.number, 0.6),
      words('requirement', 'Requirement', (row) => row.requirement.id, 1.6),
      words('from', 'Found by', (row) => capital(row.from), 1.1),
      words('what', 'What', (row) => row.what, 5),
      number('found', 'Deviations', (row) => row.found, 1.2),
      number('of', 'Of', (row) => row.of),
      words('framework', 'Framework', (row) => row.requirement.framework),
    ]),
    gapTable(report.gaps),
    roadmapTable(report.roadmap),
    trendTable(report.trend),
    evidenceTable(report.evidence),
  ];
}
