import type { Content } from 'pdfmake';
import { type Verdict } from '../../src-shared/audit/types.ts';
import { type IntegrityReport } from './model.ts';
import { labelled } from './pdf-roles.ts';
import { signerBox } from './pdf-sheet.ts';
import {
  boxed,
  COLOUR,
  duration,
  hash,
  moment,
  momentToSecond,
  ruled,
  shown,
  VERDICT_COLOUR,
} from './pdf-text.ts';
import { counted, grouped, LEVEL, VERDICT } from './wording.ts';

// Drawn, because no font that is embedded has these shapes in every weight.
const ICON: Readonly<Record<Verdict, string>> = {
  intact: '<path d="M14 25 L21 32 L35 17" stroke="#ffffff" stroke-width="4.5" fill="none"/>',
  tampered: '<path d="M17 17 L31 31 M31 17 L17 31" stroke="#ffffff" stroke-width="4.5" fill="none"/>',
  'could-not-tell':
    '<path d="M18 20 C18 12 30 12 30 19 C30 24 24 24 24 29" stroke="#ffffff" stroke-width="4" fill="none"/><circle cx="24" cy="35" r="2.6" fill="#ffffff"/>',
};

/** Title, verdict and key facts: what somebody must know who reads one page. */
export const cover = (report: IntegrityReport): Content[] => [
  { text: 'Attestry', fontSize: 9, bold: true, color: COLOUR.accent, characterSpacing: 1.2 },
  { text: report.title, headlineLevel: 1, fontSize: 24, bold: true, margin: [0, 2, 0, 2] },
  {
    text: [
      { text: 'Log ' },
      ...shown(report.scope.logTable),
      { text: ' of database ' },
      ...shown(report.scope.database),
      { text: ` · checked ${momentToSecond(report.startedAt)}` },
    ],
    color: COLOUR.muted,
    fontSize: 10,
    margin: [0, 0, 0, 12],
  },
  verdictBlock(report),
  { text: '', margin: [0, 6, 0, 0] },
  facts(report),
  signerBox(report.signer, [0, 14, 0, 0], ' “How to check this report” explains how.'),
];

function verdictBlock(report: IntegrityReport): Content {
  const { strong, tint } = VERDICT_COLOUR[report.verdict];
  const words: Content[] = [
    { text: VERDICT[report.verdict], fontSize: 22, bold: true, color: strong },
    { text: report.statement, fontSize: 11, lineHeight: 1.2, margin: [0, 2, 0, 0] },
  ];
  if (report.reason !== null)
    words.push({ text: [{ text: 'Why: ', bold: true }, ...shown(report.reason)], margin: [0, 4, 0, 0] });
  if (report.pending > 0)
    words.push({
      text: `${counted(report.pending, 'entry is', 'entries are')} newer than the seals or the checkpoint and not part of this statement.`,
      color: COLOUR.muted,
      margin: [0, 4, 0, 0],
    });
  const icon = `<svg width="48" height="48" viewBox="0 0 48 48"><circle cx="24" cy="24" r="22" fill="${strong}"/>${ICON[report.verdict]}</svg>`;
  return {
    table: {
      widths: [44, '*'],
      body: [
        [
          { svg: icon, width: 44, fillColor: tint, border: [true, true, false, true] },
          { stack: words, fillColor: tint, border: [false, true, true, true] },
        ],
      ],
    },
    layout: { ...boxed(strong, 12), paddingRight: () => 4 },
  };
}

function facts(report: IntegrityReport): Content {
  const { scope, period } = report;
  const rows: readonly (readonly [string, Content])[] = [
    ['Database', { text: [...shown(scope.database), { text: ' on ' }, ...shown(scope.host)] }],
    [
      'Server',
      { text: [{ text: 'PostgreSQL ' }, ...shown(scope.serverVersion.replace(/^PostgreSQL /, ''))] },
    ],
    ['System identifier', { text: scope.systemIdentifier }],
    ['Log table', { text: shown(scope.logTable) }],
    ['Source fingerprint', hash(scope.fingerprint)],
    [
      'Period covered',
      {
        text:
          period === null ? 'The log holds no entries.' : `${moment(period.first)} – ${moment(period.last)}`,
      },
    ],
    ['Level', { text: LEVEL[report.level] }],
    ['Entries checked', { text: grouped(report.entries) }],
    ['Not yet covered', { text: counted(report.pending, 'entry', 'entries') }],
    ['Findings', { text: report.found === 0 ? 'none' : grouped(report.found) }],
    ['Run', { text: `${momentToSecond(report.startedAt)}, took ${duration(report.elapsedMs)}` }],
    ['Run by', { text: shown(report.runBy) }],
    [
      'Made by',
      {
        text: `${report.application.name} ${report.application.version}, ${momentToSecond(report.createdAt)}`,
      },
    ],
    ['Report id', { text: report.reportId, font: 'Mono', fontSize: 7.5 }],
  ];
  return {
    table: labelled({
      widths: [105, '*'],
      body: rows.map(([label, value]) => [{ text: label, color: COLOUR.muted }, value]),
    }),
    layout: { ...ruled, paddingTop: () => 3, paddingBottom: () => 3 },
  };
}
