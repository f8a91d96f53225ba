import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchPresence } from '../../../src-main/shell/presence.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched(minutes: { value: number }) {
  const told: string[] = [];
  const listeners = new Map<string, () => void>();
  let untouched = 0;
  const monitor = {
    on: (event: string, listener: () => void) => {
      listeners.set(event, listener);
    },
    getSystemIdleTime: () => untouched,
  };
  const stop = watchPresence(
    monitor as never,
    () => Promise.resolve(60 * minutes.value),
    (why) => {
      told.push(why);
    },
  );
  return {
    told,
    stop,
    tell: (event: string) => listeners.get(event)?.(),
    untouchedFor: async (seconds: number) => {
      untouched = seconds;
      await vi.advanceTimersByTimeAsync(15_000);
    },
  };
}

test('who does not touch the computer for the time that was set has left, once', async () => {
  const { told, untouchedFor } = watched({ value: 5 });
  await untouchedFor(299);
  expect(told).toEqual([]);
  await untouchedFor(300);
  await untouchedFor(315);
  expect(told).toEqual(['idle']);
  await untouchedFor(0);
  await untouchedFor(300);
  expect(told).toEqual(['idle', 'idle']);
});

test('another time counts from the next look on', async () => {
  const minutes = { value: 60 };
  const { told, untouchedFor } = watched(minutes);
  await untouchedFor(600);
  expect(told).toEqual([]);
  minutes.value = 10;
  await untouchedFor(615);
  expect(told).toEqual(['idle']);
});

test('a locked screen and sleep count at once; nothing is told after the end', async () => {
  const { told, tell, stop, untouchedFor } = watched({ value: 5 });
  tell('lock-screen');
  tell('suspend');
  expect(told).toEqual(['lock-screen', 'suspend']);
  stop();
  await untouchedFor(4000);
  expect(told).toEqual(['lock-screen', 'suspend']);
});
