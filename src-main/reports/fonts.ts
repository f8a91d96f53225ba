import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const roboto = (face: string): string =>
  createRequire(import.meta.url).resolve(`pdfmake/fonts/Roboto/Roboto-${face}.ttf`);

/** The file in resources/fonts, from wherever the bundler has put this code below the application's folder. */
function ownFont(name: string): string {
  let folder = import.meta.dirname;
  for (;;) {
    const file = join(folder, 'resources', 'fonts', name);
    if (existsSync(file)) return file;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`The application's font ${name} is missing.`);
    folder = parent;
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
