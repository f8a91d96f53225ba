import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/sample/random.ts';

const draw = (seed: number, stream: string): number[] => {
  const random = seededRandom(seed, stream);
  return Array.from({ length: 50 }, () => random.next());
};

describe('seeded random', () => {
  it('repeats for the same seed and stream, and only for those', () => {
    expect(draw(7, 'people')).toEqual(draw(7, 'people'));
    expect(draw(7, 'people')).not.toEqual(draw(8, 'people'));
    expect(draw(7, 'people')).not.toEqual(draw(7, 'care'));
  });

  it('gives the same numbers on every machine', () => {
    expect(draw(1, 'fixed').slice(0, 3)).toEqual(FIRST_OF_FIXED);
  });

  it('spreads over the whole range', () => {
    const random = seededRandom(3, 'spread');
    const counts = new Array<number>(10).fill(0);
    for (let round = 0; round < 20_000; round += 1) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(250);
  });

  it('picks by weight', () => {
    const random = seededRandom(4, 'weights');
    const picks = Array.from({ length: 4000 }, () =>
      random.weighted([
        ['often', 9],
        ['seldom', 1],
      ] as const),
    );
    const seldom = picks.filter((pick) => pick === 'seldom').length;
    expect(seldom).toBeGreaterThan(300);
    expect(seldom).toBeLessThan(500);
  });

  it('makes version 4 UUIDs that do not repeat', () => {
    const random = seededRandom(5, 'uuid');
    const uuids = Array.from({ length: 5000 }, () => random.uuid());
    expect(new Set(uuids).size).toBe(5000);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

const FIRST_OF_FIXED = [1_985_924_299, 317_705_469, 1_015_541_097];
