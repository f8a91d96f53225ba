import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkConnection } from '../../src-main/clinic/postgres/checks.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

let database: ClinicDatabase;
let folder: string;
const pem = (name: string): string => readFileSync(join(folder, `${name}.pem`), 'utf8');

/** A certificate for the address 127.0.0.1, or for another one. */
function certificate(name: string, address: string): void {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)],
      ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=IP:${address}`],
    ],
    { stdio: 'ignore' },
  );
}

/** Makes the server offer TLS with a certificate, or none. */
async function serve(name: string | null): Promise<void> {
  if (name === null) await database.sql('alter system set ssl = off');
  else {
    const { rows } = await database.sql("select current_setting('data_directory') as folder");
    const owner = statSync(String(rows[0]?.folder));
    const key = join(folder, `${name}.key`);
    // The server takes a key only from its own user.
    if (process.getuid?.() === 0) chownSync(key, owner.uid, owner.gid);
    chmodSync(key, 0o600);
    await database.sql(`alter system set ssl_key_file = '${key}'`);
    await database.sql(`alter system set ssl_cert_file = '${join(folder, `${name}.pem`)}'`);
    await database.sql('alter system set ssl = on');
  }
  await database.sql('select pg_reload_conf()');
  await new Promise((done) => setTimeout(done, 300));
}

beforeAll(async () => {
  database = await startClinicDatabase();
  folder = mkdtempSync(join(tmpdir(), 'connection-'));
  chmodSync(folder, 0o755);
  certificate('server', '127.0.0.1');
  certificate('elsewhere', '192.0.2.7');
});
afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const remote = (ca: string | null): ClinicConnection => ({ ...database.officer, tls: 'verify-full', ca });
const codeOf = async (connection: ClinicConnection): Promise<string | undefined> =>
  (await checkConnection(connection)).fault?.code;

describe('encryption is required and verified in full', () => {
  test('a server without TLS is refused', async () => {
    await serve(null);
    expect(await codeOf(remote(null))).toBe('database-tls-required');
  });
  test('an unencrypted connection to another machine is not even tried', async () => {
    expect(await codeOf({ ...database.officer, host: '192.0.2.7' })).toBe('database-tls-required');
  });
  test('an unknown authority and a certificate for another host are refused', async () => {
    await serve('server');
    expect(await codeOf(remote(null))).toBe('database-tls-untrusted');
    expect(await codeOf(remote(pem('elsewhere')))).toBe('database-tls-untrusted');
    await serve('elsewhere');
    expect(await codeOf(remote(pem('elsewhere')))).toBe('database-tls-untrusted');
  });
  test('the right authority and host connect, encrypted, and reading works', async () => {
    await serve('server');
    const connection = remote(pem('server'));
    const report = await checkConnection(connection);
    expect(report.ready).toBe(true);
    expect(report.checks.find(({ id }) => id === 'tls')?.detail).toContain('verified');
    const encrypted = await withConnection(connection, async (client) => {
      const { rows } = await client.query<{ ssl: boolean }>(
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
      );
      return rows[0]?.ssl;
    });
    expect(encrypted).toBe(true);
  });
});

describe('rights', () => {
  test('the officer has just enough', async () => {
    const { ready, checks } = await checkConnection(database.officer);
    expect(checks.map(({ id, outcome }) => [id, outcome])).toEqual(
      ['connect', 'tls', 'version', 'guard', 'read', 'seal', 'danger'].map((id) => [id, 'ok']),
    );
    expect(ready).toBe(true);
  });
  test.each([
    [
      'insert into the log',
      'grant insert on guard.audit_log to officer',
      'revoke insert on guard.audit_log from officer',
    ],
    ['delete seals', 'grant delete on guard.seal to officer', 'revoke delete on guard.seal from officer'],
    ['make roles', 'alter role officer createrole', 'alter role officer nocreaterole'],
    ['pass row-level security', 'alter role officer bypassrls', 'alter role officer nobypassrls'],
    ['own the guard', 'grant guard_owner to officer', 'revoke guard_owner from officer'],
  ])('a user who may %s is too strong', async (_what, grant, revoke) => {
    await database.sql(grant);
    expect(await codeOf(database.officer)).toBe('database-role-too-strong');
    await database.sql(revoke);
    expect(await codeOf(database.officer)).toBeUndefined();
  });
  test.each([
    [
      'reading',
      'revoke select on guard.seal from attestry_reader',
      'grant select on guard.seal to attestry_reader',
    ],
    [
      'sealing',
      'revoke execute on function guard.seal_pending(int) from attestry_reader',
      'grant execute on function guard.seal_pending(int) to attestry_reader',
    ],
  ])('a user without %s is too weak', async (_what, revoke, grant) => {
    await database.sql(revoke);
    expect(await codeOf(database.officer)).toBe('database-role-too-weak');
    await database.sql(grant);
  });
  test('the officer may read and seal, and nothing else', async () => {
    await withConnection(database.officer, async (client) => {
      for (const sql of [
        "insert into guard.audit_log (actor, event_type, action) values ('x', 'x', 'x')",
        'update guard.audit_log set actor = actor',
        'delete from guard.seal',
        'truncate guard.block',
        "select guard.log_access('x', 'x', null, null, null)",
        'create table guard.x ()',
      ])
        await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
      await client.query('select guard.seal_pending(1)');
    });
  });
  test('the application appends through the function alone, and rows cannot be changed', async () => {
    await withConnection(database.application, async (client) => {
      await client.query("select guard.log_access('record.read', 'read', 'patient', 'p-1', null)");
      await expect(client.query('select * from guard.audit_log')).rejects.toMatchObject({ code: '42501' });
    });
    await expect(database.sql("update guard.audit_log set actor = 'x'")).rejects.toMatchObject({
      code: '42501',
    });
    await expect(database.sql('truncate guard.seal')).rejects.toMatchObject({ code: '42501' });
  });
});

test('a database without the guard schema, and one that is not there, are said to be so', async () => {
  const { guarded, checks } = await checkConnection({ ...database.officer, database: 'postgres' });
  expect(guarded).toBe(false);
  expect(checks.find(({ id }) => id === 'guard')?.outcome).toBe('warning');
  expect(await codeOf({ ...database.officer, database: 'nowhere' })).toBe('database-unreachable');
});
