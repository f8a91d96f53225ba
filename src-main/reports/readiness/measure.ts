import { openSync } from 'fontkit';
import { reportFonts } from '../fonts.ts';

let widths: ReadonlyMap<string, number> | undefined;

/** Advance widths of ASCII in the medium face, which is the widest that cells are set in, in units of the font size. */
function asciiWidths(): ReadonlyMap<string, number> {
  if (widths !== undefined) return widths;
  const font = openSync(reportFonts().Roboto.bold);
  widths = new Map(
    Array.from({ length: 95 }, (_, index) => {
      const sign = String.fromCharCode(32 + index);
      return [sign, font.layout(sign).advanceWidth / font.unitsPerEm] as const;
    }),
  );
  return widths;
}

/**
 * Whether a text surely fits into one line. Anything but ASCII does not surely fit.
 *
 * @param room - in points
 * @param size - of the font, in points
 */
export function fitsOneLine(text: string, room: number, size: number): boolean {
  const known = asciiWidths();
  let width = 0;
  for (const sign of text) {
    width += (known.get(sign) ?? Infinity) * size;
    if (width > room) return false;
  }
  return true;
}
