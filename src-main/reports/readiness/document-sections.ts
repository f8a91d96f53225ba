import type { ReportBlock, ReportSection, Tone } from '../../../src-shared/reports/document.ts';
import { SEVERITIES } from '../../../src-shared/controls/gaps.ts';
import { CONCLUSIONS } from '../../../src-shared/reports/readiness-parts.ts';
import type {
  Frozen,
  ReadinessReport,
  ReviewReport,
  RiskAnalysisReport,
} from '../../../src-shared/reports/readiness.ts';
import type { ReportedGap } from '../../../src-shared/reports/readiness-parts.ts';
import { assessmentBlocks } from './document-assessment.ts';
import { shownTable, type Tables } from './document-blocks.ts';
import { CONCLUSION, GAP_STATE, RIGHT, SEVERITY, verdictWord } from './words.ts';

const TONE_OF = {
  effective: 'good',
  exception: 'unsure',
  'not-effective': 'bad',
  'not-tested': 'plain',
} as const satisfies Record<(typeof CONCLUSIONS)[number], Tone>;
const SEVERITY_TONE: Readonly<Record<(typeof SEVERITIES)[number], Tone>> = {
  low: 'plain',
  medium: 'unsure',
  high: 'bad',
  critical: 'bad',
};

/** What only this kind has. */
export function ownSections(report: ReadinessReport, tables: Tables): readonly ReportSection[] {
  switch (report.kind) {
    case 'risk-analysis':
      return riskSections(report, tables);
    case 'audit-integrity':
      return [
        {
          id: 'verifications',
          title: 'Verifications of the audit log',
          blocks: [
            bars(
              'Verifications by result',
              (['intact', 'tampered', 'could-not-tell'] as const).map((verdict) => ({
                label: verdictWord(verdict),
                value: report.runs.filter((run) => run.verdict === verdict).length,
                tone: verdict === 'intact' ? 'good' : verdict === 'tampered' ? 'bad' : 'unsure',
              })),
            ),
            shownTable(
              tables('runs', ['started', 'log', 'level', 'verdict', 'entries', 'pending', 'found']),
              'The log was not verified in this period.',
            ),
            { kind: 'heading', id: 'found-by-type', text: 'Findings by type' },
            shownTable(tables('found-by-type', ['type', 'found']), ''),
          ],
        },
        {
          id: 'checkpoint',
          title: 'Newest signed checkpoint',
          blocks:
            report.checkpoint === null
              ? [{ kind: 'paragraph', text: 'There is no signed checkpoint over the log yet.' }]
              : [
                  {
                    kind: 'facts',
                    rows: [
                      { label: 'Log', value: report.checkpoint.origin, as: 'text' },
                      { label: 'Entries', value: report.checkpoint.size, as: 'number' },
                      { label: 'Root hash', value: report.checkpoint.root, as: 'hash' },
                      { label: 'Signed', value: report.checkpoint.signedAt, as: 'text' },
                      { label: 'Key', value: report.checkpoint.keyName, as: 'text' },
                    ],
                  },
                ],
        },
      ];
    case 'key-management':
      return [
        {
          id: 'keys',
          title: 'Keys and their versions',
          blocks: [
            shownTable(
              tables('keys', [
                'name',
                'kind',
                'version',
                'state',
                'activated',
                'operations',
                'objects',
                'rotation',
                'rotate_by',
              ]),
              'No key is kept on a token yet.',
            ),
          ],
        },
        {
          id: 'uses',
          title: 'What the keys did',
          blocks: [
            shownTable(
              tables('uses', ['key', 'version', 'operation', 'operations', 'last']),
              'No key was used yet.',
            ),
          ],
        },
        {
          id: 'destructions',
          title: 'Destructions',
          blocks: [
            shownTable(
              tables('destructions', ['key', 'version', 'state', 'asked', 'by', 'approvals']),
              'No key was destroyed, and nobody asked for it.',
            ),
          ],
        },
      ];
    case 'patient-rights':
      return [
        {
          id: 'by-right',
          title: 'Requests by right',
          blocks: [
            bars(
              'Requests received',
              report.byRight.map(({ right, received }) => ({
                label: RIGHT[right],
                value: received,
                tone: 'plain',
              })),
            ),
            shownTable(tables('by-right'), 'No request was received in this period.'),
          ],
        },
        {
          id: 'cases',
          title: 'Requests one by one',
          blocks: [shownTable(tables('cases'), 'No request was received in this period.')],
        },
      ];
    case 'executive':
      return [
        {
          id: 'posture',
          title: 'Where we stand',
          blocks: [shownTable(tables('posture'), 'No review was begun yet.')],
        },
        gapSection(report.gaps, tables),
        trendSection(tables),
      ];
    default:
      return reviewSections(report, tables);
  }
}

/** A bar chart without the bars that say nothing. */
const bars = (
  title: string,
  all: readonly { readonly label: string; readonly value: number; readonly tone: Tone }[],
): ReportBlock => ({ kind: 'bars', title, bars: [...all] });

const reviewSections = (report: ReviewReport, tables: Tables): readonly ReportSection[] => [
  {
    id: 'results',
    title: 'Results at a glance',
    blocks: [
      bars(
        'Requirements by conclusion',
        CONCLUSIONS.map((conclusion) => ({
          label: CONCLUSION[conclusion],
          value: report.assessments.filter((each) => each.conclusion === conclusion).length,
          tone: TONE_OF[conclusion],
        })),
      ),
      shownTable(
        tables('assessments', [
          'requirement',
          'title',
          'conclusion',
          'tests',
          'failed_tests',
          'samples',
          'evidence',
        ]),
        'No requirement is in scope.',
      ),
    ],
  },
  {
    id: 'assessments',
    title: 'Assessments one by one',
    blocks: report.assessments.flatMap(assessmentBlocks),
  },
  {
    id: 'exceptions',
    title: 'Exceptions',
    blocks: [
      shownTable(
        tables('exceptions', ['number', 'requirement', 'from', 'what', 'found', 'of']),
        'No exceptions noted.',
      ),
    ],
  },
  gapSection(report.gaps, tables),
  roadmapSection(tables),
  trendSection(tables),
  evidenceSection(tables),
];

const riskSections = (report: RiskAnalysisReport, tables: Tables): readonly ReportSection[] => [
  {
    id: 'elements',
    title: 'The nine elements of a risk analysis',
    blocks: [
      {
        kind: 'soft',
        text: '45 CFR 164.308(a)(1)(ii)(A). Managing the risks, 164.308(a)(1)(ii)(B), is a matter of its own: see gaps and roadmap.',
      },
      ...report.elements.flatMap(({ number, title, statements }): ReportBlock[] => [
        { kind: 'heading', id: `element-${number}`, text: `${number}. ${title}` },
        { kind: 'list', items: [...statements] },
      ]),
    ],
  },
  {
    id: 'risks',
    title: 'Risks',
    blocks: [
      bars(
        'Risks by level',
        SEVERITIES.map((level) => ({
          label: SEVERITY[level],
          value: report.risks.filter((risk) => risk.level === level).length,
          tone: SEVERITY_TONE[level],
        })),
      ),
      shownTable(
        tables('risks', ['number', 'place', 'threat', 'weakness', 'likelihood', 'impact', 'level', 'action']),
        'No threat was matched with a weakness.',
      ),
    ],
  },
  gapSection(report.gaps, tables),
  roadmapSection(tables),
  trendSection(tables),
  evidenceSection(tables),
];

const gapSection = (gaps: readonly Frozen<ReportedGap>[], tables: Tables): ReportSection => {
  const left = gaps.filter(({ state }) => state !== 'closed');
  const accepted = gaps.filter(({ acceptance }) => acceptance !== null);
  return {
    id: 'gaps',
    title: 'Gaps',
    blocks: [
      bars(
        'Gaps that are not closed, by severity',
        SEVERITIES.map((severity) => ({
          label: SEVERITY[severity],
          value: left.filter((gap) => gap.severity === severity).length,
          tone: SEVERITY_TONE[severity],
        })),
      ),
      shownTable(
        tables('gaps', ['requirement', 'title', 'severity', 'owner', 'effort_days', 'due', 'state']),
        'No gap was recorded.',
      ),
      ...(accepted.length === 0
        ? []
        : [
            { kind: 'heading' as const, id: 'accepted', text: 'Risks that were accepted' },
            {
              kind: 'list' as const,
              items: accepted.map(
                ({ requirement, title, acceptance, state }) =>
                  `${requirement.id}, ${title}: ${acceptance?.reason ?? ''} Accepted by ${acceptance?.by ?? ''} until ${acceptance?.until ?? ''}; now ${GAP_STATE[state].toLowerCase()}.`,
              ),
            },
          ]),
    ],
  };
};

const roadmapSection = (tables: Tables): ReportSection => ({
  id: 'roadmap',
  title: 'Roadmap',
  blocks: [
    shownTable(
      tables('roadmap', ['position', 'title', 'start', 'end', 'late', 'waits_for']),
      'There is nothing left to do.',
    ),
  ],
});

const trendSection = (tables: Tables): ReportSection => ({
  id: 'trend',
  title: 'Trend, like with like',
  blocks: [
    {
      kind: 'soft',
      text: 'Counted are only requirements that every review of a framework in this table has in scope.',
    },
    shownTable(
      tables('trend', [
        'framework',
        'cycle',
        'from',
        'to',
        'compared',
        'effective',
        'exception',
        'not_effective',
        'not_tested',
      ]),
      'There is no earlier review to compare with.',
    ),
  ],
});

const evidenceSection = (tables: Tables): ReportSection => ({
  id: 'evidence',
  title: 'Evidence',
  blocks: [
    shownTable(
      tables('evidence', ['id', 'title', 'source', 'collected_by', 'collected_on', 'expires', 'sha256']),
      'No evidence was attached.',
    ),
  ],
});
