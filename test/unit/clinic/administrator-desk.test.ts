import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ActivityDraft } from '../../../src-main/audit/index.ts';
import { Fault } from '../../../src-main/base/fault.ts';
import { administratorDesk } from '../../../src-main/clinic/index.ts';
import type { ClinicConnection } from '../../../src-main/clinic/ports.ts';

const LOGIN: ClinicConnection = {
  ...{ host: 'db1', port: 5432, database: 'clinic', user: 'dba', password: 'secret-words' },
  ...{ tls: 'verify-full', ca: null },
};
const SEAL: ActivityDraft = { operation: 'guard.install', objectType: 'guard', objectId: 'clinic' };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T08:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

function deskWith(probe = () => Promise.resolve({ user: 'dba', superuser: false })) {
  const recorded: ActivityDraft[] = [];
  let changes = 0;
  const desk = administratorDesk({
    probe,
    clock: { now: () => Date.now() },
    changed: () => {
      changes += 1;
    },
    activity: {
      record: (draft) => {
        recorded.push(draft);
        return Promise.resolve();
      },
      around: async (draft, work) => {
        try {
          const value = await work();
          recorded.push({ ...draft, outcome: 'done' });
          return value;
        } catch (error) {
          recorded.push({ ...draft, outcome: 'failed' });
          throw error;
        }
      },
    },
  });
  return { desk, recorded, changes: () => changes };
}

test('the password is kept for ten minutes and no longer', async () => {
  const { desk, changes } = deskWith();
  const { handle, until } = await desk.sitDown(LOGIN);
  expect(until).toBe('2026-11-22T08:10:00.000Z');
  vi.advanceTimersByTime(9 * 60_000);
  expect(await desk.look(handle, ({ password }) => Promise.resolve(password))).toBe('secret-words');
  vi.advanceTimersByTime(60_000);
  expect(desk.seat()).toBeNull();
  expect(changes()).toBe(2);
  await expect(desk.look(handle, () => Promise.resolve())).rejects.toMatchObject({
    code: 'administrator-needed',
  });
});

test('a computer that slept has not run the timer: the time is over all the same', async () => {
  const { desk } = deskWith();
  await desk.sitDown(LOGIN);
  vi.setSystemTime(Date.parse('2026-11-22T12:00:00Z'));
  expect(desk.seat()).toBeNull();
});

test('what is done is recorded before and after, with the database user and without the password', async () => {
  const { desk, recorded } = deskWith();
  const { handle } = await desk.sitDown(LOGIN);
  await desk.act(handle, { ...SEAL, purpose: '7 files' }, () => Promise.resolve());
  await expect(
    desk.act(handle, SEAL, () => Promise.reject(new Fault('database-error', 'No.', 'Try again.'))),
  ).rejects.toThrow('No.');
  expect(recorded.map(({ operation, outcome, purpose }) => [operation, outcome, purpose])).toEqual([
    ['administrator.sit-down', 'done', 'database user dba'],
    ['guard.install', 'begun', 'as database user dba; 7 files'],
    ['guard.install', 'done', 'as database user dba; 7 files'],
    ['guard.install', 'begun', 'as database user dba'],
    ['guard.install', 'failed', 'as database user dba'],
  ]);
  expect(JSON.stringify([recorded, desk.seat()])).not.toContain('secret-words');
});

test('whoever is refused sits nowhere, and somebody else’s handle opens nothing', async () => {
  const refused = deskWith(() =>
    Promise.reject(new Fault('database-login-refused', 'Refused.', 'Check both.')),
  );
  await expect(refused.desk.sitDown(LOGIN)).rejects.toMatchObject({ code: 'database-login-refused' });
  expect(refused.desk.seat()).toBeNull();
  expect(refused.recorded).toMatchObject([{ operation: 'administrator.sit-down', outcome: 'failed' }]);

  const { desk } = deskWith();
  const first = await desk.sitDown(LOGIN);
  await desk.sitDown(LOGIN);
  await expect(desk.act(first.handle, SEAL, () => Promise.resolve())).rejects.toMatchObject({
    code: 'administrator-needed',
  });
  desk.leave();
  expect(desk.seat()).toBeNull();
});
