import type { ReportBlock, ReportSection, Tone } from '../../../src-shared/reports/document.ts';
import { SEVERITIES } from '../../../src-shared/controls/gaps.ts';
import { CONCLUSIONS } from '../../../src-shared/reports/readiness-parts.ts';
import type {
  ReadinessReport,
  ReviewReport,
  RiskAnalysisReport,
} from '../../../src-shared/reports/readiness.ts';
import { assessmentBlocks } from './document-assessment.ts';
import { shownTable, type Tables } from './document-blocks.ts';
import {
  bars,
  evidenceSection,
  gapSection,
  roadmapSection,
  SEVERITY_TONE,
  trendSection,
} from './document-shared.ts';
import { CONCLUSION, RIGHT, SEVERITY, verdictWord } from './words.ts';

const TONE_OF = {
  effective: 'good',
  exception: 'unsure',
  'not-effective': 'bad',
  'not-tested': 'plain',
} as const satisfies Record<(typeof CONCLUSIONS)[number], Tone>;

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
        trendSection(report, tables),
      ];
    default:
      return reviewSections(report, tables);
  }
}

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
  trendSection(report, tables),
  evidenceSection(report, tables),
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
  trendSection(report, tables),
  evidenceSection(report, tables),
];
