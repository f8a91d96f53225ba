import { describe, expect, test } from 'vitest';
import { readingOf } from '../../../src-main/reports/pdf-roles.ts';
import { duration, moment, momentToSecond, shown } from '../../../src-main/reports/pdf-text.ts';

type Run = { readonly text: string; readonly font?: string; readonly wordBreak?: string };
const runs = (text: string): Run[] => shown(text) as Run[];
const drawn = (text: string): string =>
  runs(text)
    .map((run) => run.text)
    .join('');

describe('text from outside', () => {
  test('of the Latin, Greek and Cyrillic scripts stays as it is', () => {
    const text = 'Ärztin Müller, Παπαδοπούλου, Соколова – “ok” €';
    expect(drawn(text)).toBe(text);
    expect(runs(text).every(({ font }) => font === undefined)).toBe(true);
  });

  test('that reads from right to left is put in the order in which it is drawn', () => {
    expect(drawn('by محمد عبد الله now')).toBe('by الله عبد محمد now');
    expect(runs('שרה')).toEqual([{ text: 'שרה', font: 'Wide', reads: 'שרה' }]);
    expect(readingOf(shown('by محمد عبد الله now'))).toEqual({ text: 'by محمد عبد الله now', turned: true });
    expect(readingOf(shown('by nobody'))).toEqual({ text: 'by nobody', turned: false });
  });

  test('cannot turn the direction of what follows, nor hide', () => {
    expect(drawn('admin\u202egpj.\u0000\u2066x')).toBe('admin\ufffdgpj.\ufffd\ufffdx');
  });

  test('may break anywhere in a word that is too long for a column', () => {
    expect(runs('n'.repeat(80))).toEqual([{ text: 'n'.repeat(80), wordBreak: 'break-all' }]);
  });

  test('is shortened where it would fill the page, and never cut inside a character', () => {
    expect(drawn('a'.repeat(2000))).toHaveLength(301);
    expect(drawn(`${'a'.repeat(299)}😀b`).isWellFormed()).toBe(true);
  });

  test('may be empty, or nothing but spaces', () => {
    expect(drawn('')).toBe('');
    expect(drawn('  ')).toBe('  ');
  });
});

describe('times', () => {
  test('are written out with their zone, to the microsecond where it is evidence', () => {
    expect(moment('2026-03-05T14:23:05.123456Z')).toBe('5 Mar 2026, 14:23:05.123456 UTC');
    expect(moment('2026-03-05T14:23:05.000Z')).toBe('5 Mar 2026, 14:23:05 UTC');
    expect(momentToSecond('2026-12-31T23:59:59.999Z')).toBe('31 Dec 2026, 23:59:59 UTC');
    expect(moment('infinity')).toBe('infinity');
  });

  test('durations carry their units', () => {
    expect(duration(830)).toBe('0.83 s');
    expect(duration(12_345)).toBe('12 s');
    expect(duration(200_000)).toBe('3 min 20 s');
  });
});
