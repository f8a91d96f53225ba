import { describe, expect, it } from 'vitest';
import { copyLine, tableRows } from '../../../src-main/sample/copy-text.ts';

describe('COPY text format', () => {
  it('escapes what separates fields and lines, and the escape itself', () => {
    expect(copyLine(['a\tb', 'c\nd', 'e\\f', '\r'])).toBe('a\\tb\tc\\nd\te\\\\f\t\\r\n');
  });

  it('tells null, the empty text and the text \\N apart', () => {
    expect(copyLine([null, '', '\\N'])).toBe('\\N\t\t\\\\N\n');
  });

  it('writes flags and numbers, and rows in the order of the columns', () => {
    const table = tableRows('t', ['one', 'two', 'three']);
    table.add({ three: true, one: 1.5, two: false });
    expect(table.lines).toEqual(['1.5\tf\tt\n']);
  });
});
