import type { Content } from 'pdfmake/interfaces';
import { pagesOf, type Sheet } from './pdf-pages.ts';
import { COLOUR, shown } from './pdf-text.ts';

/** A page set that people outside read. */
export type PlainDocument = {
  readonly language: 'en' | 'es';
  readonly title: string;
  readonly author: string;
  readonly madeAt: string;
  readonly content: Content[];
  readonly fontSize: number;
  readonly pageSize: Sheet['pageSize'];
  readonly margins: [number, number, number, number];
  readonly foot: ((page: number, pages: number) => Content) | null;
};

/**
 * Lays out a document as tagged PDF/A-2b with the fonts of the reports. The same document gives the same bytes.
 *
 * @throws Error when a font of the application is missing
 */
export const layOut = (document: PlainDocument): Promise<Uint8Array> => {
  const { language, title, author, madeAt, pageSize, margins, foot } = document;
  return pagesOf(
    {
      ...{ language, title, author, madeAt, pageSize, margins, madeBy: 'Attestry' },
      defaultStyle: { font: 'Roboto', fontSize: document.fontSize, color: COLOUR.ink, lineHeight: 1.25 },
      ...(foot === null ? {} : { footer: foot }),
    },
    document.content,
  );
};

/** Longest piece of text that is drawn as one. */
const PIECE = 280;

/** A long text from outside as lines that can be drawn: none of it is cut off. */
export function shownWhole(text: string): Content[] {
  return text.split(/\r\n|\r|\n/).map((line) => ({
    text: pieces(line).flatMap((piece) => shown(piece)),
    // An empty line stays one.
    ...(line.trim() === '' ? { margin: [0, 0, 0, 6] as [number, number, number, number] } : {}),
  }));
}

/** Pieces that end at a blank where there is one. */
function pieces(line: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < line.length;) {
    let to = Math.min(from + PIECE, line.length);
    const blank = line.lastIndexOf(' ', to);
    if (to < line.length && blank > from) to = blank + 1;
    found.push(line.slice(from, to));
    from = to;
  }
  return found;
}

/** A civil date in words: `March 4, 2026`, `4 de marzo de 2026`. */
export const dayInWords = (day: string, language: 'en' | 'es'): string =>
  new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
