import { X509Certificate } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { type Font, openSync, type PathCommand } from 'fontkit';
import { reportFonts } from './fonts.ts';
import { BOXES } from './formats.ts';
import { momentToSecond } from './pdf-text.ts';

/** What the box of a signature says. */
export type BoxWords = {
  readonly name: string;
  /** In what capacity, e.g. `Compliance officer`. */
  readonly role: string;
  /** SHA-256 of the report's data, hexadecimal. */
  readonly hash: string;
  readonly now: Date;
  /** DER. */
  readonly certificate: Uint8Array;
};

type Ink = 'ink' | 'muted' | 'accent';
type Line = { readonly text: string; readonly size: number; readonly y: number; readonly ink: Ink };

const COLOURS: Readonly<Record<Ink, string>> = {
  ink: '0.11 0.13 0.15',
  muted: '0.36 0.40 0.44',
  accent: '0.05 0.38 0.40',
};
const [LEFT, BOTTOM, RIGHT, TOP] = BOXES[0] ?? [0, 0, 0, 0];
const WIDTH = RIGHT - LEFT;
const HEIGHT = TOP - BOTTOM;
const MARGIN = 11;

/**
 * The box of a signature as a form XObject, letters as outlines: nothing depends on a font being there, which PDF/A would want
 * embedded (ISO 19005-2 §6.2.11), and any script that the application's fonts have can be shown.
 *
 * @returns the object's text, binary as Latin-1
 */
export function boxAppearance(words: BoxWords): string {
  const serial = new X509Certificate(words.certificate).serialNumber.toLowerCase();
  const lines: readonly Line[] = [
    { text: 'Digitally signed by', size: 7, y: 98, ink: 'accent' },
    { text: words.name, size: 12, y: 82, ink: 'ink' },
    { text: words.role, size: 8, y: 70, ink: 'muted' },
    {
      text: `${momentToSecond(words.now.toISOString())} (as stated by the signer)`,
      size: 7.5,
      y: 55,
      ink: 'ink',
    },
    { text: `Certificate ${grouped(serial)}`, size: 6.5, y: 42, ink: 'muted' },
    { text: 'SHA-256 of the report’s data (JSON)', size: 6.5, y: 30, ink: 'muted' },
    { text: grouped(words.hash.slice(0, 32)), size: 6.5, y: 20, ink: 'ink' },
    { text: grouped(words.hash.slice(32)), size: 6.5, y: 11, ink: 'ink' },
  ];
  const content = [
    `q ${COLOURS.accent} RG 0.8 w 0.4 0.4 ${number(WIDTH - 0.8)} ${number(HEIGHT - 0.8)} re S`,
    `${COLOURS.accent} rg 0 0 3 ${number(HEIGHT)} re f Q`,
    ...lines.map(drawn),
  ].join('\n');
  const stream = deflateSync(Buffer.from(content, 'latin1')).toString('latin1');
  return `<< /Type /XObject /Subtype /Form /BBox [0 0 ${number(WIDTH)} ${number(HEIGHT)}] /Resources << >> /Filter /FlateDecode /Length ${stream.length.toString()} >>\nstream\n${stream}\nendstream`;
}

const grouped = (hex: string): string => hex.replaceAll(/(.{4})(?=.)/g, '$1 ');

const fonts: Font[] = [];

/** The first font that has every letter; where none has, the one with most scripts. */
function fontFor(text: string): Font {
  if (fonts.length === 0) {
    const { Roboto, Wide } = reportFonts();
    fonts.push(openSync(Roboto.normal), openSync(Wide.normal));
  }
  const letters = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const chosen =
    fonts.find((font) => letters.every((code) => font.hasGlyphForCodePoint(code))) ?? fonts.at(-1);
  if (chosen === undefined) throw new Error('The application has no fonts.');
  return chosen;
}

function drawn({ text, size, y, ink }: Line): string {
  const clean = text.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
  const font = fontFor(clean);
  const scale = size / font.unitsPerEm;
  const fitting = cut(font, clean, (WIDTH - 2 * MARGIN) / scale);
  const { glyphs, positions } = font.layout(fitting);
  let x = MARGIN;
  const paths = glyphs.map(({ path }, index) => {
    const at = positions[index] ?? { xAdvance: 0, xOffset: 0, yOffset: 0 };
    const [dx, dy] = [x + at.xOffset * scale, y + at.yOffset * scale];
    x += at.xAdvance * scale;
    return outline(path.commands, (px, py) => `${number(dx + px * scale)} ${number(dy + py * scale)}`);
  });
  return `${COLOURS[ink]} rg ${paths.join(' ')} f`;
}

/** The text, or as much of it as fits with an ellipsis behind. */
function cut(font: Font, text: string, width: number): string {
  if (font.layout(text).advanceWidth <= width) return text;
  let letters = Array.from(text).slice(0, 200);
  while (letters.length > 1 && font.layout(`${letters.join('')}…`).advanceWidth > width)
    letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

type Place = (x: number, y: number) => string;

function outline(commands: readonly PathCommand[], place: Place): string {
  let [x, y] = [0, 0];
  return commands
    .map(({ command, args }) => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
      switch (command) {
        case 'moveTo':
          [x, y] = [a, b];
          return `${place(a, b)} m`;
        case 'lineTo':
          [x, y] = [a, b];
          return `${place(a, b)} l`;
        case 'quadraticCurveTo': {
          // PDF has cubic curves only: both control points lie two thirds of the way to the one there is.
          const third = (from: number, to: number): number => from + (2 / 3) * (to - from);
          const path = `${place(third(x, a), third(y, b))} ${place(third(c, a), third(d, b))} ${place(c, d)} c`;
          [x, y] = [c, d];
          return path;
        }
        case 'bezierCurveTo':
          [x, y] = [e, f];
          return `${place(a, b)} ${place(c, d)} ${place(e, f)} c`;
        case 'closePath':
          return 'h';
      }
    })
    .join(' ');
}

const number = (value: number): string => Number(value.toFixed(2)).toString();
