import { expect, it } from 'vitest';
import type { TestStanding } from '../../../src-shared/controls/tests.ts';
import { dailyTests, isDue } from '../../../src-main/controls/tests/daily.ts';

type Seen = Pick<TestStanding, 'latest'>;
const ranOn = (day: string): Seen => ({
  latest: { finishedAt: `${day}T10:00:00Z` } as TestStanding['latest'],
});
const NEVER: Seen = { latest: null };

it('is due while a test was never run, or was not run on this day', () => {
  expect(isDue([], '2026-11-22')).toBe(false);
  expect(isDue([ranOn('2026-11-22')], '2026-11-22')).toBe(false);
  expect(isDue([ranOn('2026-11-22'), ranOn('2026-11-21')], '2026-11-22')).toBe(true);
  expect(isDue([ranOn('2026-11-22'), NEVER], '2026-11-22')).toBe(true);
});

/** Looks as often as it is told to, at what is given. */
function watch(looks: readonly (readonly Seen[] | Error)[], connected = true) {
  const waiting: (() => void)[] = [];
  const [failed, begun]: [unknown[], string[]] = [[], []];
  let asked = 0;
  const daily = dailyTests({
    list: () => {
      const next = looks[asked++] ?? [];
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    connected: () => Promise.resolve(connected),
    begin: () => {
      begun.push('run');
    },
    timer: (_ms, then) => {
      waiting.push(then);
      return () => {
        waiting.splice(waiting.indexOf(then), 1);
      };
    },
    clock: { now: () => Date.parse('2026-11-22T12:00:00Z') },
    failed: (error) => {
      failed.push(error);
    },
  });
  const ring = async (): Promise<void> => {
    for (const then of waiting.splice(0)) then();
    await new Promise((done) => setImmediate(done));
  };
  return { daily, ring, waiting, failed, begun };
}

it('runs once a day, looks on after what went wrong, and ends when it is closed', async () => {
  const { daily, ring, waiting, failed, begun } = watch([new Error('gone'), [NEVER], [ranOn('2026-11-22')]]);
  daily.start();
  expect(begun).toEqual([]);
  await ring();
  expect([failed.length, begun.length]).toEqual([1, 0]);
  await ring();
  await ring();
  expect(begun).toEqual(['run']);
  daily.close();
  expect(waiting).toEqual([]);
});

it('waits while the database is away', async () => {
  const { daily, ring, begun } = watch([[NEVER], [NEVER]], false);
  daily.start();
  await ring();
  await ring();
  expect(begun).toEqual([]);
});
