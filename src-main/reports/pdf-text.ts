import type { Content } from 'pdfmake';
import { type Verdict } from '../../src-shared/audit/types.ts';
import { UNSHOWABLE } from '../base/printable.ts';
import type { Turned } from './pdf-roles.ts';

/** Colours of a report; a colour never says anything alone. */
export const COLOUR = {
  accent: '#0f766e',
  ink: '#1f2933',
  muted: '#52606d',
  rule: '#d9e2ec',
  band: '#f5f7fa',
} as const;

export const VERDICT_COLOUR: Readonly<Record<Verdict, { readonly strong: string; readonly tint: string }>> = {
  intact: { strong: '#0f766e', tint: '#effaf8' },
  tampered: { strong: '#b42318', tint: '#fef3f2' },
  'could-not-tell': { strong: '#8a4b08', tint: '#fff8e6' },
};

const MAX_SHOWN = 300;
const MAX_WORD = 40;
// Scripts that Roboto does not have.
const BEYOND_ROBOTO =
  /[^ -\u024f\u0370-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\u2212\ufffd]+/gu;
/** Whether a character is drawn with the wide font, because Roboto does not have its script. */
export const isBeyondRoboto = (sign: string): boolean => sign.search(BEYOND_ROBOTO) >= 0;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * Text from outside as runs that can be drawn: shortened, without what could mislead the reader, each script in a font
 * that has it.
 */
export function shown(value: string): Content[] {
  const clean = value.toWellFormed().replaceAll(UNSHOWABLE, '\ufffd');
  const text = clean.length > MAX_SHOWN ? `${clean.slice(0, MAX_SHOWN).toWellFormed()}…` : clean;
  const runs: Run[] = [];
  for (const { word, space, reads } of words(text))
    for (const run of [...drawn(word, reads), { text: space }]) {
      const last = runs.at(-1);
      // Few long runs are laid out much faster than many short ones.
      if (last !== undefined && isPlain(last) && isPlain(run)) last.text += run.text;
      else if (run.text !== '') runs.push({ ...run });
    }
  return runs.length === 0 ? [{ text: '' }] : runs;
}

type Run = { text: string; font?: string; wordBreak?: 'break-all' } & Turned;
const isPlain = ({ font, wordBreak, reads }: Run): boolean => (font ?? wordBreak ?? reads) === undefined;

type Word = {
  readonly word: string;
  readonly space: string;
  /** Which word is read at this place, where the one that is drawn there reads from right to left. */
  readonly reads?: string;
};

/** Words with the space after each; words that read from right to left are put in the order in which they are drawn. */
function words(text: string): readonly Word[] {
  const all: Word[] = [...text.matchAll(/([^ ]*)( *)/g)].map(([, word = '', space = '']) => ({
    word,
    space,
  }));
  // The font shapes each word from right to left, but the layout puts the words of a line from left to right.
  for (let from = 0; from < all.length; from++) {
    let to = from;
    while (RIGHT_TO_LEFT.test(all[to]?.word ?? '')) to++;
    const turned = all
      .slice(from, to)
      .map(({ word }) => word)
      .reverse();
    turned.forEach((word, index) => {
      const { word: reads = '', space = '' } = all[from + index] ?? {};
      all[from + index] = { word, space, reads };
    });
    from = Math.max(from, to - 1);
  }
  return all.filter(({ word, space }) => word !== '' || space !== '');
}

/** One word as runs of one font each; a long one may break anywhere, or it would push the table off the page. */
function drawn(word: string, reads?: string): Run[] {
  const runs: Run[] = [];
  let at = 0;
  const run = (text: string, font?: string): void => {
    if (text !== '')
      runs.push({
        text,
        ...(font === undefined ? {} : { font }),
        ...(text.length > MAX_WORD ? { wordBreak: 'break-all' } : {}),
        ...(reads === undefined ? {} : { reads: runs.length === 0 ? reads : '' }),
      });
  };
  for (const match of word.matchAll(BEYOND_ROBOTO)) {
    run(word.slice(at, match.index));
    run(match[0], 'Wide');
    at = match.index + match[0].length;
  }
  run(word.slice(at));
  return runs;
}

/** A SHA-256 in groups of eight. */
export const hash = (hex: string): Content => ({
  text: (hex.match(/.{1,8}/g) ?? []).join(' '),
  font: 'Mono',
  fontSize: 7.5,
});

/** First and last eight digits of a hash. */
export const shortHash = (hex: string): Content => ({
  text: `${hex.slice(0, 8)}…${hex.slice(-8)}`,
  font: 'Mono',
  fontSize: 7,
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An RFC 3339 instant as "22 Nov 2026, 09:30:05 UTC"; fractions stay, since they are evidence. */
export function moment(instant: string): string {
  const match = /^(\d{4,6})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z$/.exec(instant);
  if (match === null) return instant;
  const [, year = '', month = '', day = '', time = ''] = match;
  return `${Number(day).toString()} ${MONTHS[Number(month) - 1] ?? month} ${year}, ${time.replace(/\.0+$/, '')} UTC`;
}

/** The time to the second. */
export const momentToSecond = (instant: string): string => moment(instant.replace(/\.\d+Z$/, 'Z'));

/** "0.8 s", "3 min 20 s". */
export function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 0)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60).toString()} min ${(seconds % 60).toString()} s`;
}

/** Heading of a section. */
export const heading = (text: string): Content => ({
  text,
  fontSize: 13,
  bold: true,
  color: COLOUR.accent,
  margin: [0, 18, 0, 6],
  headlineLevel: 2,
});

/** Cell of a table's header. */
export const columnTitle = (text: string) => ({
  text,
  bold: true,
  fontSize: 8,
  color: '#ffffff',
  fillColor: COLOUR.accent,
});

/** Thin horizontal rules, none vertical. */
export const ruled = {
  hLineWidth: (line: number, node: { table: { body: unknown[] } }) =>
    line === 0 || line === node.table.body.length ? 0.8 : 0.4,
  vLineWidth: () => 0,
  hLineColor: () => COLOUR.rule,
  paddingLeft: () => 6,
  paddingRight: () => 6,
  paddingTop: () => 4,
  paddingBottom: () => 4,
};

/** A box with a border in one colour and room inside. */
export const boxed = (colour: string, padding = 10) => ({
  hLineWidth: () => 0.8,
  vLineWidth: () => 0.8,
  hLineColor: () => colour,
  vLineColor: () => colour,
  paddingLeft: () => padding,
  paddingRight: () => padding,
  paddingTop: () => padding,
  paddingBottom: () => padding,
});

/**
 * Whether texts beside each other surely take no more than a third of a page, so that they may be kept together: what is kept
 * together and longer than a page would be lost.
 *
 * @param width - of the narrowest, in points
 * @param size - of the font, in points
 */
export const areShort = (texts: readonly string[], width: number, size: number): boolean =>
  texts.every((text) => {
    const lines = text.split(/\r\n|\r|\n/).reduce((sum, line) => sum + 1 + (line.length * size) / width, 0);
    return lines * size * 1.4 < 220;
  });
