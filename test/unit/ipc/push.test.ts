import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log.ts';
import { pushTo, windowRegister } from '../../../src-main/ipc/push.ts';

function set() {
  const windows = windowRegister();
  const got: unknown[] = [];
  windows.add({ id: 7, send: (event, payload) => got.push([event, payload]) });
  return { windows, got, push: pushTo(windows, silentLog) };
}

describe('push', () => {
  test('reaches a window only after it said that it listens', () => {
    const { windows, got, push } = set();
    push('job.changed', { jobId: 'early' });
    windows.listening(7);
    push('job.changed', { jobId: 'on-time' });
    expect(got).toEqual([['job.changed', { jobId: 'on-time' }]]);
  });

  test('stops while the page loads anew and when the window is gone', () => {
    const { windows, got, push } = set();
    windows.listening(7);
    windows.loading(7);
    push('runs.changed', {});
    windows.listening(7);
    windows.remove(7);
    push('runs.changed', {});
    expect(got).toEqual([]);
    expect(windows.has(7)).toBe(false);
  });

  test('does not send a payload that holds more than ids', () => {
    const { windows, got, push } = set();
    windows.listening(7);
    const tooMuch = { jobId: 'job', patientName: 'Ada Example' };
    push('job.changed', tooMuch);
    expect(got).toEqual([]);
  });

  test('a window that closes meanwhile does not keep others from hearing', () => {
    const { windows, got, push } = set();
    windows.add({
      id: 3,
      send: () => {
        throw new Error('Object has been destroyed');
      },
    });
    windows.listening(3);
    windows.listening(7);
    push('status.changed', {});
    expect(got).toEqual([['status.changed', {}]]);
  });

  test('a stranger cannot make itself a listener', () => {
    const { windows } = set();
    windows.listening(99);
    expect(windows.listeners()).toEqual([]);
  });
});
