import { describe, expect, test } from 'vitest';
import {
  Alignment,
  type Difference,
  longestIncreasing,
  type Placed,
} from '../../../src-main/audit/compare.ts';
import { sha256 } from '../../../src-main/base/hash.ts';
import { dice } from '../../fixtures/tampering.ts';

const placed = (text: string): Placed[] =>
  Array.from(text, (letter, position) => ({
    position,
    entryId: letter.charCodeAt(0),
    leaf: sha256(Buffer.from(letter)),
  }));
/** Compares two words letter by letter, in parts of the given size. */
function compared(witnessed: string, sealed: string, part: number): Difference {
  const alignment = new Alignment();
  const [then, now] = [placed(witnessed), placed(sealed)];
  for (let at = 0; at < Math.max(then.length, now.length); at += part)
    expect(alignment.add(then.slice(at, at + part), now.slice(at, at + part))).toBe(true);
  return alignment.finish();
}
const letters = (difference: Difference, witnessed: string): Record<string, string> => ({
  gone: difference.gone.map((at) => witnessed[at]).join(''),
  added: difference.added.map((seal) => String.fromCharCode(seal.entryId)).join(''),
  moved: difference.moved.map((move) => witnessed[move.witnessed]).join(''),
});

describe.each([1, 3, 100])('in parts of %s', (part) => {
  test.each([
    ['abcdef', 'abcdef', '', '', ''],
    ['abcdef', 'abdef', 'c', '', ''],
    ['abcdef', 'abXcdef', '', 'X', ''],
    ['abcdef', 'abXdef', 'c', 'X', ''],
    ['abcdefgh', 'afcdebgh', '', '', 'bf'],
    ['abcdefgh', 'bcdefgah', '', '', 'a'],
    ['abcdef', 'abc', 'def', '', ''],
    ['abcdef', 'abcXYZ', 'def', 'XYZ', ''],
    ['abcdefgh', 'gabXdefhz', 'c', 'X', 'g'],
    ['', 'abc', '', '', ''],
    ['abc', '', 'abc', '', ''],
  ])('%s to %s', (witnessed, sealed, gone, added, moved) => {
    expect(letters(compared(witnessed, sealed, part), witnessed)).toEqual({ gone, added, moved });
  });
});
test("new entries behind the witnessed ones are nobody's suspects", () => {
  expect(letters(compared('abc', 'abcdef', 2), 'abc')).toEqual({ gone: '', added: '', moved: '' });
  expect(letters(compared('abcd', 'acdefg', 2), 'abcd')).toEqual({ gone: 'b', added: '', moved: '' });
});
test('links are expected to hold exactly where neighbours still are neighbours', () => {
  const difference = compared('abcdef', 'abXdefgh', 100);
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((at) => difference.joins(at))).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  expect([0, 2, 3, 6].map((at) => difference.witnessedAt(at))).toEqual([0, null, 3, null]);
  const shifted = compared('abcdef', 'abdef', 100);
  expect(shifted).toMatchObject({ prefix: 2, shiftedFrom: 2, cut: false });
  expect([1, 2, 3].map((at) => shifted.joins(at))).toEqual([true, false, true]);
});
test('the heaviest increasing subsequence is never lighter than one found by trying all', () => {
  const roll = dice(11);
  for (let run = 0; run < 300; run++) {
    const values = Array.from({ length: roll(9) }, () => roll(12));
    const weights = values.map(() => 1 + roll(4));
    const weigh = (indices: readonly number[]): number => indices.reduce((sum, at) => sum + weights[at]!, 0);
    let best = 0;
    for (let mask = 0; mask < 2 ** values.length; mask++) {
      const chosen = values.map((_, at) => at).filter((at) => (mask & (2 ** at)) !== 0);
      if (chosen.every((at, index) => index === 0 || values[at]! > values[chosen[index - 1]!]!))
        best = Math.max(best, weigh(chosen));
    }
    const kept = [...longestIncreasing(values, weights)].toSorted((a, b) => a - b);
    expect(kept.every((at, index) => index === 0 || values[at]! > values[kept[index - 1]!]!)).toBe(true);
    expect(weigh(kept)).toBe(best);
  }
});
