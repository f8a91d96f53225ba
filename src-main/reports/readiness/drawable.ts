import { type Font, openSync } from 'fontkit';
import type { ReportDocument } from '../../../src-shared/reports/document.ts';
import { reportFonts } from '../fonts.ts';
import { isBeyondRoboto } from '../pdf-text.ts';

let faces: { readonly roboto: Font; readonly wide: Font } | undefined;
const known = new Map<number, boolean>();

/** Whether the fonts of the PDF have a shape for a character; spaces and line ends count as drawn. */
function isDrawable(sign: string, code: number): boolean {
  const before = known.get(code);
  if (before !== undefined) return before;
  if (faces === undefined) {
    const fonts = reportFonts();
    faces = { roboto: openSync(fonts.Roboto.normal), wide: openSync(fonts.Wide.normal) };
  }
  const drawn =
    /[\s\p{Cc}]/u.test(sign) || (isBeyondRoboto(sign) ? faces.wide : faces.roboto).hasGlyphForCodePoint(code);
  known.set(code, drawn);
  return drawn;
}

/** What stands for a character that the fonts lack. */
export const UNDRAWABLE = '\ufffd';

/**
 * A document in which every character that the fonts of the PDF lack is shown as U+FFFD, so that nothing vanishes without a
 * trace.
 *
 * @returns the document, and how many characters were exchanged
 */
export function drawable(document: ReportDocument): {
  readonly document: ReportDocument;
  readonly replaced: number;
} {
  let replaced = 0;
  const mended = (text: string): string => {
    // The common case first: everything is Latin.
    if (/^[\n\x20-\x7e\u00a0-\u017f\u2013\u2014\u2018-\u201d\u2026\u00b7]*$/.test(text)) return text;
    let made = '';
    for (const sign of text.toWellFormed()) {
      if (isDrawable(sign, sign.codePointAt(0) ?? 0)) made += sign;
      else {
        replaced += 1;
        made += UNDRAWABLE;
      }
    }
    return made;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return mended(value);
    if (typeof value !== 'object' || value === null) return value;
    const changed = Object.entries(value).flatMap(([name, member]) => {
      const walked = walk(member);
      return walked === member ? [] : [[name, walked] as const];
    });
    // What stays as it is is not copied: a long report is large enough once.
    if (changed.length === 0) return value;
    return Object.assign(
      Array.isArray(value) ? [...(value as unknown[])] : { ...value },
      Object.fromEntries(changed),
    );
  };
  return { document: walk(document) as ReportDocument, replaced };
}
