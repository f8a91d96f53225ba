import type { GapState } from '../../../src-shared/controls/gaps.ts';
import type { ReportedGap, RoadmapStep } from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen, ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import type { Json } from '../../base/canonical-json.ts';
import { checkReferences, listed, property, textOr, uuidOf } from './oscal-ids.ts';
import { metadataOf } from './render-oscal.ts';
import { jsonBytes } from './render-json.ts';

const STATUS: Readonly<Record<GapState, string>> = {
  open: 'open',
  'in-progress': 'remediating',
  closed: 'closed',
  accepted: 'deviation-approved',
};

/**
 * Gaps and roadmap as an OSCAL 1.1.3 plan of action and milestones; null where there is no gap, since OSCAL knows no empty
 * plan.
 *
 * @throws Fault `report-failed` when the document refers to something that is not in it
 */
export function renderPoam(report: ReadinessReport): Uint8Array | null {
  if (!('gaps' in report) || report.gaps.length === 0) return null;
  const steps = new Map(('roadmap' in report ? report.roadmap : []).map((step) => [step.gapId, step]));
  const document: Json = {
    'plan-of-action-and-milestones': {
      uuid: uuidOf(report.reportId, 'poam'),
      metadata: metadataOf(report, ', plan of action'),
      risks: report.gaps.map((gap) => riskOf(report.reportId, gap, steps.get(gap.id))),
      'poam-items': report.gaps.map((gap) => ({
        uuid: uuidOf(report.reportId, 'poam-item', gap.id),
        title: textOr(gap.title, gap.id),
        description: textOr(gap.cause, gap.title),
        props: gapProperties(gap),
        'related-risks': [{ 'risk-uuid': uuidOf(report.reportId, 'risk', gap.id) }],
      })),
    },
  };
  checkReferences(document);
  return jsonBytes(document);
}

const gapProperties = (gap: Frozen<ReportedGap>): readonly Json[] => [
  ...property('gap-id', gap.id),
  ...property('citation', gap.requirement.id),
  ...property('severity', gap.severity),
  ...property('state', gap.state),
  ...property('effort-days', gap.effortDays),
  ...property('owner', gap.owner),
];

function riskOf(reportId: string, gap: Frozen<ReportedGap>, step: Frozen<RoadmapStep> | undefined): Json {
  return {
    uuid: uuidOf(reportId, 'risk', gap.id),
    title: textOr(gap.title, gap.id),
    description: textOr(gap.cause, gap.title),
    statement: `${gap.requirement.id} is not met in full: ${textOr(gap.title, gap.id)}`,
    props: gapProperties(gap),
    status: STATUS[gap.state],
    ...(gap.acceptance === null
      ? {}
      : {
          'mitigating-factors': [
            {
              uuid: uuidOf(reportId, 'acceptance', gap.id),
              description: `Accepted by ${gap.acceptance.by} until ${gap.acceptance.until}: ${gap.acceptance.reason}`,
            },
          ],
        }),
    ...(gap.dueOn === null ? {} : { deadline: `${gap.dueOn}T23:59:59Z` }),
    ...listed('remediations', step === undefined ? [] : [remediation(reportId, step)]),
  };
}

const remediation = (reportId: string, step: Frozen<RoadmapStep>): Json => ({
  uuid: uuidOf(reportId, 'remediation', step.gapId),
  lifecycle: 'planned',
  title: textOr(step.title, step.gapId),
  description: `Step ${step.position} of the roadmap.`,
  props: [...property('position', step.position)],
  tasks: [
    {
      uuid: uuidOf(reportId, 'task', step.gapId),
      type: 'milestone',
      title: textOr(step.title, step.gapId),
      timing: {
        'within-date-range': { start: `${step.startOn}T00:00:00Z`, end: `${step.endOn}T23:59:59Z` },
      },
    },
  ],
});
