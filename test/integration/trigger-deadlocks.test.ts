import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { codeOf } from '../../src-main/base/fault.ts';
import { memoryWitness } from '../fakes/log.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { dice } from '../fixtures/tampering.ts';
import { look } from '../fixtures/world.ts';

const DEADLOCK = '40P01';
const ROWS = 12;
const CLIENTS = 6;

let database: ClinicDatabase;
let clients: readonly pg.Client[];
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql('create schema clinic');
  for (const table of ['plain', 'audited'])
    await database.sql(
      `create table clinic.${table} (id int primary key, n int not null); insert into clinic.${table} select id, 0 from generate_series(1, ${ROWS}) id`,
    );
  await attachTriggers(database.admin, [
    { schema: 'clinic', table: 'audited', idColumn: 'id', patientColumn: null },
  ]);
  clients = await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = new pg.Client({ ...database.admin, ssl: false });
      await client.connect();
      await client.query("set deadlock_timeout to '20ms'");
      return client;
    }),
  );
});
afterAll(async () => {
  for (const client of clients) await client.end();
  await database.stop();
});
beforeEach(async () => {
  await database.reset();
});

/** True if it ended in a deadlock. */
const deadlocked = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => false,
    (error: unknown) => {
      if (codeOf(error) === DEADLOCK) return true;
      throw error;
    },
  );
const change = (table: string, id: number): string => `update clinic.${table} set n = n + 1 where id = ${id}`;

/** Two transactions that meet crosswise, again and again: the application's own fault. */
async function crosswise(table: string): Promise<number> {
  const [one, two] = clients as [pg.Client, pg.Client];
  let count = 0;
  for (let round = 0; round < 5; round++) {
    await one.query(`begin; ${change(table, 1)}`);
    await two.query(`begin; ${change(table, 2)}`);
    const ends = await Promise.all([
      deadlocked(one.query(`${change(table, 2)}; commit`)),
      deadlocked(two.query(`${change(table, 1)}; commit`)),
    ]);
    await Promise.all([one.query('rollback'), two.query('rollback')]);
    count += ends.filter(Boolean).length;
  }
  return count;
}

/** Many transactions at once that all take rows in the same order. */
async function ordered(table: string): Promise<number> {
  const counts = await Promise.all(
    clients.map(async (client, seed) => {
      const roll = dice(seed);
      let count = 0;
      for (let round = 0; round < 30; round++) {
        const ids = Array.from({ length: ROWS }, (_, n) => n + 1).filter(() => roll(2) === 0);
        const work = ids.map((id) => change(table, id)).join('; ');
        if (await deadlocked(client.query(`begin; ${work}; commit`))) {
          count++;
          await client.query('rollback');
        }
      }
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

test('the trigger, with a sealer beside it, makes no deadlock that was not there before', async () => {
  expect({ crosswise: await crosswise('plain'), ordered: await ordered('plain') }).toEqual({
    crosswise: 5,
    ordered: 0,
  });
  const stop = new AbortController();
  const sealing = (async (): Promise<number> => {
    let sealed = 0;
    while (!stop.signal.aborted) sealed += await database.log.sealPending(50);
    return sealed;
  })();
  try {
    expect({ crosswise: await crosswise('audited'), ordered: await ordered('audited') }).toEqual({
      crosswise: 5,
      ordered: 0,
    });
  } finally {
    stop.abort();
  }
  const sealedMeanwhile = await sealing;
  while ((await database.log.sealPending(1000)) > 0);
  const { rows } = await database.sql('select sum(n)::int as changes from clinic.audited');
  const entries = rows[0]?.changes;
  expect(sealedMeanwhile).toBeGreaterThan(0);
  // Every change that was committed left an entry, and no other did.
  expect(await look(database.log, memoryWitness(), 'merkle')).toMatchObject({
    result: 'intact',
    entries,
    pending: 0,
  });
});

test('who began later and ends later is sealed, though numbers behind its own were sealed before', async () => {
  const [older, younger] = clients as [pg.Client, pg.Client];
  await older.query(`begin; ${change('audited', 1)}`);
  await younger.query(`begin; ${change('audited', 2)}`);
  await older.query(`${change('audited', 3)}; commit`);
  expect(await database.log.sealPending(1000)).toBe(2);
  await younger.query('commit');
  expect(await database.log.sealPending(1000)).toBe(1);
  expect(await look(database.log, memoryWitness(), 'merkle')).toMatchObject({
    ...{ result: 'intact', entries: 3, pending: 0 },
  });
});
