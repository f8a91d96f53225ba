import type { ReportedEvidence } from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen, ReadinessReport, ReviewReport } from '../../../src-shared/reports/readiness.ts';
import type { Json } from '../../base/canonical-json.ts';
import { LEFT_OUT } from './left-out.ts';
import { findingOf, observationsOf } from './oscal-findings.ts';
import { checkReferences, listed, property, textOr, tokensOf, uuidOf } from './oscal-ids.ts';
import { jsonBytes } from './render-json.ts';
import { pick } from './table.ts';
import { tablesOf } from './tables.ts';

/** Metadata that every OSCAL document of a report begins with. */
export const metadataOf = (report: ReadinessReport, kind: string): Json => ({
  title: `${report.name}: ${report.title}${kind}`,
  'last-modified': report.createdAt,
  version: '1',
  'oscal-version': '1.1.3',
  props: [
    ...property('report-id', report.reportId),
    ...property('kind', report.kind),
    ...property('entity', report.entity),
    ...property('prepared-by', report.preparedBy),
    ...property('application', `${report.application.name} ${report.application.version}`),
  ],
  remarks: report.limits[0] ?? report.name,
});

/**
 * The report as OSCAL 1.1.3 assessment results. Reviews give a finding a requirement; other kinds give what they observed.
 *
 * @throws Fault `report-failed` when the document refers to something that is not in it
 */
export function renderAssessmentResults(report: ReadinessReport): Uint8Array {
  const plan = uuidOf(report.reportId, 'plan');
  const document: Json = {
    'assessment-results': {
      uuid: uuidOf(report.reportId, 'assessment-results'),
      metadata: metadataOf(report, ''),
      'import-ap': { href: `#${plan}` },
      results: [
        {
          uuid: uuidOf(report.reportId, 'result'),
          title: `${report.name}: ${report.title}`,
          description: report.summary.statements.join(' '),
          start: `${report.period.from}T00:00:00Z`,
          end: `${report.period.to}T23:59:59Z`,
          props: [
            ...report.summary.figures.flatMap(({ id, label, value }) =>
              property(`figure-${id}`, value, label),
            ),
            ...(report.leftOut ?? []).flatMap((part) => property('left-out', part, LEFT_OUT[part])),
          ],
          ...('assessments' in report ? reviewed(report) : observed(report)),
          remarks: [...report.method, ...report.limits].join('\n'),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: 'Plan of this review',
            description: textOr(
              report.scope.statement,
              'The plan is the scope and the method of the report.',
            ),
          },
          ...('evidence' in report ? report.evidence.map((item) => resource(report.reportId, item)) : []),
        ],
      },
    },
  };
  checkReferences(document);
  return jsonBytes(document);
}

function reviewed(report: ReviewReport): Readonly<Record<string, Json>> {
  const { assessments, scope, reportId } = report;
  const left = scope.excluded.flatMap(({ requirement, state, reason }) =>
    requirement === null ? [] : [{ requirement, state, reason }],
  );
  const tokens = tokensOf([...assessments, ...left].map(({ requirement }) => requirement));
  const tokenOf = ({ framework, id }: { framework: string; id: string }): string =>
    tokens.get(`${framework}/${id}`) ?? id;
  return {
    'reviewed-controls': {
      ...listed(
        'props',
        left.flatMap(({ requirement, state, reason }) => property(state, tokenOf(requirement), reason)),
      ),
      'control-selections': [
        {
          ...(assessments.length === 0
            ? { 'include-all': {} }
            : {
                'include-controls': assessments.map(({ requirement }) => ({
                  'control-id': tokenOf(requirement),
                })),
              }),
          ...listed(
            'exclude-controls',
            left.map(({ requirement }) => ({ 'control-id': tokenOf(requirement) })),
          ),
        },
      ],
    },
    ...listed(
      'observations',
      assessments.flatMap((of) => observationsOf(report, of)),
    ),
    ...listed(
      'findings',
      assessments.map((of) => findingOf(report, of, tokenOf(of.requirement), reportId)),
    ),
  };
}

/** Tables whose rows are what a report of another kind observed. */
const OBSERVED: Readonly<Record<string, readonly string[]>> = {
  'risk-analysis': ['risks'],
  'audit-integrity': ['runs', 'found-by-type'],
  'key-management': ['keys', 'uses', 'destructions'],
  'patient-rights': ['by-right', 'cases'],
  executive: ['posture'],
};

function observed(report: ReadinessReport): Readonly<Record<string, Json>> {
  const tables = tablesOf(report).filter(({ id }) => OBSERVED[report.kind]?.includes(id) === true);
  return {
    'reviewed-controls': { 'control-selections': [{ 'include-all': {} }] },
    ...listed(
      'observations',
      tables.flatMap((table) => {
        const texts = pick(
          table,
          table.columns.filter(({ kind }) => kind !== 'number').map(({ id }) => id),
        );
        return table.rows.map((row, index): Json => ({
          uuid: uuidOf(report.reportId, 'observation', table.id, String(index)),
          title: `${table.title}, ${index + 1}`,
          description: textOr(
            (texts.rows[index] ?? []).filter((cell) => cell !== null && cell !== '').join(' · '),
            table.title,
          ),
          props: [
            ...property('table', table.id),
            ...table.columns.flatMap(({ id, kind }, at) =>
              kind === 'number' ? property(id.replaceAll('_', '-'), row[at] ?? null) : [],
            ),
          ],
          methods: ['TEST'],
          collected: report.createdAt,
        }));
      }),
    ),
  };
}

/** A piece of evidence: what it is and its SHA-256; the file itself stays in the application. */
const resource = (reportId: string, item: Frozen<ReportedEvidence>): Json => ({
  uuid: uuidOf(reportId, 'evidence', item.id),
  title: textOr(item.title, item.id),
  description: textOr(item.source, item.title),
  props: [
    ...property('evidence-id', item.id),
    ...property('kind', item.kind),
    ...property('collected-by', item.collectedBy),
    ...property('collected-at', item.collectedAt),
    ...property('bytes', item.bytes),
    ...property('expires-on', item.expiresOn),
  ],
  rlinks: [
    {
      href: `urn:attestry:evidence:${item.id}`,
      hashes: [{ algorithm: 'SHA-256', value: item.sha256 }],
    },
  ],
});
