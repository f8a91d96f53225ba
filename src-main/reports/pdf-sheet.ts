import type { Content } from 'pdfmake/interfaces';
import type { Sheet } from './pdf-pages.ts';
import { boxed, COLOUR, momentToSecond, shown } from './pdf-text.ts';

/** What every page of a report has beside its content: A4, a running title, page x of y. */
export const reportSheet = (report: {
  /** What stands on top of each page but the first. */
  readonly running: string;
  readonly reportId: string;
  readonly createdAt: string;
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** The application and its version. */
  readonly madeBy: string;
}): Sheet => {
  const { title, author, subject, madeBy, createdAt: madeAt } = report;
  return {
    ...{ pageSize: 'A4', margins: [48, 56, 48, 52], language: 'en' },
    ...{ title, author, subject, madeBy, madeAt },
    defaultStyle: { font: 'Roboto', fontSize: 9, color: COLOUR.ink, lineHeight: 1.15 },
    header: (page) => (page === 1 ? null : edge(report.running, report.reportId, [48, 26, 48, 0])),
    footer: (page, pages) =>
      edge(
        `Made ${momentToSecond(report.createdAt)}`,
        `Page ${page.toString()} of ${pages.toString()}`,
        [48, 16, 48, 0],
      ),
  };
};

const edge = (left: string, right: string, margin: [number, number, number, number]): Content => ({
  columns: [{ text: shown(left) }, { text: right, alignment: 'right', width: 120 }],
  ...{ fontSize: 7.5, color: COLOUR.muted, margin },
});

/**
 * The box of a cover that says who signs, or that nobody does.
 *
 * @param signer - null for a copy that is not signed
 * @param further - a sentence behind that only the reader's panel counts
 */
export function signerBox(
  signer: string | null,
  margin: [number, number, number, number],
  further = '',
): Content {
  const words: Content[] =
    signer === null
      ? [
          { text: 'Not signed', bold: true, fontSize: 11 },
          {
            text: 'This copy carries no digital signature: nothing protects it against changes.',
            color: COLOUR.muted,
          },
        ]
      : [
          { text: 'Digitally signed by', color: COLOUR.muted },
          { text: shown(signer), bold: true, fontSize: 12, margin: [0, 1, 0, 2] },
          {
            text: `See the signature panel of your PDF reader: only what it says there counts, this box is part of the page.${further}`,
            color: COLOUR.muted,
          },
        ];
  return {
    table: { widths: ['*'], body: [[{ stack: words }]] },
    layout: boxed(signer === null ? COLOUR.rule : COLOUR.accent),
    ...{ margin, unbreakable: true },
  };
}
