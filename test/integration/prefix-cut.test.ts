import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditService, entryViewer, retention, type Retention } from '../../src-main/audit/index.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { codeOf } from '../../src-main/base/fault.ts';
import type { Cache } from '../../src-main/cache/client.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { openedCache } from '../fixtures/opened-cache.ts';

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});

let folder: string;
let cache: Cache;
let audit: ReturnType<typeof auditService>;
let cuts: Retention;
let signer: Signer | null;
let keepYears = 0;
const work = { signal: new AbortController().signal, progress: () => undefined };

beforeEach(async () => {
  await database.reset();
  folder = mkdtempSync(join(tmpdir(), 'prefix-cut-'));
  cache = openedCache(join(folder, 'cache.sqlite'));
  signer = await signerOf(await certify('Officer'));
  const shared = {
    log: () => Promise.resolve(database.log),
    witness: (fingerprint: string) => cache.witness(fingerprint),
    runs: cache.runs,
    signer: () => signer,
    clock: systemClock,
    officer: () => 'CN=Officer',
    keepYears: () => Promise.resolve(keepYears),
  };
  audit = auditService(shared);
  cuts = retention({
    ...shared,
    records: cache.records,
    accepted: () => Promise.resolve([]),
    verify: (own) => audit.verify('blockchain', own),
  });
  // Blocks of 500.
  await database.fill(5000);
  while ((await database.log.sealPending(500)) > 0);
  await audit.seal(work);
});
afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

/** Runs SQL as psql would: no transaction around it. */
async function asAdministrator(sql: string, who: ClinicConnection = database.admin): Promise<void> {
  const client = new pg.Client({ ...who, ssl: false });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
const types = async (run: VerificationRun): Promise<string[]> =>
  (await cache.runs.findings(run.runId, 0, 500, null)).rows
    .map(({ finding }) => `${finding.type}@${String(finding.position)}`)
    .toSorted();
const count = async (table: string): Promise<number> =>
  Number((await database.sql(`select count(*)::int as n from guard.${table}`)).rows[0]?.n);
const POLICY = "Entries are kept for six years (the board's rule 4.2).";

async function cutNow(entries = 2345): Promise<string> {
  const { size } = await cuts.plan({ entries });
  await cuts.sign(size, POLICY, work);
  const file = await cuts.file(size);
  await asAdministrator(file);
  return file;
}

describe('a certificate', () => {
  test('is planned by number or by time, ends with a block, and leaves the newest one', async () => {
    expect(await cuts.plan({ entries: 2345 })).toMatchObject({
      size: 2000,
      from: 0,
      entries: 2000,
      kept: 3000,
      block: 3,
      period: { from: '2026-01-01T08:00:01.000001Z', to: '2026-01-01T08:33:20.002000Z' },
    });
    expect(await cuts.plan({ before: '2026-01-01T08:33:20Z' })).toMatchObject({ size: 1500 });
    expect(await cuts.plan({ entries: 90_000 })).toMatchObject({ size: 4500 });
    await expect(cuts.plan({ entries: 400 })).rejects.toMatchObject({ code: 'cut-refused' });
  });
  test('is refused for entries that are to be kept, whether planned or signed', async () => {
    keepYears = 7;
    try {
      for (const refused of [cuts.plan({ entries: 2345 }), cuts.sign(2000, POLICY, work)])
        await expect(refused).rejects.toMatchObject({
          code: 'cut-refused',
          message: expect.stringContaining('kept for 7 years') as string,
        });
    } finally {
      keepYears = 0;
    }
  });
  test('is not signed for a log that is not intact, nor by nobody', async () => {
    await database.tamper("update guard.audit_log set actor = 'x' where id = 4000");
    await expect(cuts.sign(2000, POLICY, work)).rejects.toMatchObject({ code: 'cut-refused' });
    signer = null;
    await expect(cuts.sign(2000, POLICY, work)).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(await cuts.list()).toEqual([]);
  });
  test('is kept, listed, saved with its SQL and verified from the file', async () => {
    await cuts.sign(2000, POLICY, work);
    const file = await cuts.file(2000);
    expect(await cuts.verify(file)).toMatchObject({
      problem: null,
      knownKey: true,
      agrees: true,
      certificate: { size: 2000, policy: POLICY, by: 'CN=Officer' },
    });
    const { problem } = await cuts.verify(file.replace('rule 4.2', 'rule 4.3'));
    expect(problem).toContain('does not verify');
    expect(await cuts.verify('something else')).toMatchObject({ certificate: null });
    expect(await cuts.list()).toMatchObject([{ signedHere: true, stored: false }]);
    await asAdministrator(file);
    expect(await cuts.list()).toMatchObject([{ signedHere: true, stored: true }]);
  });
  test('cannot be used by the officer or the application, for another log, or over the newest block', async () => {
    await cuts.sign(2000, POLICY, work);
    const file = await cuts.file(2000);
    for (const who of [database.officer, database.application])
      await expect(asAdministrator(file, who)).rejects.toSatisfy((e) => codeOf(e) === '42501');
    const other = file.replace(/attestry\.cut\/[0-9a-f]{32}/, `attestry.cut/${'0'.repeat(32)}`);
    for (const wrong of [
      other,
      file.replace("text := 'attestry", "text := 'x"),
      file.replace('block 3', 'block 4'),
    ])
      await expect(asAdministrator(wrong)).rejects.toSatisfy((e) => codeOf(e) === 'AT004');
    await expect(database.sql('delete from guard.audit_log where id = 1')).rejects.toThrow(
      /only ever appended/,
    );
    await expect(database.sql('delete from guard.seal where position = 1')).rejects.toThrow(
      /only ever appended/,
    );
    expect(await count('audit_log')).toBe(5000);
  });
});

describe('after a cut', () => {
  test('rows and seals are gone, blocks stay, and the log is intact at every level', async () => {
    await cutNow();
    expect([await count('audit_log'), await count('seal'), await count('block')]).toEqual([3000, 3000, 10]);
    for (const level of ['basic', 'chain', 'merkle', 'signature', 'blockchain'] as const) {
      const run = await audit.verify(level, work);
      expect(run, level).toMatchObject({ result: 'intact', entries: 3000, pending: 0, found: 0 });
      expect(run.steps[0]?.detail).toContain('The first 2,000 entries were removed under a certificate');
    }
  });
  test('an entry that was removed is no deletion, and one that is missing behind the cut is', async () => {
    const look = entryViewer({
      log: () => Promise.resolve(database.log),
      witness: (fingerprint) => cache.witness(fingerprint),
      lastLog: () => cache.runs.lastLog(),
      accepted: () => Promise.resolve([]),
      clock: systemClock,
    });
    const [before, behind] = [1500, 2500];
    expect(await look(before, 'full')).toMatchObject({ result: 'intact' });
    await cutNow();
    expect(await look(before, 'full')).toMatchObject({
      result: 'could-not-tell',
      check: 'removed',
      position: before - 1,
      now: null,
      proof: { index: before - 1 },
    });
    await database.tamper(`delete from guard.audit_log where id = ${behind}`);
    expect(await look(behind, 'full')).toMatchObject({ result: 'tampered', check: 'no-row' });
  });
  test('it goes on: sealed, witnessed, signed, cut once more', async () => {
    const first = await cutNow();
    await database.fill(700);
    const sealed = await audit.seal(work);
    expect(sealed).toMatchObject({
      sealed: 700,
      witnessed: 5700,
      stopped: false,
      checkpoint: { size: 5700 },
    });
    expect(await audit.verify('blockchain', work)).toMatchObject({ result: 'intact', entries: 3700 });
    expect(await cuts.plan({ entries: 1200 })).toMatchObject({
      size: 3000,
      from: 2000,
      entries: 1000,
      kept: 2700,
    });
    await cutNow(1200);
    expect(await audit.verify('blockchain', work)).toMatchObject({ result: 'intact', entries: 2700 });
    expect((await cuts.list()).map(({ certificate }) => certificate.size)).toEqual([3000, 2000]);
    await expect(asAdministrator(first)).rejects.toSatisfy((e) => codeOf(e) === 'AT004');
    await expect(database.sql('delete from guard.audit_log where id = 3001')).rejects.toThrow(/only ever/);
  });
  test.each([
    ['a change', "update guard.audit_log set actor = 'x' where id = 2500", ['modification@2499']],
    [
      'one entry too many',
      'delete from guard.audit_log where id = 2001; delete from guard.seal where position = 2000',
      ['deletion@2000'],
    ],
    ['its row alone', 'delete from guard.audit_log where id = 2001', ['deletion@2000']],
    [
      'a removed entry put back',
      "insert into guard.audit_log (id, actor, event_type, action) values (7, 'x', 'x', 'x')",
      ['insertion@null'],
    ],
    [
      'the seals behind it recomputed',
      "update guard.seal set leaf = sha256('x'), chain = sha256('y') where position = 2000",
      ['modification@2000'],
    ],
  ])('%s is seen', async (_name, sql, expected) => {
    await cutNow();
    await database.tamper(sql);
    const run = await audit.verify('blockchain', work);
    expect(await types(run)).toEqual(expected);
  });
  test('a cut without its certificate is a deletion, and so is one with a certificate of somebody else', async () => {
    await cutNow(500 + 1);
    await database.tamper('delete from guard.prefix_cut');
    expect((await audit.verify('blockchain', work)).found).toBe(500);
    const own = signer;
    signer = await signerOf(await certify('Somebody else'));
    const forged = retention({
      log: () => Promise.resolve(database.log),
      witness: (fingerprint) => cache.witness(fingerprint),
      records: cache.records,
      runs: cache.runs,
      accepted: () => Promise.resolve([]),
      verify: async (w) => ({ ...(await audit.verify('blockchain', w)), result: 'intact' }),
      signer: () => signer,
      clock: systemClock,
      officer: () => 'CN=Officer',
      keepYears: () => Promise.resolve(0),
    });
    await forged.sign(1000, POLICY, work);
    await asAdministrator(await forged.file(1000));
    signer = own;
    const run = await audit.verify('blockchain', work);
    expect(run).toMatchObject({ result: 'tampered', found: 1001 });
    const { rows } = await cache.runs.findings(run.runId, 0, 10, 'signature-invalid');
    expect(rows.map(({ finding }) => finding.position)).toEqual([999]);
  });
});

describe('the removal is stopped in the middle', () => {
  test('by a crash of the server: intact all the same, said so, and it goes on when it is run again', async () => {
    await cuts.sign(4500, POLICY, work);
    const file = (await cuts.file(4500)).replace('20000', '97');
    const slow = file.replace('commit;', 'commit; perform pg_sleep(0.02);');
    const removal = asAdministrator(slow).catch(() => 'stopped');
    while ((await count('seal')) > 4200) await pause(5);
    const { rows } = await database.sql(
      "select pid from pg_stat_activity where query like '%cut_prefix%' and pid <> pg_backend_pid() and query like 'do%' or query like '--%'",
    );
    process.kill(Number(rows[0]?.pid), 'SIGKILL');
    expect(await removal).toBe('stopped');
    await database.reconnect();
    const left = (await count('seal')) - 500;
    expect(left).toBeGreaterThan(0);
    expect(await count('audit_log')).toBe(left + 500);
    for (const level of ['basic', 'merkle', 'blockchain'] as const) {
      const run = await audit.verify(level, work);
      expect(run, level).toMatchObject({ result: 'intact', entries: 500 });
      expect(run.steps[0]?.detail).toContain(`${left.toLocaleString('en-US')} of them are still there`);
    }
    await database.tamper("update guard.audit_log set actor = 'x' where id = 4300");
    expect(await types(await audit.verify('blockchain', work))).toEqual(['insertion@null']);
    await asAdministrator(file);
    expect([await count('audit_log'), await count('seal')]).toEqual([500, 500]);
    const run = await audit.verify('blockchain', work);
    expect(run).toMatchObject({ result: 'intact', entries: 500 });
    expect(run.steps[0]?.detail).not.toContain('still there');
  });
});
