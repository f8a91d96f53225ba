import { describe, expect, test } from 'vitest';
import { chanceMissed, chanceSeen } from '../../../src-main/audit/chance.ts';
import { drawPositions } from '../../../src-main/audit/draw.ts';

describe('the chance that one altered entry was seen', () => {
  test('a draw of 1,000 out of a million sees it with one in a thousand', () => {
    expect(1 - chanceMissed(1_000_000, 1000)).toBeCloseTo(0.001, 12);
    expect(chanceMissed(10, 10)).toBe(0);
    expect(chanceMissed(10, 200)).toBe(0);
    expect(chanceMissed(0, 200)).toBe(1);
  });
  test('the sweep and the draws work together', () => {
    expect(chanceSeen(1000, 0, 1)).toBe(0);
    expect(chanceSeen(1000, 500, 1)).toBe(0.5);
    expect(chanceSeen(1000, 500, 0.5)).toBe(0.75);
    expect(chanceSeen(1000, 1000, 1)).toBe(1);
    expect(chanceSeen(1000, 1200, 1)).toBe(1);
    expect(chanceSeen(0, 0, 1)).toBe(0);
  });
  test('what is computed is what happens', () => {
    let seed = 7;
    const below = (limit: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * limit);
    };
    const [size, drawn, cycles, rounds] = [500, 10, 20, 4000];
    let seen = 0;
    for (let round = 0; round < rounds; round++) {
      const altered = below(size);
      let hit = altered < 100;
      for (let cycle = 0; cycle < cycles && !hit; cycle++)
        hit = drawPositions(size, drawn, below).includes(altered);
      if (hit) seen++;
    }
    expect(seen / rounds).toBeCloseTo(chanceSeen(size, 100, chanceMissed(size, drawn) ** cycles), 1);
  });
});

test('a draw takes different positions, each as often as any other, and all of a small log', () => {
  let seed = 3;
  const below = (limit: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * limit);
  };
  const often = Array.from({ length: 10 }, () => 0);
  for (let round = 0; round < 6000; round++) {
    const drawn = drawPositions(10, 3, below);
    expect(new Set(drawn).size).toBe(3);
    for (const position of drawn) often[position]! += 1;
  }
  for (const times of often) expect(Math.abs(times - 1800)).toBeLessThan(200);
  expect(drawPositions(4, 200, below).toSorted()).toEqual([0, 1, 2, 3]);
  expect(drawPositions(0, 200, below)).toEqual([]);
});
