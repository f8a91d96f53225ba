import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces';
import { reportFonts } from './fonts.ts';
import { TaggedDrawing, TaggedFile } from './pdf-drawing.ts';
import { TaggedLayout } from './pdf-layout.ts';
import { referenceOf, settle } from './pdf-structure.ts';
import { type Page, pdfmake } from './pdfmake-parts.ts';

/** What every page has beside its content. */
export type Sheet = {
  readonly pageSize: NonNullable<TDocumentDefinitions['pageSize']>;
  readonly margins: [number, number, number, number];
  readonly language: 'en' | 'es';
  readonly title: string;
  readonly author: string;
  readonly subject?: string;
  /** The application and its version. */
  readonly madeBy: string;
  /** RFC 3339; part of the file, so that the same content gives the same bytes. */
  readonly madeAt: string;
  readonly defaultStyle: object;
  readonly header?: (page: number) => Content | null;
  readonly footer?: (page: number, pages: number) => Content;
};

/**
 * Lays pages out as PDF/A-2b (ISO 19005-2), tagged (ISO 32000-1 §14.8), with the fonts of the application, all of them
 * embedded. The same content gives the same bytes.
 *
 * @param content - as an array it is laid out as a whole, with headings kept from the foot of a page; anything else is asked
 * for its pieces one by one, and the pages are written as they fill
 * @throws Error when a font of the application is missing, or content that must stay together is longer than a page
 */
export const pagesOf = (sheet: Sheet, content: Iterable<Content>): Promise<Uint8Array> =>
  Promise.resolve().then(() => written(sheet, content));

function written(sheet: Sheet, content: Iterable<Content>): Uint8Array {
  const file = newFile(sheet);
  const layout = new TaggedLayout(
    pdfmake.normalizePageSize(sheet.pageSize),
    pdfmake.normalizePageMargin(sheet.margins),
  );
  const drawing = new TaggedDrawing(file, layout.owners);
  const made: Page[] = [];
  const draw = (complete: number): boolean => {
    for (const page of layout.pages.slice(made.length, complete)) {
      drawing.drawPage(page);
      // Only the foot is missing: compressed, what is drawn takes a tenth.
      if (sheet.footer !== undefined) file.page.content.end();
      made.push(file.page);
    }
    return settle(layout.root, file);
  };
  if (Array.isArray(content)) layout.whole(content, file, sheet.defaultStyle);
  else {
    layout.start(file, sheet.defaultStyle);
    for (const piece of content) draw(layout.add(piece));
  }
  layout.root.closed = true;
  // pdfmake drops what does not fit onto a page that it was told to keep together: better no file than one that lacks a line.
  if (!draw(layout.pages.length)) throw new Error('A part of the content found no place on the pages.');
  if (sheet.footer !== undefined) {
    layout.addEdges(sheet.header, sheet.footer);
    for (const [index, page] of made.entries())
      drawing.drawEdges(layout.pages[index] ?? { items: [] }, page, index);
  }
  file.getStructTreeRoot().data.K = [referenceOf(layout.root, file)];
  file.end();
  return file.bytes();
}

function newFile(sheet: Sheet): TaggedFile {
  const fonts = reportFonts();
  const files = new Set(Object.values(fonts).flatMap((family) => Object.values(family)));
  const made = new Date(sheet.madeAt);
  return new TaggedFile(
    ...([fonts, {}, {}, {}] as const),
    {
      ...{ pdfVersion: '1.7', subset: 'PDF/A-2b', tagged: true, displayTitle: true, lang: sheet.language },
      ...{ compress: true, fontLayoutCache: false, bufferPages: true, autoFirstPage: false, font: null },
      info: {
        ...{ Title: sheet.title, Author: sheet.author, Creator: sheet.madeBy, Producer: sheet.madeBy },
        ...(sheet.subject === undefined ? {} : { Subject: sheet.subject }),
        ...{ CreationDate: made, ModDate: made },
      },
    },
    null,
    // Text from a record must never make the layout engine open anything.
    (name) => files.has(name),
  );
}
