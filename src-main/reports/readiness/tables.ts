import { TAMPER_TYPES } from '../../../src-shared/audit/types.ts';
import type { ReportTable } from '../../../src-shared/reports/document.ts';
import type { ReadinessReport, ReportFrame } from '../../../src-shared/reports/readiness.ts';
import { LEFT_OUT } from './left-out.ts';
import { number, state, tableOf, words, digest } from './table.ts';
import { evidenceTable, gapTable, reviewTables, roadmapTable, trendTable } from './tables-of-review.ts';
import { capital, KEY_STATE, RIGHT, SEVERITY, SIGN_OFF, tamperWord, verdictWord } from './words.ts';

/** Every table of a report, each complete: the CSV files, and what the pages show parts of. */
export function tablesOf(report: ReadinessReport): readonly ReportTable[] {
  const gone: readonly string[] = report.leftOut ?? [];
  const own = ownTables(report).filter(({ id }) => id === 'tests' || !gone.includes(id));
  return [...firstTables(report), ...own, ...lastTables(report)];
}

function firstTables(report: ReportFrame): readonly ReportTable[] {
  return [
    tableOf('figures', 'Figures', report.summary.figures, [
      words('id', 'Id', (row) => row.id),
      words('label', 'Figure', (row) => row.label, 5),
      number('value', 'Value', (row) => row.value),
    ]),
    tableOf('excluded', 'Left out of scope', report.scope.excluded, [
      words('framework', 'Framework', (row) => row.requirement?.framework ?? null),
      words('requirement', 'Requirement', (row) => row.requirement?.id ?? null),
      words('what', 'What', (row) => row.what, 3),
      words('state', 'Decision', (row) => (row.state === 'out' ? 'Out of scope' : 'Not applicable')),
      words('reason', 'Reason', (row) => row.reason, 4),
      words('approved_by', 'Approved by', (row) => row.approvedBy),
    ]),
    ...(report.leftOut === undefined
      ? []
      : [
          tableOf('left-out', 'Left out of this report', report.leftOut, [
            words('part', 'Part', (row) => row),
            words('what', 'What', (row) => LEFT_OUT[row], 6),
          ]),
        ]),
  ];
}

function lastTables(report: ReportFrame): readonly ReportTable[] {
  return [
    tableOf('not-tested', 'Not tested', report.notTested, [
      words('framework', 'Framework', (row) => row.requirement?.framework ?? null),
      words('requirement', 'Requirement', (row) => row.requirement?.id ?? null, 1.6),
      words('what', 'What', (row) => row.what, 3),
      words('reason', 'Why it was not tested', (row) => row.reason, 4),
    ]),
    tableOf('sources', 'Sources', report.sources, [
      words('name', 'What was read', (row) => row.name, 2.4),
      words('server', 'Server', (row) => row.server, 1.6),
      words('database', 'Database', (row) => row.database, 1.4),
      words('role', 'Role', (row) => row.role, 1.4),
      digest('query_sha256', 'SHA-256 of the query', (row) => row.queryHash, 4),
      number('counted', 'Counted', (row) => row.counted),
      words('at', 'At (UTC)', (row) => row.at, 1.6),
    ]),
    tableOf('sign-offs', 'Sign-offs', report.signOffs, [
      words('what', 'What', (row) => row.what, 3),
      words('by', 'By', (row) => row.by),
      words('at', 'At (UTC)', (row) => row.at),
      state('state', 'Signature', (row) => SIGN_OFF[row.state]),
      words('id', 'Id', (row) => row.id),
    ]),
  ];
}

function ownTables(report: ReadinessReport): readonly ReportTable[] {
  switch (report.kind) {
    case 'risk-analysis':
      return [
        tableOf(
          'elements',
          'The nine elements',
          report.elements.flatMap(({ number: element, title, statements }) =>
            statements.map((statement) => ({ element, title, statement })),
          ),
          [
            number('element', 'Element', (row) => row.element),
            words('title', 'Title', (row) => row.title),
            words('statement', 'Statement', (row) => row.statement, 6),
          ],
        ),
        tableOf('risks', 'Risks', report.risks, [
          number('number', '#', (row) => row.number, 0.6),
          words('place', 'Where the data is', (row) => row.place),
          words('threat', 'Threat', (row) => row.threat),
          words('weakness', 'Weakness', (row) => row.weakness, 2.6),
          words('measures', 'Measures in place', (row) => row.measures),
          words('likelihood', 'Likelihood', (row) => capital(row.likelihood), 1.2),
          words('impact', 'Impact', (row) => capital(row.impact), 1.1),
          state('level', 'Risk', (row) => SEVERITY[row.level], 1.1),
          words('action', 'What is done', (row) => row.action),
          words('gap', 'Gap', (row) => row.gapId),
        ]),
        gapTable(report.gaps),
        roadmapTable(report.roadmap),
        trendTable(report.trend),
        evidenceTable(report.evidence),
      ];
    case 'audit-integrity':
      return [
        tableOf('runs', 'Verifications', report.runs, [
          words('started', 'Started (UTC)', (row) => row.startedAt, 2.4),
          words('log', 'Log', (row) => row.log, 1.8),
          words('level', 'Level', (row) => capital(row.level), 1.4),
          state('verdict', 'Result', (row) => verdictWord(row.verdict)),
          number('entries', 'Entries', (row) => row.entries, 1.3),
          number('pending', 'Not covered', (row) => row.pending, 1.2),
          number('found', 'Findings', (row) => row.found, 1.2),
          words('reason', 'Why', (row) => row.reason, 3),
          number('elapsed_ms', 'Milliseconds', (row) => Math.round(row.elapsedMs), 1.4),
          words('run_by', 'Run by', (row) => row.runBy, 1.8),
          words('id', 'Run', (row) => row.runId, 2),
        ]),
        tableOf(
          'found-by-type',
          'Findings by type',
          TAMPER_TYPES.map((type) => ({ type, found: report.foundByType[type] ?? 0 })),
          [
            words('type', 'What happened', (row) => tamperWord(row.type), 4),
            words('term', 'Type', (row) => row.type),
            number('found', 'Findings', (row) => row.found),
          ],
        ),
      ];
    case 'key-management':
      return [
        tableOf('keys', 'Keys', report.keys, [
          words('name', 'Key', (row) => row.name, 2.4),
          words('kind', 'Kind', (row) => row.kind, 1.5),
          number('version', 'Version', (row) => row.version),
          words('state', 'State', (row) => KEY_STATE[row.state], 1.5),
          words('activated', 'In use since (UTC)', (row) => row.activatedAt, 1.9),
          words('ended', 'Ended (UTC)', (row) => row.endedAt, 1.7),
          number('operations', 'Operations', (row) => row.operations, 1.4),
          number('objects', 'Protects', (row) => row.objects, 1.2),
          state('rotation', 'Exchange', (row) => capital(row.rotation), 1.2),
          words('rotate_by', 'Exchange by (UTC)', (row) => row.rotateBy, 1.9),
          words('certificate_until', 'Certificate until (UTC)', (row) => row.certificateUntil, 1.9),
          words('created', 'Made (UTC)', (row) => row.createdAt, 1.9),
          words('token', 'Token', (row) => row.token, 1.6),
          words('id', 'Id', (row) => row.keyId, 1.8),
        ]),
        tableOf('uses', 'Counted operations', report.uses, [
          words('key', 'Key', (row) => row.name, 2.4),
          number('version', 'Version', (row) => row.version),
          words('operation', 'Operation', (row) => row.operation),
          number('operations', 'Number', (row) => row.operations),
          words('last', 'Last (UTC)', (row) => row.lastAt),
          words('id', 'Id of the key', (row) => row.keyId),
        ]),
        tableOf('destructions', 'Destructions', report.destructions, [
          words('key', 'Key', (row) => row.keyId),
          number('version', 'Version', (row) => row.version),
          words('state', 'State', (row) => capital(row.state)),
          words('asked', 'Asked for (UTC)', (row) => row.requestedAt),
          words('by', 'By', (row) => row.requestedBy),
          number('approvals', 'Officers who agreed', (row) => row.approvals),
          words('id', 'Request', (row) => row.requestId),
        ]),
      ];
    case 'patient-rights':
      return [
        tableOf('by-right', 'Requests by right', report.byRight, [
          words('right', 'Right', (row) => RIGHT[row.right], 3),
          number('received', 'Received', (row) => row.received),
          number('answered', 'Answered', (row) => row.answered),
          number('open', 'Open', (row) => row.open),
          number('late', 'Late', (row) => row.late),
          number('extended', 'Extended', (row) => row.extended),
          number('median_days', 'Median days', (row) => row.medianDays, 1.2),
        ]),
        tableOf('cases', 'Requests', report.cases, [
          words('case', 'Case', (row) => row.caseId, 1.6),
          words('right', 'Right', (row) => RIGHT[row.right], 2.2),
          words('state', 'Stands at', (row) => capital(row.state.replaceAll('-', ' ')), 1.8),
          words('received', 'Received', (row) => row.receivedOn, 1.4),
          words('due', 'Due', (row) => row.due, 1.4),
          words('answered', 'Answered', (row) => row.answeredOn, 1.4),
          number('days', 'Days', (row) => row.days, 0.8),
          words('extended', 'Extended', (row) => (row.extended ? 'yes' : 'no'), 1.2),
          state('late', 'In time', (row) => (row.late ? 'Late' : 'In time'), 1.2),
        ]),
      ];
    case 'executive':
      return [
        tableOf('posture', 'Where we stand', report.posture, [
          words('framework', 'Framework', (row) => row.framework, 2.6),
          words('cycle', 'Review', (row) => row.cycle),
          number('in_scope', 'In scope', (row) => row.inScope),
          number('effective', 'Effective', (row) => row.effective),
          number('exception', 'Exception', (row) => row.exception, 1.2),
          number('not_effective', 'Not effective', (row) => row.notEffective, 1.4),
          number('not_tested', 'Not tested', (row) => row.notTested, 1.2),
        ]),
        gapTable(report.gaps),
        trendTable(report.trend),
      ];
    default:
      return reviewTables(report);
  }
}
