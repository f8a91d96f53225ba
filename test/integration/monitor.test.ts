import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgements, auditService, type Monitor } from '../../src-main/audit/index.ts';
import { SIGN_AT } from '../../src-main/audit/signing-rhythm.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { emptyProfile, type Profile } from '../../src-main/base/config.ts';
import { type Cache, cacheClient } from '../../src-main/cache/client.ts';
import { openCache } from '../../src-main/cache/database.ts';
import { cacheMethods } from '../../src-main/cache/methods.ts';
import { listenFor } from '../../src-main/clinic/postgres/listen.ts';
import { composeMonitor } from '../../src-main/compose-monitor.ts';
import { serve, type Wire } from '../../src-main/processes/rpc.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import type { MonitorAlert, MonitorSettings } from '../../src-shared/audit/monitor.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { fakeToken } from '../fakes/token.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});

/** The cache on a file, without a thread of its own. */
function openedCache(file: string): Cache {
  const ends: ((message: unknown) => void)[] = [];
  const end = (own: number): Wire => ({
    post: (message) => {
      queueMicrotask(() => ends[1 - own]?.(structuredClone(message)));
    },
    onMessage: (listener) => {
      ends[own] = listener;
    },
    onClose: () => undefined,
    kill: () => undefined,
  });
  serve(end(1), cacheMethods(openCache(file), `${file}-reports`));
  return cacheClient(end(0));
}

const settings: MonitorSettings = {
  enabled: true,
  periodMs: 10_000,
  guaranteeMs: 60_000,
  sealEveryCycle: true,
};

let folder: string;
let cache: Cache;
let watching: Monitor;
let alerts: MonitorAlert[];
let signer: Signer | null;
let audit: ReturnType<typeof auditService>;
let failures: unknown[];

/** A monitor on the cache's file, as after a start of the application. */
function begin(changes: Partial<MonitorSettings> = {}): void {
  cache = openedCache(join(folder, 'cache.sqlite'));
  const profile: Profile = {
    ...emptyProfile,
    settings: { ...emptyProfile.settings, monitor: { ...settings, ...changes } },
  };
  const log = () => Promise.resolve(database.log);
  audit = auditService({
    log,
    witness: (fingerprint) => cache.witness(fingerprint),
    runs: cache.runs,
    signer: () => signer,
    clock: systemClock,
    officer: () => 'Officer',
  });
  watching = composeMonitor({
    profile: () => Promise.resolve(profile),
    change: () => Promise.resolve(),
    connection: () => Promise.resolve(database.officer),
    log,
    cache,
    audit,
    tables: { watchAll: () => Promise.resolve([]) },
    neverGuarded: () => Promise.resolve(false),
    drift: { turn: () => Promise.resolve() },
    clock: systemClock,
    listeners: {
      changed: () => undefined,
      alerted: (alert) => {
        alerts.push(alert);
      },
      failed: (error) => {
        failures.push(error);
      },
    },
    settingUp: () => false,
    grew: () => undefined,
  });
}
const cycle = () => watching.once({ signal: new AbortController().signal, progress: () => undefined });

/** Cycles that make up a sweep of 9,000 entries at least; the first run that looked into something. */
async function sweep(): Promise<VerificationRun | null> {
  for (let cycles = 0; cycles < 4; cycles++) {
    const { run } = await cycle();
    if (run !== null) return run;
  }
  return null;
}

beforeEach(async () => {
  await database.reset();
  folder = mkdtempSync(join(tmpdir(), 'monitor-'));
  alerts = [];
  failures = [];
  signer = null;
  begin();
});
afterEach(async () => {
  await watching.close();
  await cache.close();
  rmSync(folder, { recursive: true, force: true });
  expect(failures).toEqual([]);
});

describe('new seals', () => {
  test('are made, taken over, and signed as soon as somebody is signed in', async () => {
    await database.fill(3000);
    const first = await cycle();
    expect(first.cycle).toMatchObject({ sealed: 3000, reread: 3000, drawn: 200, marks: [] });
    expect(first.cycle.unsigned?.code).toBe('not-signed-in');
    const waiting = await watching.status();
    expect(waiting).toMatchObject({ chanceSeen: 1, alert: null, sweep: { position: 3000, size: 3000 } });
    expect(waiting.unsignedSince).not.toBeNull();
    expect(await audit.checkpoint()).toBeNull();

    const token = await fakeToken({ signedIn: true });
    signer = {
      identity: token.identity,
      sign: (digest) => token.module.sign(token.serial, token.keyId, digest),
    };
    await database.fill(10);
    const second = await cycle();
    expect(second.cycle).toMatchObject({ sealed: 10, unsigned: null });
    expect((await watching.status()).unsignedSince).toBeNull();
    expect(await audit.checkpoint()).toMatchObject({ size: 3010 });

    // A few more wait for their turn: not every cycle signs.
    await database.fill(5);
    expect((await cycle()).cycle).toMatchObject({ sealed: 5, unsigned: null });
    expect(await audit.checkpoint()).toMatchObject({ size: 3010 });

    token.remove();
    await database.fill(SIGN_AT);
    const third = await cycle();
    expect(third.cycle).toMatchObject({ sealed: SIGN_AT, marks: [] });
    expect(third.cycle.unsigned?.code).toMatch(/^token-/);
    expect((await watching.status()).problem).not.toBe('');
  });
  test('are left to others when it is told not to seal', async () => {
    begin({ sealEveryCycle: false });
    await database.fill(100);
    expect((await cycle()).cycle).toMatchObject({ sealed: 0, reread: 0 });
    await database.log.sealPending(1000);
    expect((await cycle()).cycle).toMatchObject({ sealed: 0, reread: 100 });
  });
});

describe('tampering', () => {
  beforeEach(async () => {
    await database.fill(9000);
    await cycle();
  });
  test.each([
    ['a row', "update guard.audit_log set actor = 'x' where id = 7000", 'modification'],
    [
      'a row with its seal',
      "update guard.audit_log set actor = 'x' where id = 7000; update guard.seal set leaf = sha256('x') where entry_id = 7000",
      'modification',
    ],
    ['a row removed', 'delete from guard.audit_log where id = 8999', 'deletion'],
    [
      'a row put in below',
      "insert into guard.audit_log (id, actor, event_type, action) values (-5, 'x', 'x', 'x')",
      'insertion',
    ],
    [
      'a row put in above',
      "insert into guard.audit_log (id, actor, event_type, action, xid) values (900000, 'x', 'x', 'x', '5')",
      'insertion',
    ],
    [
      'the end cut off',
      'delete from guard.audit_log where id > 8990; delete from guard.seal where position >= 8990; delete from guard.block; ',
      'deletion',
    ],
    [
      'two rows exchanged',
      'update guard.audit_log set id = case id when 5 then -5 else -1800 end where id in (5, 1800); update guard.audit_log set id = case id when -5 then 1800 else 5 end where id < 0',
      'reordering',
    ],
  ])('%s is seen within one sweep and looked into once', async (_name, sql, type) => {
    await database.tamper(sql);
    const run = await sweep();
    expect(run).toMatchObject({ result: 'tampered', level: 'blockchain' });
    expect(Object.keys(run?.foundByType ?? {})).toContain(type);
    expect(alerts.map((alert) => alert.run?.result ?? null)).toEqual([null, 'tampered']);
    const witnessed = await audit.witnessed();
    for (let again = 0; again < 4; again++) expect((await cycle()).run).toBeNull();
    expect((await audit.runs.list()).length).toBe(1);
    expect(await audit.witnessed()).toBe(witnessed);
  });
  test('that is undone and done again is news again', async () => {
    const change = "update guard.audit_log set actor = 'x' where id = 10";
    const [row] = (await database.sql('select actor from guard.audit_log where id = 10')).rows;
    await database.tamper(change);
    expect((await sweep())?.result).toBe('tampered');
    await database.tamper(`update guard.audit_log set actor = '${String(row?.actor)}' where id = 10`);
    expect(await sweep()).toBeNull();
    await database.tamper(change);
    expect((await sweep())?.result).toBe('tampered');
  });
  test('a finding is acknowledged with who, when and why; the run stays as it is', async () => {
    await database.tamper('delete from guard.audit_log where id = 10');
    const run = await sweep();
    const notes = acknowledgements({
      runs: cache.runs,
      store: cache.acknowledgements,
      clock: systemClock,
      officer: () => 'Officer',
    });
    const runId = run?.runId ?? '';
    await notes.acknowledge(runId, 0, 'Reported to the board');
    expect(await notes.list(runId, 0)).toMatchObject([{ reason: 'Reported to the board', by: 'Officer' }]);
    expect(await audit.runs.run(runId)).toEqual(run);
    await expect(notes.acknowledge(runId, 1, 'There is no such finding')).rejects.toMatchObject({
      code: 'run-unknown',
    });
  });
});

test('what was committed out of the order of its numbers is no finding, wherever pieces end', async () => {
  await database.fill(6000);
  // Every tenth entry was written by a transaction that ended late.
  await database.tamper(
    'update guard.audit_log set xid = (xid::text::numeric + 1)::text::xid8 where id % 10 = 0',
  );
  await database.sql('select pg_current_xact_id()');
  await database.sql('select pg_current_xact_id()');
  const { cycle: first, run } = await cycle();
  expect(first).toMatchObject({ sealed: 6000, reread: 6000, marks: [] });
  expect(run).toBeNull();
});

test('the sweep goes on where it was after a restart of the application', async () => {
  begin({ guaranteeMs: 86_400_000 });
  await database.fill(10_000);
  // Nothing was read before: all of it at once.
  expect((await cycle()).cycle.reread).toBe(10_000);
  expect((await cycle()).cycle.reread).toBe(4096);
  await cache.close();
  begin({ guaranteeMs: 86_400_000 });
  expect((await watching.status()).sweep.position).toBe(4096);
  expect((await cycle()).cycle.reread).toBe(4096);
  expect((await watching.status()).sweep.position).toBe(8192);
});

test('it runs by itself, survives a restart of the database, and wakes when something is sealed', async () => {
  await database.fill(500);
  await watching.start();
  await expect.poll(async () => (await watching.status()).lastCycleAt, { timeout: 15_000 }).not.toBeNull();
  await database.restart(async () => {
    watching.renew();
    await expect.poll(async () => (await watching.status()).state, { timeout: 15_000 }).toBe('trouble');
    expect((await watching.status()).problem).toMatch(/database/i);
  });
  await expect.poll(async () => (await watching.status()).state, { timeout: 30_000 }).toBe('waiting');
  expect((await watching.status()).problem).toBe('');
  await database.fill(7);
  await database.log.sealPending(1000);
  await expect
    .poll(async () => (await watching.status()).sweep.size, { timeout: 20_000, interval: 50 })
    .toBe(507);
});

test('asleep it does nothing; what was changed meanwhile is found when the machine wakes, and said at once', async () => {
  await database.fill(500);
  await watching.start();
  await expect.poll(async () => (await watching.status()).lastCycleAt, { timeout: 15_000 }).not.toBeNull();
  await expect.poll(async () => (await watching.status()).state, { timeout: 15_000 }).toBe('waiting');
  watching.suspend();
  const { lastCycleAt, nextCycleAt } = await watching.status();
  expect(nextCycleAt).toBeNull();
  await database.tamper("update guard.audit_log set actor = 'x' where id = 77");
  // What the server says while the machine sleeps wakes nobody.
  await database.fill(3);
  await database.log.sealPending(10);
  await pause(1500);
  expect((await watching.status()).lastCycleAt).toBe(lastCycleAt);
  // Connections do not live through a sleep.
  await database.sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'attestry%'",
  );
  watching.renew();
  await expect.poll(() => alerts.at(-1)?.run?.result, { timeout: 30_000, interval: 50 }).toBe('tampered');
});

test('notifications come again after the connection was cut', async () => {
  let heard = 0;
  const listening = listenFor(
    'attestry_seal',
    () => Promise.resolve(database.officer),
    () => heard++,
  );
  try {
    const attached = () =>
      database.sql("select pid from pg_stat_activity where application_name = 'attestry monitor'");
    await expect.poll(async () => (await attached()).rows.length, { timeout: 10_000 }).toBe(1);
    await database.fill(5);
    await database.log.sealPending(10);
    await expect.poll(() => heard).toBe(1);
    await database.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'attestry monitor'",
    );
    // Something may have been missed: it says so once it is back.
    await expect.poll(() => heard, { timeout: 10_000 }).toBe(2);
    await database.fill(5);
    await database.log.sealPending(10);
    await expect.poll(() => heard).toBe(3);
  } finally {
    listening.close();
  }
});
