import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { installGuard } from '../../src-main/clinic/guard/install.ts';
import { postgresSealedLog } from '../../src-main/clinic/postgres/sealed-log.ts';
import { databaseAccount } from '../../src-main/sample/account.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { freePort, startReader } from '../fixtures/clinic-database.ts';
import { type PostgresServer, startPostgres, systemPrograms } from '../fixtures/postgres-server.ts';
import { look } from '../fixtures/world.ts';

/* A standby made by pg_basebackup and promoted has the system identifier of the server it was copied from. */

const { signal } = new AbortController();
let original: PostgresServer;
let copy: { readonly port: number; stop(): void } | undefined;
beforeAll(async () => {
  original = await startPostgres('system');
  await original.sql('postgres', 'create database clinic');
  await original.sql(
    'postgres',
    'create role guard_owner nologin; create role officer login; create role application login',
  );
  await installGuard(
    original.as('postgres', 'clinic'),
    resolve(import.meta.dirname, '../../resources/guard'),
    {
      owner: 'guard_owner',
      officer: 'officer',
      application: 'application',
    },
  );
});
afterAll(() => {
  copy?.stop();
  original.stop();
});

const append = (from: PostgresServer, entries: number): Promise<unknown> =>
  from.sql(
    'clinic',
    `insert into guard.audit_log (actor, event_type, action) select 'user-' || n, 'record.read', 'read' from generate_series(1, ${entries}) n`,
  );
const logAt = (port: number): ReturnType<typeof postgresSealedLog> =>
  postgresSealedLog({ ...original.as('officer', 'clinic'), port }, startReader);

/** A standby of the server, copied while it runs and then promoted. */
async function promotedCopy(): Promise<NonNullable<typeof copy>> {
  const account = await databaseAccount();
  const home = mkdtempSync(join(tmpdir(), 'promoted-'));
  if (account !== null) chownSync(home, account.uid, account.gid);
  const data = join(home, 'data');
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(join(systemPrograms().folder, program), args, {
      cwd: home,
      stdio: 'ignore',
      ...(account ?? {}),
    });
  };
  run(
    'pg_basebackup',
    ...['-h', '127.0.0.1', '-p', String(original.port), '-U', 'postgres', '-D', data],
    ...['-R', '-c', 'fast', '-X', 'stream', '--no-sync'],
  );
  const port = await freePort();
  const settings = `-p ${port} -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
  run('pg_ctl', 'start', '-w', '-s', '-D', data, '-l', join(home, 'log'), '-o', settings);
  run('pg_ctl', 'promote', '-w', '-s', '-D', data);
  return {
    port,
    stop: () => {
      run('pg_ctl', 'stop', '-w', '-s', '-m', 'fast', '-D', data);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

test('the promoted copy goes on as the same log; the original that also goes on is told from it', async () => {
  const witness = memoryWitness();
  const signer = await signerOf(await certify('Officer'));
  const sealAndSign = async (log: ReturnType<typeof postgresSealedLog>): Promise<void> => {
    while ((await log.sealPending(1000)) > 0);
    expect(await extendWitness(log, witness, signal, () => undefined)).toMatchObject({ stopped: false });
    await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
  };
  const before = logAt(original.port);
  await append(original, 300);
  await sealAndSign(before);
  await append(original, 20);

  copy = await promotedCopy();
  const after = logAt(copy.port);
  expect((await after.source()).fingerprint).toBe((await before.source()).fingerprint);
  expect(await look(after, witness, 'blockchain')).toMatchObject({
    result: 'intact',
    entries: 300,
    pending: 20,
    findings: [],
  });
  // Sealing needs no decision: what waited came along with the transactions that wrote it.
  await sealAndSign(after);
  expect(await look(after, witness, 'blockchain')).toMatchObject({
    result: 'intact',
    entries: 320,
    pending: 0,
  });

  // Somebody left the old server running, and the clinic wrote to it.
  await append(original, 5);
  while ((await before.sealPending(1000)) > 0);
  const forked = await look(before, witness, 'blockchain');
  expect(forked.result).toBe('tampered');
  // The same rows were sealed twice, each time in a block of its own: only the checkpoint tells the two apart.
  expect(forked.findings.map(({ evidence }) => evidence.summary)).toEqual([
    'Block 1 is not the one that a signed checkpoint names: the blocks were rewritten.',
  ]);
  // What was signed goes on where it was signed.
  expect(await look(after, witness, 'blockchain')).toMatchObject({ result: 'intact', entries: 320 });
});
