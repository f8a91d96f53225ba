import { expect, it } from 'vitest';
import { reminderWatch } from '../../../src-main/rights/reminders.ts';
import type { Reminder } from '../../../src-main/rights/service.ts';

/** A timer that is moved by hand. */
function clockwork() {
  const waiting = new Set<{ readonly ms: number; readonly then: () => void }>();
  return {
    timer: (ms: number, then: () => void) => {
      const one = { ms, then };
      waiting.add(one);
      return () => {
        waiting.delete(one);
      };
    },
    waits: () => [...waiting].map(({ ms }) => ms),
    /** What waits is called; then everything that it began has ended. */
    ring: async () => {
      const all = [...waiting];
      waiting.clear();
      for (const { then } of all) then();
      await new Promise((done) => setImmediate(done));
    },
  };
}

function watch(answers: readonly (readonly Reminder[] | Error)[]) {
  const clock = clockwork();
  const [told, failed]: [string[], unknown[]] = [[], []];
  let asked = 0;
  const reminders = reminderWatch({
    timer: clock.timer,
    rights: {
      remind: () => {
        const answer = answers[asked++] ?? [];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
    told: (due) => told.push(due.map(({ caseId, level }) => `${caseId} ${level}`).join()),
    failed: (error) => failed.push(error),
  });
  return { ...clock, reminders, told, failed, asked: () => asked };
}

it('looks soon after the start and every hour, and tells only what is new', async () => {
  const due: Reminder[] = [{ caseId: 'R-2026-0001', level: '3' }];
  const w = watch([due, []]);
  w.reminders.start();
  expect(w.waits()).toEqual([10_000]);
  await w.ring();
  expect(w.told).toEqual(['R-2026-0001 3']);
  expect(w.waits()).toEqual([3_600_000]);
  await w.ring();
  expect(w.told).toHaveLength(1);
  expect(w.asked()).toBe(2);
});

it('looks again after a failure, which is not swallowed', async () => {
  const broken = new Error('the disk is full');
  const w = watch([broken, [{ caseId: 'R-2026-0002', level: 'overdue' }]]);
  w.reminders.start();
  await w.ring();
  expect(w.failed).toEqual([broken]);
  await w.ring();
  expect(w.told).toEqual(['R-2026-0002 overdue']);
});

it('looks at once after a sleep, and never after it was closed', () => {
  const w = watch([]);
  w.reminders.start();
  w.reminders.wake();
  expect(w.waits()).toEqual([1000]);
  w.reminders.close();
  expect(w.waits()).toEqual([]);
  w.reminders.wake();
  expect(w.waits()).toEqual([]);
});
