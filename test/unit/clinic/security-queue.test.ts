import { describe, expect, test } from 'vitest';
import { queueOf } from '../../../src-main/clinic/security-queue.ts';
import { securityWatch } from '../../../src-main/clinic/security-watch.ts';
import type { SecurityEvent, SecurityWaiting } from '../../../src-shared/clinic/security-events.ts';
import { answerOf } from '../../../src-renderer/clinic/security-events-words.ts';

const event = (id: number, at: string, actor: string, address: string | null = null): SecurityEvent => ({
  ...{ id, occurredAt: `2026-03-04T${at}:00Z`, recordedAt: `2026-03-04T${at}:30Z`, type: 'mass-read' },
  ...{ severity: 'HIGH', investigate: true, actor, address, subject: null, correlation: 'x', entryId: null },
  ...{ state: 'open', reason: null, decidedBy: null, decidedAt: null, answeredAt: null, answerBy: null },
});
const groups = (events: SecurityEvent[], gathered = true) =>
  queueOf(events, gathered).map(({ event: { id }, group, together }) => [id, group, together]);

describe('queue of security events', () => {
  test('one person or one address within an hour is one group, also over several steps', () => {
    expect(
      groups([
        event(1, '10:00', 'ann'),
        event(2, '10:59', 'ann', '10.0.0.1'),
        event(3, '11:40', 'ben', '10.0.0.1'),
        event(4, '13:00', 'ann'),
      ]),
    ).toEqual([
      [1, 1, 3],
      [2, 1, 3],
      [3, 1, 3],
      [4, 4, 1],
    ]);
  });
  test('a group stands where its first event stands; without gathering every event stays', () => {
    const events = [event(5, '10:00', 'ann'), event(6, '10:01', 'ben'), event(7, '10:02', 'ann')];
    expect(groups(events).map(([id]) => id)).toEqual([5, 7, 6]);
    expect(groups(events, false).map(([id]) => id)).toEqual([5, 6, 7]);
  });
  test('those whom nobody knows are not one person; an hour and a minute is too long', () => {
    expect(groups([event(1, '10:00', 'unknown'), event(2, '10:01', 'unknown')])).toEqual([
      [1, 1, 1],
      [2, 2, 1],
    ]);
    expect(groups([event(1, '10:00', 'ann'), event(2, '11:01', 'ann')]).map(([, group]) => group)).toEqual([
      1, 2,
    ]);
  });
});

describe('the 15 minutes', () => {
  const answerBy = '2026-03-04T10:15:00Z';
  test.each([
    [null, '10:10:00', 'running', '5 min left to answer'],
    [null, '10:17:00', 'overdue', 'Overdue by 2 min'],
    ['10:14:00', '12:00:00', 'in-time', 'Answered in time'],
    ['10:16:00', '12:00:00', 'late', 'Answered 1 min late'],
  ])('answered %s, now %s', (answered, now, kind, words) => {
    const answeredAt = answered === null ? null : `2026-03-04T${answered}Z`;
    expect(answerOf({ answerBy, answeredAt }, Date.parse(`2026-03-04T${now}Z`))).toEqual({ kind, words });
  });
  test('only critical ones have them', () => {
    expect(answerOf({ answerBy: null, answeredAt: null }, 0)).toEqual({ kind: 'none' });
  });
});

describe('watch', () => {
  const quiet: SecurityWaiting = {
    ...{ waiting: 0, unanswered: 0, overdue: 0, nextDueAt: null, newestCritical: 7, newestHigh: 8 },
  };
  const watched = () => {
    let then: (() => void) | null = null;
    let heard: () => void = () => undefined;
    const state = { now: quiet, calls: [] as string[], waits: [] as number[] };
    const watch = securityWatch({
      clock: { now: () => 1_000_000 },
      timer: (ms, call) => {
        state.waits.push(ms);
        then = call;
        return () => {
          then = null;
        };
      },
      waiting: () => Promise.resolve(state.now),
      listen: (on) => {
        heard = on;
        return { renew: () => undefined, close: () => undefined };
      },
      changed: () => undefined,
      call: (why) => state.calls.push(why),
    });
    const tick = async (): Promise<void> => {
      then?.();
      await new Promise((done) => setImmediate(done));
    };
    const notice = async (): Promise<void> => {
      heard();
      await tick();
    };
    return { watch, state, tick, notice };
  };
  test('what waited before is not called out; a new one is, and one that becomes overdue', async () => {
    const { watch, state, tick, notice } = watched();
    watch.start();
    await tick();
    expect(state.calls).toEqual([]);
    state.now = { ...quiet, newestHigh: 9, waiting: 1 };
    await notice();
    state.now = { ...state.now, newestCritical: 10, nextDueAt: new Date(1_030_000).toISOString() };
    await notice();
    expect(state.waits.at(-1)).toBe(30_500);
    state.now = { ...state.now, overdue: 1, nextDueAt: null };
    await tick();
    expect(state.calls).toEqual(['high', 'critical', 'overdue']);
    watch.close();
  });
  test('another clinic begins anew', async () => {
    const { watch, state, tick } = watched();
    watch.start();
    await tick();
    state.now = { ...quiet, newestCritical: 90 };
    watch.renew();
    await tick();
    expect(state.calls).toEqual([]);
  });
});
