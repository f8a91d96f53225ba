import { expect, test } from 'vitest';
import { type SignableLog, waitingCheckpoints } from '../../../src-main/audit/index.ts';
import { signCheckpoint } from '../../../src-main/audit/checkpoint.ts';
import type { StoredCheckpoint } from '../../../src-main/audit/ports.ts';
import { ASK_AFTER_MS } from '../../../src-main/audit/signing-rhythm.ts';
import { Fault } from '../../../src-main/base/fault.ts';
import type { Hash } from '../../../src-main/base/hash.ts';
import { fakeToken } from '../../fakes/token.ts';

const NOW = Date.parse('2026-03-04T10:00:00Z');
const token = await fakeToken({ notBefore: new Date(NOW - 86_400_000 * 30), signedIn: true });
const root = Buffer.alloc(32) as unknown as Hash;
const signed = async (size: number, age: number): Promise<StoredCheckpoint> => ({
  size,
  root,
  note: await signCheckpoint(
    { origin: 'attestry.log/a', size, root, block: null, time: new Date(NOW - age).toISOString() },
    {
      identity: token.identity,
      sign: (digest) => token.module.sign(token.serial, token.keyId, digest),
    },
  ),
  certificate: token.identity.certificate,
});
const work = () => {
  const phases: string[] = [];
  return {
    phases,
    signal: new AbortController().signal,
    progress: ({ phase, done, total }: { phase: string; done: number; total: number | null }) => {
      phases.push(`${String(done)}/${String(total)} ${phase}`);
    },
  };
};

type Log = { size: number; newest: StoredCheckpoint | null; fails?: Fault };
function queue(logs: readonly Log[], asks = true) {
  const kinds = ['log', 'table', 'activity'] as const;
  return waitingCheckpoints({
    asks: () => asks,
    clock: { now: () => NOW },
    logs: () =>
      Promise.resolve(
        logs.map((log, at): SignableLog => ({
          kind: kinds[at] ?? 'activity',
          table: at === 1 ? 'ehr.access' : '',
          standing: () => Promise.resolve(log),
          sign: async () => {
            if (log.fails !== undefined) throw log.fails;
            log.newest = await signed(log.size, 0);
          },
        })),
      ),
  });
}

test('what is due waits: never signed, an hour old, or many entries; not what is covered or fresh', async () => {
  const logs = [
    { size: 7, newest: null },
    { size: 7, newest: await signed(5, ASK_AFTER_MS) },
    { size: 5000, newest: await signed(5, 1000) },
    { size: 7, newest: await signed(5, ASK_AFTER_MS - 1) },
    { size: 5, newest: await signed(5, 10 * ASK_AFTER_MS) },
    { size: 0, newest: null },
  ];
  expect((await queue(logs).list()).map(({ entries, signedAt }) => [entries, signedAt])).toEqual([
    [7, null],
    [2, new Date(NOW - ASK_AFTER_MS).toISOString()],
    [4995, new Date(NOW - 1000).toISOString()],
  ]);
  expect(await queue(logs, false).list()).toEqual([]);
});

test('all that waits is signed in one go, one after the other; then nothing waits', async () => {
  const three = queue([1, 2, 3].map((size) => ({ size, newest: null })));
  const given = work();
  expect(await three.sign(given)).toBe(3);
  expect(given.phases).toEqual(['0/3 The clinic’s audit log', '1/3 ehr.access', '2/3 The activity log']);
  expect(await three.list()).toEqual([]);
});

test.each(['pin-wrong', 'pin-required', 'token-removed', 'cancelled'] as const)(
  '%s ends it: nothing more is asked, and what was signed stays signed',
  async (code) => {
    const logs: Log[] = [
      { size: 1, newest: null },
      { size: 1, newest: null, fails: new Fault(code, 'No.', 'No.') },
      { size: 1, newest: null },
    ];
    await expect(queue(logs).sign(work())).rejects.toMatchObject({ code });
    expect(logs.map(({ newest }) => newest !== null)).toEqual([true, false, false]);
  },
);

test('a log that cannot be reached hinders no other, and is told at the end', async () => {
  const logs: Log[] = [
    { size: 1, newest: null, fails: new Fault('database-unreachable', 'No.', 'No.') },
    { size: 1, newest: null },
  ];
  await expect(queue(logs).sign(work())).rejects.toMatchObject({ code: 'database-unreachable' });
  expect(logs[1]?.newest).not.toBeNull();
});
