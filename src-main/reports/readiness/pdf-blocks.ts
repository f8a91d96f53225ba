import type { Content, ContentTable, ContentText, TableCell } from 'pdfmake/interfaces';
import {
  type ReportBlock,
  type ReportCell,
  type ReportColumn,
  type ReportTable,
  TONES,
  type Tone,
} from '../../../src-shared/reports/document.ts';
import { shownWhole } from '../pdf-plain.ts';
import { figure, labelled, sliced } from '../pdf-roles.ts';
import { areShort, columnTitle, COLOUR, ruled, shown } from '../pdf-text.ts';
import { cellText } from './cell.ts';
import { fitsOneLine } from './measure.ts';

/** Width of the text on A4 between the margins, in points. */
const WIDTH = 499;
const PADDING = 4;
/** Rows up to which a row is kept on one page: keeping thousands together takes long, and their rows are short. */
const MOST_KEPT_ROWS = 300;
/** Bars up to which a chart is kept on one page: more would not fit there. */
const MOST_KEPT_BARS = 40;
/** Longest text that one run can show; see `shown`. */
const SHORT = 280;
const SMALL = 7.5;

const COLOUR_OF: Readonly<Record<Tone, string>> = {
  good: '#0f766e',
  unsure: '#8a4b08',
  bad: '#b42318',
  plain: '#52606d',
};

/**
 * A heading that is not left alone at the foot of a page.
 *
 * @param room - points that must be free below it
 */
export const kept = (head: ContentText, room: number): Content[] => {
  const [left, top, right, bottom] = head.margin as [number, number, number, number];
  return [
    { stack: [{ ...head, margin: [left, top, right, bottom + room] }], unbreakable: true },
    { stack: [], margin: [0, -room, 0, 0] },
  ];
};

/** A block of the report's document as content of its pages. */
export function blockContent(block: ReportBlock, section: string): Iterable<Content> {
  switch (block.kind) {
    case 'paragraph':
      return [{ stack: shownWhole(block.text), margin: [0, 0, 0, 5] }];
    case 'soft':
      return [{ stack: shownWhole(block.text), color: COLOUR.muted, margin: [0, 0, 0, 5] }];
    case 'heading':
      return kept(
        {
          text: shown(block.text),
          headlineLevel: 3,
          fontSize: 11,
          bold: true,
          margin: [0, 10, 0, 3],
          outline: true,
          outlineText: block.text,
          outlineParentId: section,
        },
        80,
      );
    case 'list':
      return [{ ul: block.items.map((item) => ({ stack: shownWhole(item) })), margin: [0, 0, 0, 5] }];
    case 'facts':
      return [facts(block.rows)];
    case 'table':
      return block.table.rows.length === 0
        ? [{ text: block.empty, color: COLOUR.muted, margin: [0, 0, 0, 5] }]
        : tableContent(block.table);
    case 'bars':
      return [bars(block)];
  }
}

const facts = (rows: Extract<ReportBlock, { kind: 'facts' }>['rows']): Content => ({
  table: labelled({
    widths: [86, '*'],
    body: rows.map(({ label, value, as }): TableCell[] => [
      { text: label, color: COLOUR.muted, ...PIECE },
      { ...(cell(value, as, WIDTH - 86 - 24, 9) as ContentText), alignment: 'left' },
    ]),
  }),
  layout: {
    hLineWidth: () => 0,
    vLineWidth: () => 0,
    paddingLeft: () => 0,
    paddingTop: () => 1,
    paddingBottom: () => 1,
  },
  margin: [0, 0, 0, 5],
});

/** A table; a long one slice by slice, made when the pages before it are drawn. */
function* tableContent(table: ReportTable): Generator<Content> {
  const { columns, rows } = table;
  const whole = columns.reduce((sum, { weight }) => sum + weight, 0);
  const room = WIDTH - columns.length * 2 * PADDING;
  const widths = columns.map(({ weight }) => (room * weight) / whole);
  const isLong = rows.length > MOST_KEPT_ROWS;
  for (let from = 0; from < rows.length; from += MOST_KEPT_ROWS) {
    const [isFirst, isLast] = [from === 0, from + MOST_KEPT_ROWS >= rows.length];
    const content: ContentTable = {
      table: {
        ...(isFirst ? { headerRows: 1 } : {}),
        dontBreakRows:
          !isLong && rows.every((row) => row.every((value, at) => mayBeKept(value, widths[at] ?? 0))),
        widths: [...widths],
        body: [
          ...(isFirst ? [columns.map(head)] : []),
          ...rows
            .slice(from, from + MOST_KEPT_ROWS)
            .map((row) => columns.map(({ kind }, at) => cell(row[at] ?? null, kind, widths[at] ?? 0, SMALL))),
        ],
      },
      layout: { ...ruled, ...(isLong ? UNRULED : {}), ...TIGHT },
      fontSize: SMALL,
      lineHeight: 1.05,
      margin: [0, isFirst ? 2 : 0, 0, isLast ? 8 : 0],
    };
    yield isLong ? sliced(isFirst ? 'first' : isLast ? 'last' : 'next', content) : content;
  }
}

const mayBeKept = (value: ReportCell, width: number): boolean =>
  typeof value !== 'string' || areShort([value], width, SMALL);

const head = ({ title, kind }: ReportColumn): TableCell => ({
  ...columnTitle(title),
  fontSize: SMALL,
  ...(kind === 'number' ? { alignment: 'right' as const } : {}),
});

/** A rule is drawn a cell, and thousands of them are kept until the last page is laid out. */
const UNRULED = { hLineWidth: () => 0 };
const TIGHT = {
  paddingLeft: () => PADDING,
  paddingRight: () => PADDING,
  paddingTop: () => 2.5,
  paddingBottom: () => 2.5,
};

/**
 * One piece instead of many words: the words of thousands of rows are most of what the layout costs. With features, even
 * with none, the shapes of a piece are not remembered; few come twice.
 */
const PIECE: { readonly noWrap: true; readonly fontFeatures: [] } = { noWrap: true, fontFeatures: [] };

/**
 * A cell of a table.
 *
 * @param room - points that a line has
 */
function cell(value: ReportCell, kind: ReportColumn['kind'], room: number, size: number): TableCell {
  const text = cellText(value, kind);
  const fits = fitsOneLine(text, room, size);
  const whole = fits ? PIECE : {};
  switch (kind) {
    case 'number':
      return { text, alignment: 'right', ...whole };
    case 'hash':
      return text.length < 64 ? { text, ...whole } : { text: hashLines(text), font: 'Mono', fontSize: 5.5 };
    case 'state':
      return { text, bold: true, color: COLOUR_OF[TONES[text] ?? 'plain'], ...whole };
    case 'text':
      if (fits) return { text, ...whole };
      return text.length <= SHORT && !text.includes('\n')
        ? { text: shown(text) }
        : { stack: shownWhole(text) };
  }
}

/** A hash in two lines. */
const hashLines = (hex: string): Content[] => [
  { text: hex.slice(0, 32), ...PIECE },
  { text: '\n' },
  { text: hex.slice(32), ...PIECE },
];

function bars({ title, bars: all }: Extract<ReportBlock, { kind: 'bars' }>): Content {
  const most = Math.max(1, ...all.map(({ value }) => value));
  const words = all.map(({ label, value }) => `${label}: ${cellText(value, 'number')}`).join('; ');
  return figure(`Bar chart. ${title}: ${words}.`, {
    stack: [
      { text: title, bold: true, margin: [0, 0, 0, 3] },
      ...all.map(({ label, value, tone }): Content => ({
        columns: [
          { width: 150, text: shown(label) },
          {
            width: 4 + (240 * value) / most,
            // A hair's breadth where there is nothing, so that every bar can be seen to begin.
            canvas: [
              {
                type: 'rect',
                x: 0,
                y: 1,
                w: Math.max(0.6, (240 * value) / most),
                h: 8,
                color: COLOUR_OF[tone],
              },
            ],
          },
          { width: 60, text: cellText(value, 'number'), bold: true },
        ],
        margin: [0, 0, 0, 3],
      })),
    ],
    unbreakable: all.length <= MOST_KEPT_BARS,
    margin: [0, 2, 0, 8],
  });
}
