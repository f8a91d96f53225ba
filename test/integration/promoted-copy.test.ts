import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { installGuard } from '../../src-main/clinic/guard/install.ts';
import { postgresSealedLog } from '../../src-main/clinic/postgres/sealed-log.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { startReader } from '../fixtures/clinic-database.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';
import { type Standby, startStandby } from '../fixtures/standby.ts';
import { look } from '../fixtures/world.ts';

/* A standby made by pg_basebackup and promoted has the system identifier of the server it was copied from. */

const { signal } = new AbortController();
let original: PostgresServer;
let copy: Standby | undefined;
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

  copy = await startStandby(original);
  copy.promote();
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
