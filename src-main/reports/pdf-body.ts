import type { Content, TableCell } from 'pdfmake';
import { TAMPER_TYPES } from '../../src-shared/audit/types.ts';
import { type IntegrityReport, type ReportedFinding } from './model.ts';
import {
  columnTitle,
  COLOUR,
  heading,
  moment,
  momentToSecond,
  ruled,
  shortHash,
  shown,
  VERDICT_COLOUR,
} from './pdf-text.ts';
import { grouped, STEP, TAMPER, VERDICT } from './wording.ts';

/** Findings that are printed; the JSON holds all. */
const MAX_PRINTED = 200;
const SMALL = 7.5;

/** What the verification did, step by step. */
export const steps = (report: IntegrityReport): Content[] => [
  heading('What was checked'),
  report.steps.length === 0
    ? { text: 'No step was carried out.', color: COLOUR.muted }
    : {
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: [110, 80, '*'],
          body: [
            [columnTitle('Step'), columnTitle('Result'), columnTitle('What was done and seen')],
            ...report.steps.map(({ step, verdict, detail }): TableCell[] => [
              { text: STEP[step] },
              { text: VERDICT[verdict], bold: true, color: VERDICT_COLOUR[verdict].strong },
              { text: shown(detail) },
            ]),
          ],
        },
        layout: ruled,
      },
];

/** Findings by type, then one by one. */
export function findings(report: IntegrityReport): Content[] {
  if (report.found === 0)
    return [
      heading('Findings'),
      {
        text:
          report.verdict === 'intact'
            ? 'No piece of tampering was found.'
            : 'No piece of tampering was found in what could be checked.',
      },
    ];
  const printed = report.findings.slice(0, MAX_PRINTED);
  const left = report.found - printed.length;
  return [
    heading('Findings by type'),
    byType(report),
    heading('Findings one by one'),
    {
      text: `Positions count from 0 in the order of sealing. Hashes are shortened here and whole in the JSON file of this report.${left > 0 ? whereTheRestIs(report, printed.length) : ''}`,
      color: COLOUR.muted,
      margin: [0, 0, 0, 6],
    },
    {
      table: {
        headerRows: 1,
        dontBreakRows: true,
        widths: [16, 84, 58, '*', 72],
        body: [
          ['#', 'What happened', 'Entry', 'Evidence', 'When'].map(columnTitle),
          ...printed.map((finding, index) => findingRow(finding, index + 1)),
        ],
      },
      layout: { ...ruled, paddingLeft: () => 4, paddingRight: () => 4 },
      fontSize: SMALL,
      lineHeight: 1.05,
    },
  ];
}

function whereTheRestIs(report: IntegrityReport, printed: number): string {
  const kept = report.findings.length;
  const rest =
    kept >= report.found
      ? `the other ${grouped(report.found - printed)} are in the JSON file with the id of this report, under “findings”.`
      : `the first ${grouped(kept)} are in the JSON file with the id of this report, under “findings”, and all of them in the application, under run ${report.runId}.`;
  return ` Printed are the first ${grouped(printed)} of ${grouped(report.found)} findings; ${rest}`;
}

const byType = ({ foundByType }: IntegrityReport): Content => ({
  table: {
    headerRows: 1,
    widths: ['*', 150, 60],
    body: [
      [columnTitle('What happened'), columnTitle('Type'), { ...columnTitle('Number'), alignment: 'right' }],
      ...TAMPER_TYPES.filter((type) => (foundByType[type] ?? 0) > 0).map((type): TableCell[] => [
        { text: TAMPER[type].plain },
        { text: TAMPER[type].term, color: COLOUR.muted },
        { text: grouped(foundByType[type] ?? 0), alignment: 'right' },
      ]),
    ],
  },
  layout: ruled,
});

function findingRow(finding: ReportedFinding, number: number): TableCell[] {
  const { evidence } = finding;
  const place: Content[] = [{ text: shown(finding.key ?? finding.entryId?.toString() ?? '–'), bold: true }];
  if (finding.position !== null)
    place.push({ text: `position ${finding.position.toString()}`, color: COLOUR.muted });
  if (evidence.movedFrom !== null)
    place.push({ text: `was at entry ${evidence.movedFrom.toString()}`, color: COLOUR.muted });
  if (evidence.block !== null)
    place.push({ text: `block ${evidence.block.toString()}`, color: COLOUR.muted });
  return [
    { text: number.toString(), color: COLOUR.muted },
    {
      stack: [
        { text: TAMPER[finding.type].plain, bold: true, color: VERDICT_COLOUR.tampered.strong },
        { text: `(${TAMPER[finding.type].term})`, color: COLOUR.muted },
      ],
    },
    { stack: place },
    { stack: evidenceLines(finding) },
    {
      stack: [
        ...(finding.earliest === null
          ? [{ text: 'before' }]
          : [{ text: 'between' }, { text: momentToSecond(finding.earliest) }, { text: 'and' }]),
        { text: momentToSecond(finding.latest) },
      ],
    },
  ];
}

function evidenceLines({ evidence, entryId }: ReportedFinding): Content[] {
  const lines: Content[] = [{ text: shown(evidence.summary) }];
  if (evidence.before !== null) lines.push(headerLine('Before', evidence.before, entryId));
  if (evidence.now !== null) lines.push(headerLine('Now', evidence.now, entryId));
  for (const [label, row] of [
    ['Before', evidence.row?.before ?? null],
    ['Now', evidence.row?.now ?? null],
  ] as const)
    if (row !== null)
      lines.push({
        text: [{ text: `${label}: `, bold: true }, ...shown(`key ${row.key} · ${row.time ?? 'no time'}`)],
        color: COLOUR.muted,
      });
  if (evidence.expectedLeaf !== null)
    lines.push(leafLine(`Hash by ${evidence.reference}`, evidence.expectedLeaf));
  if (evidence.foundLeaf !== null) lines.push(leafLine('Hash now', evidence.foundLeaf));
  return lines;
}

function headerLine(
  label: string,
  header: NonNullable<ReportedFinding['evidence']['now']>,
  entryId: number | null,
): Content {
  const parts = [
    ...(header.entryId === entryId ? [] : [`entry ${header.entryId.toString()}`]),
    header.occurredAt === null ? 'no time' : moment(header.occurredAt),
    ...[header.actor, header.eventType, header.action].filter((part) => part !== null),
  ];
  return { text: [{ text: `${label}: `, bold: true }, ...shown(parts.join(' · '))], color: COLOUR.muted };
}

const leafLine = (label: string, leaf: string): Content => ({
  text: [{ text: `${label}: ` }, shortHash(leaf)],
  color: COLOUR.muted,
});

/** The appendix for somebody who does not have the application. */
export const howToCheck = (report: IntegrityReport): Content[] => [
  {
    stack: [
      heading('How to check this report'),
      {
        text: 'A report is worth what can be checked about it. Each of these ways works without the ones before it.',
        margin: [0, 0, 0, 4],
      },
      ...report.howToCheck.map(({ tool, what, commands }): Content => ({
        stack: [
          { text: [{ text: `${tool}. `, bold: true }, { text: what }] },
          // Monospaced: in the text font two hyphens look like one.
          ...commands.map((command): Content => ({
            text: command,
            font: 'Mono',
            fontSize: 7,
            margin: [12, 2, 0, 0],
          })),
        ],
        margin: [0, 0, 0, 7],
      })),
    ],
    unbreakable: true,
  },
];
