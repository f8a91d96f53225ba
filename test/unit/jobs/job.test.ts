import { describe, expect, test } from 'vitest';
import { rateOf, remainingMs, withSample, type Sample } from '../../../src-main/jobs/job.ts';

const grown = (...samples: Sample[]): readonly Sample[] =>
  samples.reduce<readonly Sample[]>((kept, next) => withSample(kept, next), []);

describe('rate', () => {
  test('is not told before half a second was seen', () => {
    expect(rateOf([])).toBeNull();
    expect(rateOf(grown({ at: 0, done: 0 }, { at: 499, done: 100 }))).toBeNull();
    expect(rateOf(grown({ at: 0, done: 0 }, { at: 500, done: 100 }))).toBe(200);
  });

  test('forgets what was before the window', () => {
    const slow = Array.from({ length: 11 }, (_, i) => ({ at: i * 1000, done: i * 10 }));
    const fast = Array.from({ length: 11 }, (_, i) => ({ at: 11_000 + i * 1000, done: 1100 + i * 1000 }));
    expect(rateOf(grown(...slow))).toBe(10);
    expect(rateOf(grown(...slow, ...fast))).toBeCloseTo((11_100 - 100) / 11, 6);
  });

  test('of work that reports less often than the window is long is still told', () => {
    expect(rateOf(grown({ at: 0, done: 0 }, { at: 60_000, done: 600 }, { at: 120_000, done: 1200 }))).toBe(
      10,
    );
  });

  test('begins anew when counting goes back', () => {
    expect(grown({ at: 0, done: 0 }, { at: 1000, done: 50 }, { at: 2000, done: 1 })).toEqual([
      { at: 2000, done: 1 },
    ]);
  });

  test('keeps a bounded number of samples', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ at: i * 100, done: i }));
    expect(grown(...many).length).toBeLessThanOrEqual(102);
  });
});

describe('time left', () => {
  test.each([
    [50, 100, 10, 5000],
    [100, 100, 10, 0],
    [120, 100, null, null],
    [120, 100, 10, 0],
    [0, 100, 0, null],
    [0, null, 10, null],
    [0, 100, null, null],
  ])('%s of %s at %s per second', (done, total, rate, expected) => {
    expect(remainingMs(done, total, rate)).toBe(expected);
  });
});
