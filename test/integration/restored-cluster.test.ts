import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditService, retention, type Verification } from '../../src-main/audit/index.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { extendWitness, signWitnessed, sourceOf } from '../../src-main/audit/witness.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { openedCache } from '../fixtures/opened-cache.ts';
import { look } from '../fixtures/world.ts';

const TABLES = ['audit_log', 'seal', 'block', 'adoption', 'prefix_cut'];
const { signal } = new AbortController();
const signer = await signerOf(await certify('Officer'));

let old: ClinicDatabase;
let fresh: ClinicDatabase;
let folder: string;
let witness: ReturnType<typeof memoryWitness>;
beforeAll(async () => {
  [old, fresh] = await Promise.all([startClinicDatabase(), startClinicDatabase()]);
});
afterAll(async () => {
  await old.stop();
  await fresh.stop();
});
beforeEach(async () => {
  await old.reset();
  await fresh.reset();
  folder = mkdtempSync(join(tmpdir(), 'dump-'));
  chmodSync(folder, 0o777);
  witness = memoryWitness();
  return () => {
    rmSync(folder, { recursive: true });
  };
});

/** What pg_dump and pg_restore do with the guard's data: the same bytes by COPY, then the sequence. */
async function restore(from: ClinicDatabase, to: ClinicDatabase): Promise<void> {
  await to.reset();
  for (const table of TABLES) {
    const file = join(folder, table);
    rmSync(file, { force: true });
    await from.sql(`copy (select * from guard.${table}) to '${file}'`);
    await to.sql(`copy guard.${table} from '${file}'`);
  }
  await to.sql(
    "select setval(pg_get_serial_sequence('guard.audit_log', 'id'), (select coalesce(max(id), 1) from guard.audit_log))",
  );
}
/** Transaction numbers of a clinic that has been at work for long. */
const age = (database: ClinicDatabase, transactions: number): Promise<unknown> =>
  database.sql(
    `do $$ begin for n in 1..${transactions} loop perform pg_current_xact_id(); commit; end loop; end $$`,
  );
async function sealAndSign(database: ClinicDatabase): Promise<void> {
  while ((await database.log.sealPending(1000)) > 0);
  expect(await extendWitness(database.log, witness, signal, () => undefined)).toMatchObject({
    stopped: false,
  });
  await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
}
const verified = (database: ClinicDatabase): Promise<Verification> =>
  look(database.log, witness, 'blockchain');
const adopt = async (database: ClinicDatabase): Promise<number> => {
  const decide = "select guard.adopt_cluster('The old server burned down; ticket 4711.')::int as carried";
  await database.sql('set role guard_owner');
  try {
    return Number((await database.sql(decide)).rows[0]?.carried);
  } finally {
    await database.sql('reset role');
  }
};

describe('a log that was restored into another cluster', () => {
  beforeEach(async () => {
    await age(old, 3000);
    await old.fill(300);
    await sealAndSign(old);
    // These waited when the dump was made.
    await old.fill(20);
    await restore(old, fresh);
  });
  test('sealing is refused, verifying is not: intact, what waited still waits, and so does what is new', async () => {
    await expect(fresh.log.sealPending(100)).rejects.toMatchObject({ code: 'seal-refused' });
    expect(await verified(fresh)).toMatchObject({ result: 'intact', entries: 300, pending: 20 });
    await fresh.fill(5);
    expect(await verified(fresh)).toMatchObject({
      result: 'intact',
      entries: 300,
      pending: 25,
      findings: [],
    });
    await fresh.tamper(
      "update guard.audit_log set actor = 'x' where id = 7; insert into guard.audit_log (id, actor, event_type, action) values (0, 'x', 'x', 'x')",
    );
    const { findings } = await verified(fresh);
    expect(findings.map(({ type, entryId }) => `${type} ${String(entryId)}`).toSorted()).toEqual([
      'insertion 0',
      'modification 7',
    ]);
  });
  test('after the recorded decision it goes on: nothing lost, nothing twice, the decision in the log', async () => {
    await fresh.fill(5);
    expect(await adopt(fresh)).toBe(25);
    expect(await verified(fresh)).toMatchObject({
      result: 'intact',
      entries: 300,
      pending: 26,
      findings: [],
    });
    await sealAndSign(fresh);
    await fresh.fill(10);
    await sealAndSign(fresh);
    expect(await verified(fresh)).toMatchObject({ result: 'intact', entries: 336, pending: 0, findings: [] });
    const { rows } = await fresh.sql(
      `select (select system_identifier::text from pg_control_system()) = a.cluster as here, a.carried::int, a.decided_by,
              l.event_type, l.details::jsonb ->> 'reason' as reason, (select true from guard.seal s where s.entry_id = l.id) as sealed
         from guard.adoption a join guard.audit_log l on l.resource_type = 'guard.adoption'`,
    );
    expect(rows).toEqual([
      {
        here: true,
        carried: 25,
        decided_by: 'postgres',
        event_type: 'guard.adopt',
        reason: 'The old server burned down; ticket 4711.',
        sealed: true,
      },
    ]);
  });
  test('sealed rows with numbers of the old cluster are left alone when the new one reaches those numbers', async () => {
    await adopt(fresh);
    await sealAndSign(fresh);
    await fresh.fill(3);
    await age(fresh, 4000);
    await fresh.fill(4);
    await sealAndSign(fresh);
    expect(await verified(fresh)).toMatchObject({ result: 'intact', entries: 328, pending: 0, findings: [] });
    await fresh.tamper(
      "insert into guard.audit_log (id, actor, event_type, action, xid) values (900, 'x', 'x', 'x', '5'), (0, 'x', 'x', 'x', pg_current_xact_id())",
    );
    const { findings } = await verified(fresh);
    expect(findings.map(({ type, entryId }) => `${type} ${String(entryId)}`)).toEqual([
      'insertion 0',
      'insertion 900',
    ]);
  });
  test('what was put in behind the log is not carried over, and stays a finding', async () => {
    await fresh.tamper(
      "insert into guard.audit_log (id, actor, event_type, action, xid) values (0, 'x', 'x', 'x', '5')",
    );
    expect(await adopt(fresh)).toBe(20);
    await sealAndSign(fresh);
    expect((await verified(fresh)).findings).toMatchObject([{ type: 'insertion', entryId: 0 }]);
  });
  test('it moves on once more, also without a block between, and back', async () => {
    await adopt(fresh);
    await restore(fresh, old);
    await expect(old.log.sealPending(100)).rejects.toMatchObject({ code: 'seal-refused' });
    expect(await verified(old)).toMatchObject({ result: 'intact', pending: 21, findings: [] });
    expect(await adopt(old)).toBe(21);
    await sealAndSign(old);
    expect(await verified(old)).toMatchObject({ result: 'intact', entries: 322, pending: 0 });
    await restore(old, fresh);
    await expect(fresh.log.sealPending(100)).rejects.toMatchObject({ code: 'seal-refused' });
    await adopt(fresh);
    await sealAndSign(fresh);
    expect(await verified(fresh)).toMatchObject({ result: 'intact', entries: 323, findings: [] });
  });
  test('an older dump is told as what it is: entries that this machine witnessed are gone', async () => {
    await sealAndSign(old);
    expect(await verified(fresh)).toMatchObject({ result: 'tampered' });
    await adopt(fresh);
    expect(await verified(fresh)).toMatchObject({ result: 'tampered' });
  });
  test('it goes on under the name that this machine knows it by, before and after', async () => {
    const { fingerprint } = await old.log.source();
    const known = (name: string): { size(): Promise<number> } =>
      name === fingerprint ? witness : memoryWitness();
    const own = await fresh.log.source();
    expect(own.fingerprint).not.toBe(fingerprint);
    expect((await sourceOf(fresh.log, known)).fingerprint).toBe(fingerprint);
    await adopt(fresh);
    await sealAndSign(fresh);
    expect(await sourceOf(fresh.log, known)).toEqual({ ...own, fingerprint });
    expect(await sourceOf(fresh.log, () => memoryWitness())).toEqual(own);
  });
  test('a transaction that was open during the decision is sealed when it is over', async () => {
    await fresh.sql('create table if not exists public.work (n int); truncate public.work');
    await withConnection(fresh.admin, async (slow) => {
      await slow.query('begin; insert into public.work values (1)');
      await adopt(fresh);
      await sealAndSign(fresh);
      await slow.query(
        "insert into guard.audit_log (actor, event_type, action) values ('a', 'b', 'c'); commit",
      );
    });
    await sealAndSign(fresh);
    expect(await verified(fresh)).toMatchObject({ result: 'intact', entries: 322, pending: 0 });
  });
});

test('a removal that was certified before the restore stays certified after it', async () => {
  const cache = openedCache(join(folder, 'cache.sqlite'));
  const work = { signal, progress: () => undefined };
  const shared = (of: ClinicDatabase) => ({
    log: () => Promise.resolve(of.log),
    witness: (fingerprint: string) => cache.witness(fingerprint),
    runs: cache.runs,
    signer: () => signer,
    clock: systemClock,
    officer: () => 'CN=Officer',
  });
  const auditOf = (of: ClinicDatabase) => auditService(shared(of));
  const cutsOf = (of: ClinicDatabase) =>
    retention({
      ...shared(of),
      records: cache.records,
      keepYears: () => Promise.resolve(0),
      accepted: () => Promise.resolve([]),
      verify: (own) => auditOf(of).verify('blockchain', own),
    });
  try {
    await age(old, 3000);
    await old.fill(300);
    while ((await old.log.sealPending(100)) > 0);
    await auditOf(old).seal(work);
    await cutsOf(old).sign(100, "Entries are kept for six years (the board's rule 4.2).", work);
    const client = new pg.Client({ ...old.admin, ssl: false });
    await client.connect();
    await client.query(await cutsOf(old).file(100));
    await client.end();
    await restore(old, fresh);
    await adopt(fresh);
    await auditOf(fresh).seal(work);
    expect(await auditOf(fresh).verify('blockchain', work)).toMatchObject({ result: 'intact', found: 0 });
    // The next removal goes on from there.
    expect(await cutsOf(fresh).plan({ entries: 200 })).toMatchObject({ from: 100, size: 300 });
  } finally {
    await cache.close();
  }
});

describe('the decision', () => {
  test('is refused where there is nothing to adopt, without a reason, and to everybody but the owner', async () => {
    await fresh.fill(3);
    await fresh.log.sealPending(100);
    await expect(adopt(fresh)).rejects.toMatchObject({ code: 'AT004' });
    await expect(fresh.sql("select guard.adopt_cluster('no')")).rejects.toMatchObject({ code: '22023' });
    await expect(
      fresh.sql("set role officer; select guard.adopt_cluster('as the officer')"),
    ).rejects.toMatchObject({ code: '42501' });
    await fresh.sql('reset role');
    expect((await fresh.sql('select from guard.adoption')).rowCount).toBe(0);
  });
  test('is also needed where nothing was sealed yet but the rows come from elsewhere', async () => {
    await age(old, 3000);
    await old.fill(3);
    await restore(old, fresh);
    await expect(fresh.log.sealPending(100)).rejects.toMatchObject({ code: 'seal-refused' });
    expect(await adopt(fresh)).toBe(3);
    expect(await fresh.log.sealPending(100)).toBe(4);
    expect(await look(fresh.log, witness, 'merkle')).toMatchObject({ result: 'intact', entries: 4 });
  });
});
