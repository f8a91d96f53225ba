import type { ReportBlock, ReportDocument, ReportSection } from '../../../src-shared/reports/document.ts';
import {
  KIND_TITLES,
  type ReadinessReport,
  type ReportFrame,
} from '../../../src-shared/reports/readiness.ts';
import { HOW_TO_CHECK } from '../wording.ts';
import { shownTable, type Tables } from './document-blocks.ts';
import { ownSections } from './document-sections.ts';
import { pick } from './table.ts';
import { tablesOf } from './tables.ts';

/** The report as it is read, from beginning to end: the pages of the PDF, the HTML and the preview in the window. */
export function documentOf(report: ReadinessReport): ReportDocument {
  const all = new Map(tablesOf(report).map((table) => [table.id, table]));
  const tables: Tables = (id, columns) => {
    const table = all.get(id);
    if (table === undefined) throw new RangeError(`a report of the kind ${report.kind} has no table ${id}`);
    return columns === undefined ? table : pick(table, columns);
  };
  return {
    name: report.name,
    title: report.title,
    subtitle: `${report.entity} · ${report.period.from} to ${report.period.to}`,
    reportId: report.reportId,
    createdAt: report.createdAt,
    madeBy: `${report.application.name} ${report.application.version}`,
    signer: report.signer,
    sections: [
      summary(report, tables),
      scope(report, tables),
      ...ownSections(report, tables),
      {
        id: 'not-tested',
        title: 'What was not tested, and why',
        blocks: [
          shownTable(
            tables('not-tested', ['requirement', 'what', 'reason']),
            'Everything in scope was tested.',
          ),
        ],
      },
      {
        id: 'sources',
        title: 'Where the numbers come from',
        blocks: [
          {
            kind: 'soft',
            text: 'Each query is named by the SHA-256 of its text as it was sent; the role that asked could read and not write.',
          },
          shownTable(
            tables('sources', ['name', 'server', 'database', 'role', 'query_sha256', 'counted', 'at']),
            'Nothing was asked of a database.',
          ),
        ],
      },
      { id: 'limits', title: 'Limits of this report', blocks: [{ kind: 'list', items: [...report.limits] }] },
      signOffs(report, tables),
      { id: 'privacy', title: 'No patient data', blocks: [{ kind: 'paragraph', text: report.privacy }] },
      howToCheck(),
    ],
  };
}

function summary(report: ReadinessReport, tables: Tables): ReportSection {
  return {
    id: 'summary',
    title: 'Executive summary',
    blocks: [
      ...report.summary.statements.map((text): ReportBlock => ({ kind: 'paragraph', text })),
      shownTable(tables('figures', ['label', 'value']), 'There is nothing to count yet.'),
    ],
  };
}

function scope(report: ReadinessReport, tables: Tables): ReportSection {
  return {
    id: 'scope',
    title: 'Scope and method',
    blocks: [
      { kind: 'paragraph', text: report.scope.statement },
      {
        kind: 'facts',
        rows: [
          { label: 'Entity', value: report.entity, as: 'text' },
          {
            label: 'Period',
            value: `${report.period.from} to ${report.period.to}, both included`,
            as: 'text',
          },
          { label: 'Kind', value: KIND_TITLES[report.kind], as: 'text' },
          ...frameworkFacts(report),
          { label: 'Prepared by', value: report.preparedBy, as: 'text' },
        ],
      },
      ...(report.scope.included.length === 0
        ? []
        : [{ kind: 'list' as const, items: [...report.scope.included] }]),
      ...(report.scope.excluded.length === 0
        ? []
        : [
            { kind: 'heading' as const, id: 'excluded', text: 'Left out, with the reason' },
            shownTable(tables('excluded', ['requirement', 'what', 'state', 'reason', 'approved_by']), ''),
          ]),
      { kind: 'heading', id: 'method', text: 'Method' },
      { kind: 'list', items: [...report.method] },
    ],
  };
}

function frameworkFacts(report: ReadinessReport) {
  return 'frameworks' in report
    ? report.frameworks.map(({ name, publisher, version, effectiveFrom, effectiveTo }) => ({
        label: 'Framework',
        value: `${name}, ${publisher}, ${version}; in force from ${effectiveFrom}${effectiveTo === null ? '' : ` to ${effectiveTo}`}`,
        as: 'text' as const,
      }))
    : [];
}

function signOffs(report: ReportFrame, tables: Tables): ReportSection {
  return {
    id: 'sign-offs',
    title: 'Sign-offs',
    blocks: [
      {
        kind: 'paragraph',
        text:
          report.signer === null
            ? 'This copy carries no digital signature: nothing protects it against changes.'
            : `The PDF of this report is meant to be signed by ${report.signer}. Only the signature panel of a PDF reader, or Attestry, says whether it is.`,
      },
      shownTable(
        tables('sign-offs', ['what', 'by', 'at', 'state', 'id']),
        'Nothing in this report was signed off by itself.',
      ),
    ],
  };
}

function howToCheck(): ReportSection {
  return {
    id: 'how-to-check',
    title: 'How to check this report',
    blocks: [
      {
        kind: 'paragraph',
        text: 'The file manifest.json beside this report names every file that was made with it and its SHA-256. Compare them with “sha256sum”, and check the signature of the PDF in any of these ways; each works without the others.',
      },
      {
        kind: 'list',
        items: HOW_TO_CHECK.map(({ tool, what, commands }) => [`${tool}. ${what}`, ...commands].join('\n')),
      },
    ],
  };
}
