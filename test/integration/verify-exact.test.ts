import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockHash } from '../../src-main/audit/block.ts';
import { bodyOf, leafOf } from '../../src-main/audit/entry.ts';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { copyTables, memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { entryBytes, rowNumber } from '../fixtures/entry-bytes.ts';
import { loadTables } from '../fixtures/load-tables.ts';
import { type Deed, dice, ROW_DEEDS, said, SEAL_DEEDS } from '../fixtures/tampering.ts';
import { LEVELS, look, scene, told, world } from '../fixtures/world.ts';

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});
const signal = new AbortController().signal;

describe('the formats', () => {
  test('bytes written out by hand are those of COPY, and what the sealer hashed', async () => {
    await database.reset();
    await database.sql(
      `insert into guard.audit_log (occurred_at, actor, event_type, action, success, details) values
         ('infinity', '', '', '', false, ''), ('-infinity', 'Zoë ✓ 日本', E'\\t\\n"', '''', true, repeat('x', 1000000)),
         ('4000-01-01 BC', 'a', 'b', 'c', true, '{}'), ('12000-06-30 23:59:59.999999+00', 'a', 'b', 'c', true, '{}')`,
    );
    await database.sql(
      `insert into guard.audit_log (occurred_at, actor, actor_role, event_type, action, resource_type, resource_id, patient_id, source_ip, session_id, success, details)
       values (timestamptz '2000-01-01 00:00:00+00' + 820540800 * interval '1 second' + 5 * interval '1.000001 second', 'user-5', null, 'record.read', 'read', 'observation', 'o-5', null, '10.0.0.7', 's-5', true, '{"n":5}')`,
    );
    await database.sql(
      `insert into guard.audit_log (actor, event_type, action, source_ip) values ('a', 'b', 'c', '2001:db8::/32')`,
    );
    expect(await database.log.sealPending(100)).toBe(6);
    const snapshot = await database.log.snapshot(signal);
    const rows = await snapshot.rows([1, 2, 3, 4, 5, 6]);
    const seals = await snapshot.sealsBetween(0, 6);
    const [block] = await snapshot.blocksBetween(0, 1);
    await snapshot.close();
    expect(rows.find((row) => row.entryId === 5)!.bytes.toString('hex')).toBe(
      entryBytes(rowNumber(5)).toString('hex'),
    );
    for (const seal of seals) {
      const { bytes } = rows.find((row) => row.entryId === seal.entryId)!;
      expect([seal.leaf, seal.body]).toEqual([leafOf(bytes), bodyOf(bytes)]);
    }
    expect(blockHash(block!)).toBe(block!.hash);
    expect(await look(database.log, memoryWitness(), 'merkle')).toMatchObject({
      result: 'intact',
      entries: 6,
    });
  });
});

test('random tamperings are told as in memory: nothing missed, nothing invented, the right type', async () => {
  // An administrator can drop what keeps numbers unique.
  await database.sql(
    'alter table guard.audit_log drop constraint audit_log_pkey; alter table guard.seal drop constraint seal_entry_id_key',
  );
  const deeds = { ...ROW_DEEDS, ...SEAL_DEEDS };
  const names = Object.keys(deeds);
  for (let run = 0; run < 60; run++) {
    const given = await world(1000 + (run % 8));
    const roll = dice(run);
    const tables = copyTables(given.tables);
    const stage = scene(given, tables, roll, given.tables.seals.size);
    const done: Deed[] = [];
    for (let at = 0; at < 1 + roll(3); at++) {
      const name = names[(run + at * 7) % names.length]!;
      const deed = deeds[name]!(stage);
      if (deed !== null) done.push({ ...deed, name: `${name} ${deed.name}` });
    }
    await loadTables(database, tables);
    const level = LEVELS[run % 2 === 0 ? 3 : roll(3)]!;
    const result = await look(database.log, given.witness, level);
    const truth = done.flatMap((deed) => deed.truth(level)).toSorted();
    expect(told(result), `run ${run}, level ${level}: ${done.map((deed) => deed.name).join(', ')}`).toEqual(
      truth,
    );
    for (const finding of result.findings)
      if (finding.position !== null) expect(finding.earliest).toMatch(/^2025-12-\d\dT/);
  }
  await database.tamper('truncate guard.audit_log, guard.seal, guard.block');
  await database.sql('alter table guard.audit_log add primary key (id)');
});

test('two readers on a real log: tampering at head, border and tail, and a row that moved across', async () => {
  await database.reset();
  const count = 66_000;
  await database.fill(count);
  while ((await database.log.sealPending(65_536)) > 0);
  const nobody = memoryWitness();
  expect(await look(database.log, nobody, 'merkle')).toMatchObject({ result: 'intact', entries: count });
  await database.tamper(
    `update guard.audit_log set actor = 'x' where id in (1, 65536, 65537, ${count});
     update guard.audit_log set occurred_at = occurred_at + interval '1 second' where id in (65535, 65538);
     delete from guard.audit_log where id in (65530, 65545);
     update guard.audit_log set id = 70000 where id = 20;
     update guard.audit_log set id = case id when 30 then -30 else -65900 end where id in (30, 65900);
     update guard.audit_log set id = case id when -30 then 65900 else 30 end where id in (-30, -65900)`,
  );
  const at = (type: string, ...ids: number[]): string[] => ids.map((id) => said(type, id - 1, id));
  expect(told(await look(database.log, nobody, 'chain'))).toEqual(
    [
      ...at('modification', 1, 65_536, 65_537, count),
      ...at('timestamp-manipulation', 65_535, 65_538),
      ...at('deletion', 65_530, 65_545),
      ...at('reordering', 20, 30, 65_900),
    ].toSorted(),
  );
});

describe('several connections that commit out of order while the log is sealed and witnessed', () => {
  test('no false alarm, nothing lost, nothing twice', async () => {
    await database.reset();
    const witness = memoryWitness();
    const signer = await signerOf(await certify('Officer'));
    const clients = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const client = new pg.Client({ ...database.admin, ssl: false });
        client.on('error', () => undefined);
        await client.connect();
        return client;
      }),
    );
    let open = clients.length;
    let kept = 0;
    const write = async (client: pg.Client, seed: number): Promise<void> => {
      const roll = dice(seed);
      for (let transaction = 0; transaction < 40; transaction++) {
        await client.query('begin');
        const entries = 1 + roll(4);
        for (let entry = 0; entry < entries; entry++) {
          await client.query(
            "insert into guard.audit_log (actor, event_type, action) values ('a', 'b', 'c')",
          );
          await new Promise((done) => setTimeout(done, roll(8)));
        }
        const keep = roll(5) > 0;
        await client.query(keep ? 'commit' : 'rollback');
        if (keep) kept += entries;
      }
      open--;
    };
    const writing = clients.map(write);
    let rounds = 0;
    for (let last = false; !last; rounds++) {
      last = open === 0;
      while ((await database.log.sealPending(last ? 1000 : 1 + (rounds % 40))) > 0 && last);
      const seen = await extendWitness(database.log, witness, signal, () => undefined);
      expect(seen.stopped).toBe(false);
      await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
      // Before the first entry is sealed there is no checkpoint, and nothing to tell.
      if (last || (rounds % 3 === 0 && (await witness.size()) > 0))
        expect(await look(database.log, witness, 'blockchain')).toMatchObject({
          result: 'intact',
          findings: [],
        });
    }
    await Promise.all(writing);
    for (const client of clients) await client.end();
    expect(rounds).toBeGreaterThan(2);
    const order = witness.kept.map((entry) => entry.entryId);
    expect(order).toHaveLength(kept);
    expect(new Set(order).size).toBe(kept);
    // The test is only worth something if the order of numbers was not the order of commits.
    expect(order.some((id, at) => at > 0 && id < order[at - 1]!)).toBe(true);
  });
});
