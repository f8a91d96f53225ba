import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { type Cutter, settled, statementCutter, wireCutter } from '../fixtures/cut-off.ts';
import { emptyClinic, installFiles, PACK, ROLES } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';

/** Faults that an interruption may end in; none of them says that something is broken. */
const INTERRUPTED = /^(database-connection-lost|guard-locked)$/;
/** Of the statements inside the files every so-many-th is cut at: all of them would take minutes. Every end of a file is. */
const STRIDE = { install: 37, upgrade: 37, 'roll back': 13 } as const;
const TABLE = { schema: 'public', table: 'ward', idColumn: 'id', patientColumn: null };
/** On a machine that does other things too. Milliseconds. */
const SLOW_MS = 240_000;
const work = { signal: new AbortController().signal, progress: (): void => undefined };
// Whoever finds a table in use gives up at once: waiting is another test's business.
const pack = packDatabase({ folder: PACK, version: '0.1.0', patienceMs: 0 });
const told: Record<string, number> = {};
let servers: Readonly<Record<'embedded' | 'system', PostgresServer>>;
let began: number;
beforeAll(async () => {
  servers = { embedded: await startPostgres('embedded'), system: await startPostgres('system') };
  began = performance.now();
});
afterAll(() => {
  const cuts = Object.values(told).reduce((sum, one) => sum + one, 0);
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(`cut off ${cuts} times in ${seconds} s: ${JSON.stringify(told)}\n`);
  for (const server of Object.values(servers)) server.stop();
});

type Run = 'install' | 'upgrade' | 'roll back';

/** How many files are in the list, having made sure that what stands there is what those files make, and no more. */
async function wholeFiles(server: PostgresServer, database: string, run: Run): Promise<number> {
  const { files, drift } = await pack.status(server.as('postgres', database));
  // What a file on its way out had changed of another one's rights goes with the schema: nothing gives it back in between.
  const half =
    run === 'roll back' ? drift.filter(({ change }) => ['missing', 'extra'].includes(change)) : drift;
  expect(half).toEqual([]);
  return files.filter(({ state }) => state === 'installed').length;
}

/**
 * Runs work that is cut off, over and over, each time a little later, until it ends: no cut may leave a file half done. What
 * one run finished the next one does not do again, so that every part of the work is cut.
 */
async function cutThrough(
  server: PostgresServer,
  database: string,
  run: Run,
  kind: 'statement' | 'wire',
): Promise<void> {
  const cutter: Cutter = await (kind === 'wire' ? wireCutter : statementCutter)(server, database);
  const stride = kind === 'wire' ? 1 : STRIDE[run];
  let cuts = 0;
  let rounds = 0;
  let files = await wholeFiles(server, database, run);
  for (let at = 1; ; at += stride) {
    await cutter.arm(at);
    const failure: unknown = await (
      run === 'roll back'
        ? pack.rollBack(cutter.connection, { keepIn: null, lose: true }, work)
        : pack.install(cutter.connection, ROLES, work)
    ).then(
      () => null,
      (error: unknown) => error,
    );
    const cut = await cutter.disarm();
    await settled(server, database);
    if (!cut) {
      expect(failure).toBeNull();
      break;
    }
    cuts += 1;
    expect(failure).toMatchObject({ code: expect.stringMatching(INTERRUPTED) as string });
    const now = await wholeFiles(server, database, run);
    if (now !== files) {
      // A roll back frees tables before it comes to its files, for the last time in its first round.
      at = kind === 'statement' ? 1 + (cuts % stride) - stride : rounds === 0 ? 0 : at - 2;
      rounds += 1;
    }
    files = now;
  }
  await cutter.stop();
  expect(cuts).toBeGreaterThan(8);
  told[`${run}, ${kind}`] = cuts;
}

/** After all the cuts: everything is there, and nothing is left to do. */
async function complete(server: PostgresServer, database: string): Promise<void> {
  const admin = server.as('postgres', database);
  expect(await pack.status(admin)).toMatchObject({ state: 'current', drift: [] });
  expect(await pack.install(admin, ROLES, work)).toEqual([]);
  await attachTriggers(admin, [TABLE]);
  await server.sql(database, `insert into ward values (1, 'East')`);
  expect((await server.sql(database, 'select count(*)::int as n from guard.audit_log')).rows).toEqual([
    { n: 2 },
  ]);
}

/** The schema is gone, and the clinic works as before. */
async function gone(server: PostgresServer, database: string): Promise<void> {
  expect((await pack.status(server.as('postgres', database))).state).toBe('absent');
  await server.sql(database, `update ward set name = 'West'`);
}

test(
  'cut off inside its files, or at the end of each: an installation completes when it is run again, and nothing is half done',
  async () => {
    const server = servers.embedded;
    await emptyClinic(server, 'clinic');
    await server.sql('clinic', 'create table ward (id int primary key, name text)');
    await cutThrough(server, 'clinic', 'install', 'statement');
    await complete(server, 'clinic');
    await cutThrough(server, 'clinic', 'roll back', 'wire');
    await gone(server, 'clinic');
  },
  SLOW_MS,
);

test(
  'the same of an upgrade of an installation without a list, and of a roll back',
  async () => {
    const server = servers.system;
    await emptyClinic(server, 'clinic');
    await server.sql('clinic', 'create table ward (id int primary key, name text)');
    const first = (await readPack(PACK)).filter(({ number }) => number <= 6);
    await installFiles(server, 'clinic', first);
    await cutThrough(server, 'clinic', 'upgrade', 'wire');
    await complete(server, 'clinic');
    await cutThrough(server, 'clinic', 'roll back', 'statement');
    await gone(server, 'clinic');
  },
  SLOW_MS,
);
