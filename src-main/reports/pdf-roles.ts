import type { ContentStack, ContentTable, Table } from 'pdfmake/interfaces';

/* What content is, beyond how it looks. Everything else follows from its kind: text is a paragraph, or a heading where it has a
 * `headlineLevel` (1 the title, 2 a section, 3 below), `ul` a list, a table with `headerRows` a table, one without a box. */

/** A slice of a long table: each but the first goes on where the one before ended, below the same header. */
export type Slice = 'first' | 'next' | 'last';

/** What our own content has beside that of pdfmake. */
export type Marked = { readonly alt?: string; readonly slice?: Slice };
/** A table whose first column says what stands in the others. */
export type Labelled = { readonly labelled?: true };

/** Content that is read as a picture. */
export const figure = (alt: string, content: ContentStack): ContentStack & Marked => ({ ...content, alt });

/** A table whose first column says what stands in the others. */
export const labelled = (table: Table): Table & Labelled => ({ ...table, labelled: true });

/** A piece of a long table. */
export const sliced = (slice: Slice, content: ContentTable): ContentTable & Marked => ({
  ...content,
  slice,
});

/** Words that are drawn in another order than they are read in. */
export type Turned = { readonly reads?: string };

/** A text as it is read, and whether that differs from the order in which its letters are drawn. */
export function readingOf(text: unknown): { readonly text: string; readonly turned: boolean } {
  if (typeof text === 'string') return { text, turned: false };
  if (Array.isArray(text)) {
    const runs = text.map(readingOf);
    return { text: runs.map((run) => run.text).join(''), turned: runs.some(({ turned }) => turned) };
  }
  if (typeof text !== 'object' || text === null) return { text: '', turned: false };
  const run = text as Turned & { readonly text?: unknown };
  return run.reads === undefined ? readingOf(run.text) : { text: run.reads, turned: true };
}

/** Whether a text shows anything. */
export const isBlank = (text: string): boolean => text.trim() === '';
