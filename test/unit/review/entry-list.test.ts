import { describe, expect, test } from 'vitest';
import { readEntries } from '../../../src-shared/review/entry-list.ts';
import { BUNDLE_LIMITS } from '../../../src-shared/review/types.ts';

describe('the entries that somebody wants in a bundle', () => {
  test.each([
    ['1200', [1200]],
    [' 1200 , 1300-1302,', [1200, 1300, 1301, 1302]],
    ['7–9, 8', [7, 8, 9]],
    ['-3', [-3]],
    ['-3--1', [-3, -2, -1]],
    ['', []],
  ])('%j are %j', (typed, numbers) => {
    expect(readEntries(typed)).toEqual({ numbers, problem: null });
  });

  test.each([
    ['twelve', 'is not the number of an entry'],
    ['1,2;3', 'is not the number of an entry'],
    ['9999999999999999', 'is not the number of an entry'],
    ['9-7', 'smaller number'],
    ['1-2001', 'at most 2,000'],
    ['1-1999, 5000-5002', 'at most 2,000'],
    ['1-9007199254740991', 'at most 2,000'],
  ])('%j is refused: %s', (typed, said) => {
    const { numbers, problem } = readEntries(typed);
    expect(numbers).toEqual([]);
    expect(problem).toContain(said);
  });

  test('as many as a bundle holds are taken', () => {
    expect(readEntries(`1-${String(BUNDLE_LIMITS.entries)}`).numbers).toHaveLength(BUNDLE_LIMITS.entries);
  });
});
