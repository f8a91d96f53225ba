import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const roboto = (face: string): string =>
  createRequire(import.meta.url).resolve(`pdfmake/fonts/Roboto/Roboto-${face}.ttf`);

/**
 * A font of ours, from wherever the bundler has put this code: in `resources/fonts` of the sources, or in `fonts` beside the
 * packed application.
 */
function ownFont(name: string): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const places = [join(folder, 'resources', 'fonts', name), join(folder, 'fonts', name)];
    const file = places.find((place) => existsSync(place));
    if (file !== undefined) return file;
    if (folder === dirname(folder)) throw new Error(`The application's font ${name} is missing.`);
  }
}

/** Fonts of the reports, all embedded. `Wide` has the scripts that Roboto lacks (Arabic, Hebrew, Armenian, Georgian …). */
export const reportFonts = () => ({
  Roboto: {
    normal: roboto('Regular'),
    bold: roboto('Medium'),
    italics: roboto('Italic'),
    bolditalics: roboto('MediumItalic'),
  },
  Wide: sameFace(ownFont('DejaVuSans.ttf')),
  Mono: sameFace(ownFont('DejaVuSansMono.ttf')),
});

const sameFace = (file: string) => ({ normal: file, bold: file, italics: file, bolditalics: file });
