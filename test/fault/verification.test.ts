import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditService, type AuditService } from '../../src-main/audit/index.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import type { Fault } from '../../src-main/base/fault.ts';
import { type Cache, cacheClient } from '../../src-main/cache/client.ts';
import { threadWire } from '../../src-main/processes/thread.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { dice } from '../fixtures/tampering.ts';
import { look } from '../fixtures/world.ts';

const worker = resolve(import.meta.dirname, '../../src-main/cache/worker.ts');
let database: ClinicDatabase;
let folder: string;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  await database.reset();
  folder = mkdtempSync(join(tmpdir(), 'fault-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const cacheFile = (): string => join(folder, 'cache.sqlite');
const open = (): Cache =>
  cacheClient(threadWire(worker, { file: cacheFile(), reports: join(folder, 'reports') }));

/** Runs the sealing process; kills it after so many milliseconds, or lets it end. */
async function sealer(killAfter: number | null): Promise<string> {
  const argument = JSON.stringify({ connection: database.officer, cache: cacheFile(), worker });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-child.ts'), argument], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ready = new Promise<void>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready')) done();
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((done) =>
    child.once('close', () => {
      done();
    }),
  );
  if (killAfter !== null) {
    await Promise.race([ready, ended]);
    await pause(killAfter);
    child.kill('SIGKILL');
  }
  await ended;
  return said;
}

test('a process killed while it seals, witnesses and signs loses nothing and does nothing twice', async () => {
  await database.fill(1200);
  const roll = dice(3);
  const sizes: number[] = [];
  for (let kill = 0; kill < 6; kill++) {
    const said = await sealer(roll(250));
    expect(said).not.toContain('Error');
    const cache = open();
    const witness = cache.witness('ab'.repeat(32));
    const size = await witness.size();
    sizes.push(size);
    const result = await look(database.log, witness, 'blockchain');
    expect(result.findings).toEqual([]);
    expect(result.result).toBe(result.checkpoint === null ? 'could-not-tell' : 'intact');
    await cache.close();
  }
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(await sealer(null)).toContain('done');
  const cache = open();
  const witness = cache.witness('ab'.repeat(32));
  expect(await look(database.log, witness, 'blockchain')).toMatchObject({
    result: 'intact',
    entries: 1200,
    pending: 0,
  });
  const ids = (await witness.entries(0, 2000)).map((entry) => entry.entryId);
  expect(ids).toHaveLength(1200);
  expect(new Set(ids).size).toBe(1200);
  await cache.close();
});

describe('in the middle of a verification', () => {
  let cache: Cache;
  let first: pg.Client;
  let gate: pg.Client;
  let audit: AuditService;
  const locking = 'begin; lock table guard.audit_log in access exclusive mode';
  beforeEach(async () => {
    // As many as are read by threads of their own.
    await database.fill(6000);
    while ((await database.log.sealPending(65_536)) > 0);
    cache = open();
    [first, gate] = await Promise.all(
      ['first lock', 'gate'].map(async (application_name) => {
        const client = new pg.Client({ ...database.admin, ssl: false, application_name });
        client.on('error', () => undefined);
        await client.connect();
        return client;
      }) as [Promise<pg.Client>, Promise<pg.Client>],
    );
    // A verification waits behind this one until the gate waits behind the verification: then its readers stand still.
    await first.query(locking);
    audit = auditService({
      log: () => Promise.resolve(database.log),
      witness: (fingerprint) => cache.witness(fingerprint),
      runs: cache.runs,
      signer: () => null,
      clock: systemClock,
      officer: () => 'officer',
    });
  });
  afterEach(async () => {
    await first.end();
    await gate.end();
    await cache.close();
  });
  const begin = (signal: AbortSignal): Promise<string> =>
    audit.verify('merkle', { signal, progress: () => undefined }).then(
      (run) => run.result,
      (fault: unknown) => (fault as Fault).code,
    );
  const activity = async (condition: string): Promise<number> =>
    Number(
      (
        await database.sql(
          `select count(*) as n from pg_stat_activity where application_name like 'attestry%' and ${condition}`,
        )
      ).rows[0]!.n,
    );
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await pause(10);
  };
  const standing = async (): Promise<void> => {
    await until(async () => (await activity("wait_event_type = 'Lock'")) > 0);
    gate.query(locking).catch(() => undefined);
    await until(async () => {
      const { rows } = await database.sql(
        "select from pg_stat_activity where application_name = 'gate' and wait_event_type = 'Lock'",
      );
      return rows.length > 0;
    });
    await first.query('rollback');
    await until(
      async () => (await activity("application_name = 'attestry reader' and wait_event_type = 'Lock'")) > 0,
    );
  };
  const openGate = (): Promise<unknown> =>
    database.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gate'");

  test.each(['attestry reader', 'attestry verify'])(
    'the connection of "%s" is cut: said so, and no run is kept',
    async (name) => {
      const { signal } = new AbortController();
      const outcome = begin(signal);
      await standing();
      await database.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${name}'`,
      );
      await until(
        async () => (await activity(`application_name = '${name}' and wait_event_type = 'Lock'`)) === 0,
      );
      await openGate();
      expect(await outcome).toBe('database-connection-lost');
      expect(await cache.runs.list()).toEqual([]);
      await until(async () => (await activity('true')) === 0);
      expect(await begin(signal)).toBe('intact');
    },
  );
  test('cancelling ends it while the database still keeps it waiting, and leaves no connection behind', async () => {
    const abort = new AbortController();
    const outcome = begin(abort.signal);
    await standing();
    abort.abort();
    expect(await outcome).toBe('cancelled');
    expect(await activity("wait_event_type = 'Lock'")).toBeGreaterThan(0);
    await openGate();
    await until(async () => (await activity('true')) === 0);
    expect(await cache.runs.list()).toEqual([]);
  });
});
