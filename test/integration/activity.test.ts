import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ActivityLog, activityLog, type SignerTrust } from '../../src-main/audit/index.ts';
import { type Cache, cacheClient } from '../../src-main/cache/client.ts';
import { threadWire } from '../../src-main/processes/thread.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { certify, signerOf } from '../fixtures/authority.ts';

const worker = resolve(import.meta.dirname, '../../src-main/cache/worker.ts');
const officer = await signerOf(await certify('Officer'));
const stranger = await signerOf(await certify('Stranger'));
const byOfficer: SignerTrust = (certificate) =>
  Buffer.from(certificate).equals(officer.identity.certificate) ? 'trusted' : 'untrusted';

let folder: string;
let file: string;
let cache: Cache;
let log: ActivityLog;
const logOf = (signer: Signer | null): ActivityLog =>
  activityLog({
    store: cache.activity,
    clock: { now: () => Date.now() },
    who: () => ({ name: 'CN=Officer', role: 'officer' }),
    signer: () => signer,
    trust: () => Promise.resolve(byOfficer),
  });
const did = (n: number) => ({
  operation: 'key.use',
  objectType: 'key',
  objectId: `k${n}`,
  version: n,
  purpose: 'Übung „1“',
});
const record = async (from: number, to: number): Promise<void> => {
  for (let n = from; n < to; n++) await log.record(did(n));
};
/** Somebody with the file and a program of their own. */
const behindTheBack = (sql: string): void => {
  const database = new Database(file);
  for (const name of ['activity_kept_update', 'activity_kept_delete', 'activity_checkpoint_kept'])
    database.exec(`drop trigger if exists ${name}`);
  database.exec(sql);
  database.close();
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'activity-'));
  file = join(folder, 'cache.sqlite');
  cache = cacheClient(threadWire(worker, { file, reports: join(folder, 'reports') }), (draft) =>
    log.event(draft),
  );
  log = logOf(officer);
});
afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

describe('what was done', () => {
  test('is read back as it was recorded, newest first', async () => {
    await record(0, 5);
    const { total, rows } = await log.list(1, 2);
    expect(total).toBe(5);
    expect(rows.map(({ position }) => position)).toEqual([3, 2]);
    expect(rows[0]?.event).toMatchObject({ ...did(3), who: 'CN=Officer', outcome: 'done', code: null });
  });

  test('says that nobody vouches for the signer where no certificate is trusted, and is found by filter', async () => {
    await record(0, 3);
    await log.sign();
    expect(await log.verify()).toMatchObject({ result: 'intact', authority: 'trusted' });
    const trustless = activityLog({
      store: cache.activity,
      clock: { now: () => Date.now() },
      who: () => ({ name: 'CN=Officer', role: 'officer' }),
      signer: () => null,
      trust: () => Promise.resolve(() => 'no-anchor'),
    });
    expect(await trustless.verify()).toMatchObject({ result: 'intact', authority: 'no-anchor' });
    const found = await log.search(null, 10, { operation: 'USE', object: 'k1', outcome: 'done' });
    expect(found.rows.map(({ position }) => position)).toEqual([1]);
    expect(found).toMatchObject({ total: 3, next: null });
    expect(await log.search(null, 2, { operation: '', object: '', outcome: null })).toMatchObject({
      next: 1,
    });
  });

  test('is intact up to the newest signed checkpoint, and what follows is told apart', async () => {
    expect(await log.verify()).toMatchObject({ result: 'could-not-tell', entries: 0 });
    await record(0, 300);
    expect(await log.verify()).toMatchObject({ result: 'could-not-tell', signedUpTo: 0 });
    expect(await log.sign()).toBe(true);
    expect(await log.sign()).toBe(false);
    await record(300, 310);
    expect(await log.verify()).toMatchObject({
      result: 'intact',
      reason: null,
      entries: 310,
      signedUpTo: 300,
      checkpoints: 1,
    });
  });

  test('is recorded together with the change or not at all', async () => {
    await cache.pinFailures.write('0123', 2);
    const { rows } = await log.list(0, 10);
    expect(rows[0]?.event).toMatchObject({
      operation: 'token.try-pin',
      objectId: '0123',
      outcome: 'begun',
    });
    behindTheBack("create trigger full before insert on pin_failure begin select raise(abort, 'no'); end");
    await expect(cache.pinFailures.write('4567', 1)).rejects.toMatchObject({ code: 'cache-unreadable' });
    expect((await log.list(0, 10)).total).toBe(1);
  });

  test('two programs that record at once make one chain', async () => {
    const other = cacheClient(threadWire(worker, { file, reports: join(folder, 'reports') }));
    await Promise.all([
      record(0, 40),
      ...Array.from({ length: 40 }, (_, n) => other.activity.record(log.event(did(n)))),
    ]);
    await other.close();
    expect(await log.verify()).toMatchObject({ entries: 80, problems: [] });
  });
});

describe('a change behind its back is found', () => {
  test.each([
    [
      'a byte of an entry',
      "update activity set entry = cast(replace(entry, 'k7', 'k8') as blob) where position = 7",
    ],
    ['a row taken out of the middle', 'delete from activity where position = 7'],
    ['the last rows taken off', 'delete from activity where position > 15'],
    [
      'the last rows taken off with the head',
      'delete from activity where position > 15; update activity_log set size = 16, chain = (select chain from activity where position = 15)',
    ],
    [
      'two rows changed round',
      'update activity set position = -1 where position = 3; update activity set position = 3 where position = 4; update activity set position = 4 where position = -1',
    ],
    [
      'a row put behind the end',
      'insert into activity select 20, entry, leaf, chain from activity where position = 19',
    ],
    ['the whole log emptied', 'delete from activity; update activity_log set size = 0, chain = zeroblob(32)'],
    ['a checkpoint with another root', 'update activity_checkpoint set root = zeroblob(32)'],
    ['a note that is none', "update activity_checkpoint set note = 'nothing'"],
  ])('%s', async (_what, sql) => {
    await record(0, 20);
    await log.sign();
    expect((await log.verify()).result).toBe('intact');
    behindTheBack(sql);
    const verified = await log.verify();
    expect(verified.result).toBe('tampered');
    expect(verified.problems.length).toBeGreaterThan(0);
  });

  test('and is never signed over', async () => {
    await record(0, 20);
    behindTheBack("update activity set entry = cast(replace(entry, 'k7', 'k8') as blob) where position = 7");
    await expect(log.sign()).rejects.toMatchObject({ code: 'activity-tampered' });
    expect((await log.verify()).checkpoints).toBe(0);
  });

  test('a log that a stranger wrote anew and signed is not called intact', async () => {
    await record(0, 20);
    await logOf(stranger).sign();
    expect(await log.verify()).toMatchObject({ result: 'could-not-tell', signedUpTo: 0 });
  });
});
