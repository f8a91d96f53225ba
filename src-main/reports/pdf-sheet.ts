import pdfmake from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces';
import { reportFonts } from './fonts.ts';
import { boxed, COLOUR, momentToSecond, shown } from './pdf-text.ts';

/**
 * Lays pages out with the fonts of the application, all of them embedded. The same definition gives the same bytes.
 *
 * @throws Error when a font of the application is missing
 */
export async function pdfBytes(definition: TDocumentDefinitions): Promise<Uint8Array> {
  const fonts = reportFonts();
  const files = new Set(Object.values(fonts).flatMap((family) => Object.values(family)));
  // Text from a record must never make the layout engine fetch or open anything.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((file) => files.has(file));
  pdfmake.setFonts(fonts);
  return pdfmake.createPdf(definition).getBuffer();
}

/** What every page of a report has beside its content: PDF/A-2b (ISO 19005-2) on A4, a running title, page x of y. */
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
}): Omit<TDocumentDefinitions, 'content'> => {
  const created = new Date(report.createdAt);
  const { title, author, subject, madeBy } = report;
  return {
    ...{ version: '1.7', subset: 'PDF/A-2b', pageSize: 'A4', pageMargins: [48, 56, 48, 52] },
    ...{ language: 'en', displayTitle: true },
    info: {
      ...{ title, author, subject, creator: madeBy, producer: madeBy },
      ...{ creationDate: created, modDate: created },
    },
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
