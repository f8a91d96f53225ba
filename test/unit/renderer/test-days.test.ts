import { expect, test } from 'vitest';
import { squaresOf } from '../../../src-renderer/controls/day-squares.ts';

test('there is a square for every day, those without a run among them, the newest last', () => {
  const days = [
    { day: '2026-02-27', outcome: 'pass', runs: 1 },
    { day: '2026-03-01', outcome: 'fail', runs: 3 },
    { day: '2025-01-01', outcome: 'pass', runs: 1 },
  ] as const;
  expect(squaresOf(days, '2026-03-02', 5)).toEqual([
    { day: '2026-02-26', outcome: 'not-run', runs: 0 },
    { day: '2026-02-27', outcome: 'pass', runs: 1 },
    { day: '2026-02-28', outcome: 'not-run', runs: 0 },
    { day: '2026-03-01', outcome: 'fail', runs: 3 },
    { day: '2026-03-02', outcome: 'not-run', runs: 0 },
  ]);
});
