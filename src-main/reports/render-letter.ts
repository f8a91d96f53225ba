import type { Content } from 'pdfmake';
import type { LabelPages, LetterBlock, LetterPages } from './letter-model.ts';
import { layOut, shownWhole } from './pdf-plain.ts';
import { areShort, columnTitle, COLOUR, ruled, shown } from './pdf-text.ts';

const WORDS = {
  en: { reference: 'Our reference', page: (page: number, of: number) => `Page ${page} of ${of}` },
  es: { reference: 'Nuestra referencia', page: (page: number, of: number) => `Página ${page} de ${of}` },
} as const;

/** The head of a letter: who writes. */
export const letterhead = ([entity = '', ...rest]: readonly string[]): Content => ({
  stack: [
    { text: shown(entity), bold: true, fontSize: 14, color: COLOUR.accent },
    ...rest.flatMap(shownWhole),
  ],
  fontSize: 9,
  margin: [0, 0, 0, 28],
});

/**
 * A letter as PDF/A-2b on US Letter. What is previewed is this very file.
 *
 * @throws Error when a font of the application is missing
 */
export const renderLetter = (letter: LetterPages): Promise<Uint8Array> => {
  const words = WORDS[letter.language];
  return layOut({
    ...{ language: letter.language, title: letter.title, author: letter.from[0] ?? '' },
    ...{ madeAt: letter.madeAt, fontSize: 11, pageSize: 'LETTER', margins: [72, 56, 72, 64] },
    foot: (page, pages) => ({
      columns: [
        { text: `${words.reference}: ${letter.reference}` },
        { text: words.page(page, pages), alignment: 'right' },
      ],
      ...{ fontSize: 8, color: COLOUR.muted, margin: [72, 20, 72, 0] },
    }),
    content: [
      letterhead(letter.from),
      { stack: letter.to.flatMap(shownWhole) },
      { text: letter.date, margin: [0, 24, 0, 0] },
      { text: `${words.reference}: ${letter.reference}`, margin: [0, 0, 0, 20] },
      { text: shown(letter.title), headlineLevel: 1, bold: true, fontSize: 13, margin: [0, 0, 0, 12] },
      ...letter.blocks.map(blockOf),
      { text: shown(letter.from[0] ?? ''), bold: true, margin: [0, 28, 0, 0] },
    ],
  });
};

function blockOf(block: LetterBlock): Content {
  switch (block.kind) {
    case 'paragraph':
      return { stack: shownWhole(block.text), margin: [0, 0, 0, 9] };
    case 'heading':
      return { text: shown(block.text), bold: true, margin: [0, 8, 0, 4], headlineLevel: 2 };
    case 'list':
      return { ul: block.items.map((item) => ({ stack: shownWhole(item) })), margin: [8, 0, 0, 9] };
    case 'table':
      return {
        table: {
          headerRows: 1,
          dontBreakRows: areShort(block.rows.flat(), 440 / block.head.length, 9),
          widths: block.head.map(() => '*'),
          body: [
            block.head.map(columnTitle),
            ...block.rows.map((row) => row.map((cell) => ({ stack: shownWhole(cell) }))),
          ],
        },
        layout: ruled,
        fontSize: 9,
        margin: [0, 0, 0, 9],
      };
  }
}

/** A label for an envelope or a parcel, 4 by 6 inches. */
export const renderLabel = ({ from, to, caseId, madeAt }: LabelPages): Promise<Uint8Array> =>
  layOut({
    ...{ language: 'en', title: caseId, author: from[0] ?? '', madeAt, fontSize: 10 },
    pageSize: { width: 432, height: 288 },
    margins: [28, 24, 28, 24],
    foot: null,
    content: [
      { stack: from.flatMap(shownWhole), fontSize: 9 },
      { stack: to.flatMap(shownWhole), fontSize: 15, bold: true, margin: [90, 46, 0, 0] },
    ],
  });
