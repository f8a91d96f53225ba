import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { databaseFault } from '../../src-main/clinic/postgres/answers.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { AT_COMMIT, GATE, type Stop, STOPPING, withStops } from '../fixtures/stopping-sealer.ts';
import { look } from '../fixtures/world.ts';

const SEALER = "pg_get_functiondef('guard.seal_pending(int)'::regprocedure)";
/** Not a power of two for any number of blocks: every loop over the tree is entered. */
const ENTRIES = 7;

let database: ClinicDatabase;
let shipped: string;
let stops: readonly Stop[];
beforeAll(async () => {
  database = await startClinicDatabase();
  shipped = String((await database.sql(`select ${SEALER} as text`)).rows[0]?.text);
  await database.sql(STOPPING);
  const stopping = withStops(shipped);
  stops = stopping.stops;
  await database.sql(stopping.definition);
});
afterAll(async () => {
  await database.stop();
});

/** Those that an honest log passes: behind what ends the function, and before what refuses, nobody comes. */
const passed = (): readonly Stop[] => {
  const ends = /^(raise|return)\b/;
  return stops.filter(({ before, behind }) => !ends.test(before) && !/^(raise|return 0)\b/.test(behind));
};

/** A sealer on a connection of its own that stands still at a stop; ends with the fault, or with how many it sealed. */
type Standing = { readonly pid: number; readonly ended: Promise<unknown> };

async function sealUpTo(point: number, time: number): Promise<Standing> {
  const client = new pg.Client({ ...database.officer, ssl: false });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `select pg_backend_pid() as pid, set_config('fault.stop_at', $1, false), set_config('fault.stop_on', $2, false)`,
    [String(point), String(time)],
  );
  const pid = rows[0]!.pid;
  const over = new AbortController();
  const ended = client
    .query<{ n: string }>('select guard.seal_pending(1000) as n')
    .then(
      (answer) => Number(answer.rows[0]?.n),
      (error: unknown) => databaseFault(error),
    )
    .finally(() => {
      over.abort();
      client.end().catch(() => undefined);
    });
  for (;;) {
    const { rows: waits } = await database.sql(
      `select from pg_stat_activity where pid = ${pid} and wait_event_type = 'Lock' and wait_event = 'advisory'`,
    );
    if (waits.length === 1) return { pid, ended };
    if (over.signal.aborted)
      throw new Error(`the sealer never came to stop ${point}: ${String(await ended)}`);
    await pause(2);
  }
}

const counts = async (): Promise<unknown> =>
  (
    await database.sql(
      'select (select count(*)::int from guard.seal) as seals, (select count(*)::int from guard.block) as blocks',
    )
  ).rows[0];

describe('the server process of the sealer ends at each of its statements, and at the commit', () => {
  beforeEach(async () => {
    await database.reset();
  });
  const ways = {
    'killed, so that the whole cluster recovers': (pid: number): void => {
      process.kill(pid, 'SIGKILL');
    },
    'terminated by an administrator': async (pid: number): Promise<void> => {
      await database.sql(`select pg_terminate_backend(${pid})`);
    },
  };
  test.each(Object.entries(ways))(
    '%s: nothing is half sealed, and the next sealer goes on',
    async (name, end) => {
      const witness = memoryWitness();
      const signer = await signerOf(await certify('Officer'));
      const { signal } = new AbortController();
      let entries = 0;
      const sealed = async (): Promise<void> => {
        entries += ENTRIES;
        expect(await database.log.sealPending(1000)).toBe(ENTRIES);
        expect(await extendWitness(database.log, witness, signal, () => undefined)).toMatchObject({
          to: entries,
          stopped: false,
        });
        await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
        expect(await look(database.log, witness, 'blockchain')).toMatchObject({
          result: 'intact',
          findings: [],
          entries,
          pending: 0,
        });
      };
      await database.fill(ENTRIES);
      await sealed();
      const all = [...passed(), { point: AT_COMMIT, loop: false, locked: true }];
      // Every statement of the function is between two of the stops.
      expect(all.length).toBeGreaterThan(60);
      for (const { point, loop, locked } of all) {
        await database.fill(ENTRIES);
        const before = await counts();
        await database.sql(`select pg_advisory_lock(${GATE})`);
        const standing = await sealUpTo(point, loop ? 2 : 1);
        if (locked)
          await expect(database.log.sealPending(1000), `stop ${point}`).rejects.toMatchObject({
            code: 'seal-busy',
          });
        await end(standing.pid);
        expect(await standing.ended, `stop ${point}`).toMatchObject({ code: 'database-connection-lost' });
        if (name.startsWith('killed')) await database.reconnect();
        else await database.sql(`select pg_advisory_unlock(${GATE})`);
        expect(await counts(), `stop ${point}`).toEqual(before);
        await sealed();
      }
      const { rows } = await database.sql('select count(distinct entry_id)::int as n from guard.seal');
      expect(rows).toEqual([{ n: entries }]);
    },
    240_000,
  );
});

describe('two sealers that go on from the same block, because the lock was taken out of the function', () => {
  beforeEach(async () => {
    await database.reset();
    await database.sql(
      withStops(shipped.replace('pg_try_advisory_xact_lock(7305804402566590836)', 'true')).definition,
    );
    await database.fill(ENTRIES);
    await database.log.sealPending(3);
  });
  /** Behind the look at the last block. */
  const afterLooking = (): number => stops.find(({ behind }) => behind.startsWith('wanted :='))!.point;
  const race = async (): Promise<unknown> => {
    await database.sql(`select pg_advisory_lock(${GATE})`);
    const first = await sealUpTo(afterLooking(), 1);
    expect(await database.log.sealPending(2)).toBe(2);
    await database.sql(`select pg_advisory_unlock(${GATE})`);
    return first.ended;
  };
  test('a fork is an error: the later one leaves nothing', async () => {
    expect(await race()).toMatchObject({ code: 'seal-fork' });
    expect(await counts()).toEqual({ seals: 5, blocks: 2 });
    expect(await look(database.log, memoryWitness(), 'merkle')).toMatchObject({ result: 'intact' });
  });
  test('also without the keys of the seals: the block before has one successor', async () => {
    await database.sql(
      `alter table guard.seal drop constraint seal_pkey, drop constraint seal_entry_id_key;
       alter table guard.block drop constraint block_pkey`,
    );
    expect(await race()).toMatchObject({ code: 'seal-fork' });
    expect(await counts()).toEqual({ seals: 5, blocks: 2 });
  });
});
