import type { Assessment, ReportedConclusion } from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen, ReviewReport } from '../../../src-shared/reports/readiness.ts';
import type { Json } from '../../base/canonical-json.ts';
import { testsOf } from './left-out.ts';
import { listed, property, textOr, uuidOf } from './oscal-ids.ts';
import { CONCLUSION, OUTCOME } from './words.ts';

type Of = Frozen<Assessment>;
const keyOf = ({ requirement }: Of): string => `${requirement.framework}/${requirement.id}`;

/** OSCAL knows two states; what a conclusion says beyond them stands in a property. */
const STATUS: Readonly<Record<ReportedConclusion, Json>> = {
  effective: { state: 'satisfied', reason: 'pass' },
  exception: {
    state: 'not-satisfied',
    reason: 'other',
    remarks: 'Effective with exceptions; see the exceptions.',
  },
  'not-effective': { state: 'not-satisfied', reason: 'fail' },
  'not-tested': {
    state: 'not-satisfied',
    reason: 'other',
    remarks: 'Not tested: this is no statement on the requirement.',
  },
};

/** What was observed of one requirement: a result of a test or a sample each. */
export function observationsOf(report: ReviewReport, of: Of): readonly Json[] {
  const isListed = report.leftOut?.includes('evidence') !== true;
  const evidence = of.evidence.map((id) => ({
    description: `Evidence ${id}`,
    ...(isListed ? { href: `#${uuidOf(report.reportId, 'evidence', id)}` } : {}),
  }));
  return [
    ...of.tests.map((test): Json => ({
      uuid: uuidOf(report.reportId, 'test', keyOf(of), test.resultId),
      title: textOr(test.title, test.testId),
      description: textOr(test.reason, OUTCOME[test.outcome]),
      props: [
        ...property('test', test.testId),
        ...property('test-version', test.version),
        ...property('outcome', test.outcome),
        ...property('population', test.population),
        ...property('tested', test.tested),
        ...property('failed', test.failed),
        ...property('sample-size', test.sample?.size ?? null),
        ...property('sample-seed', test.sample?.seed ?? null),
        ...property('query-sha256', test.queryHash),
        ...property('result-id', test.resultId),
        ...property('result-sha256', test.sha256),
      ],
      methods: ['TEST'],
      types: ['control-objective'],
      collected: test.finishedAt,
    })),
    ...of.samples.map((sample): Json => ({
      uuid: uuidOf(report.reportId, 'sample', keyOf(of), sample.id),
      title: textOr(sample.title, sample.id),
      description: `${sample.tested} of ${sample.size} drawn from ${sample.population} were gone through; ${sample.exceptions} deviated.`,
      props: [
        ...property('sample', sample.id),
        ...property('population', sample.population),
        ...property('sample-size', sample.size),
        ...property('sample-seed', sample.seed),
        ...property('tested', sample.tested),
        ...property('failed', sample.exceptions),
      ],
      methods: ['EXAMINE'],
      types: ['control-objective'],
      collected: of.preparedAt ?? report.createdAt,
    })),
    ...(evidence.length === 0
      ? []
      : [
          {
            uuid: uuidOf(report.reportId, 'examined', keyOf(of)),
            title: `Evidence for ${of.requirement.id}`,
            description: `Evidence that was attached: ${evidence.length}.`,
            methods: ['EXAMINE'],
            types: ['control-objective'],
            'relevant-evidence': evidence,
            collected: of.preparedAt ?? report.createdAt,
          },
        ]),
  ];
}

/** What one requirement came to. */
export function findingOf(report: ReviewReport, of: Of, token: string, reportId: string): Json {
  const observations = observationsOf(report, of).map((observation) => ({
    'observation-uuid': (observation as { readonly uuid: string }).uuid,
  }));
  return {
    uuid: uuidOf(reportId, 'finding', keyOf(of)),
    title: `${of.requirement.id}: ${textOr(of.title, of.requirement.id)}`,
    description: textOr(of.narrative, CONCLUSION[of.conclusion]),
    props: [
      ...property('citation', of.citation ?? of.requirement.id),
      ...property('requirement', of.requirement.id),
      ...property('conclusion', of.conclusion),
      ...property('obligation', of.obligation),
      ...property('addressable', of.addressable?.decision ?? null, of.addressable?.rationale),
      ...property('tests', testsOf(of)),
      ...property('tests-not-listed', of.testsLeftOut ?? null),
      ...property('samples', of.samples.length),
      ...property('evidence', of.evidence.length),
      ...property('prepared-by', of.preparedBy),
      ...property('approved-by', of.approvedBy),
      ...property('sign-off', of.signOff),
    ],
    target: { type: 'objective-id', 'target-id': token, status: STATUS[of.conclusion] },
    ...listed('related-observations', observations),
  };
}
