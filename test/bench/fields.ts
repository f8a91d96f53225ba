import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { giveKeys } from '../../src-main/clinic/guard/field-session.ts';
import { postgresFields } from '../../src-main/clinic/guard/fields.ts';
import type { Connected } from '../../src-main/clinic/postgres/connect.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import type { GivenKeys } from '../../src-main/phi/ports.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { median } from './measure.ts';
import { pgbench } from './pgbench.ts';

const ROWS = 20_000;
/** Rows that were each written by a transaction of its own, as a clinic writes. */
const SINGLE = 200;
const WORK = { signal: new AbortController().signal, progress: () => undefined };

const ANOTHER = (table: string): string =>
  `\\set id random(1, ${ROWS})\nupdate clinic.${table} set seen_at = now() where id = :id;\n`;
/** Statements of the clinic that name no encrypted column, on a table and on the one it is compared with. */
const QUERIES: readonly {
  readonly name: string;
  readonly query: (table: string) => string;
  readonly than: string;
  readonly table: string;
}[] = [
  {
    name: 'read of one row by its key',
    query: (table) =>
      `\\set id random(1, ${ROWS})\nselect id, name, seen_at from clinic.${table} where id = :id;\n`,
    ...{ than: 'plain', table: 'encrypted' },
  },
  {
    name: 'read of 500 rows',
    query: (table) =>
      `\\set id random(1, ${ROWS - 500})\nselect id, name, seen_at from clinic.${table} where id between :id and :id + 499;\n`,
    ...{ than: 'plain', table: 'encrypted' },
  },
  {
    name: 'count over the whole table',
    query: (table) => `select count(*) from clinic.${table} where seen_at > now() - interval '30 days';\n`,
    ...{ than: 'plain', table: 'encrypted' },
  },
  { name: 'update of another column', query: ANOTHER, than: 'plain', table: 'encrypted' },
  // What else an update of a guarded table runs, each for itself.
  { name: 'the same, of values as long but readable', query: ANOTHER, than: 'plain', table: 'wide' },
  { name: 'the same, audited, none encrypted', query: ANOTHER, than: 'plain', table: 'audited' },
  { name: 'the same, audited with and without encryption', query: ANOTHER, than: 'audited', table: 'both' },
];

/** Plain and encrypted table side by side: medians, and the median of the ratios of each round. */
type Beside = { readonly plainMs: number; readonly encryptedMs: number; readonly ratio: number };
export type FieldCost = {
  readonly rounds: number;
  readonly seconds: number;
  /** Load of the machine at the end: above its cores the ratios say little. */
  readonly loadAverage: number;
  /** Microseconds for one value of 11 characters. */
  readonly perValueUs: Readonly<Record<string, number>>;
  /** Milliseconds for one row with one such value, the key given and a connection open. */
  readonly endToEndMs: Readonly<Record<string, number>>;
  readonly besides: Readonly<Record<string, Beside>>;
};

/** What encrypted columns cost those who write and read them, and those who do neither. Needs pgbench. */
export async function fieldCost(
  rounds: number,
  seconds: number,
  say: (text: string) => void,
): Promise<FieldCost> {
  const folder = mkdtempSync(join(tmpdir(), 'attestry-bench-'));
  const database = await startClinicDatabase();
  const client = new pg.Client({ ...database.admin, ssl: false }) as pg.Client & Connected;
  try {
    await client.connect();
    const { given, fieldId } = await prepare(database);
    const perValueUs: Record<string, number> = {};
    const endToEndMs: Record<string, number> = {};
    const timed = async (name: string, values: number, sql: string): Promise<void> => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push(await inTransaction(client, given, sql));
      perValueUs[name] = (1000 * median(times)) / values;
      say(`${name}: ${perValueUs[name].toFixed(1)} µs`);
    };
    const waiting = `(select value from clinic.single order by id limit 50) s`;
    await timed(
      'decrypting, data key not yet taken over',
      50,
      `select count(guard.field_open(value, '${await idOf(client, 'single')}')) from ${waiting}`,
    );
    await postgresFields(database.admin).takeOver(given);
    await timed(
      'encrypting',
      5000,
      `select count(guard.field_seal('900-01-' || n, '${fieldId}', 1)) from generate_series(1001, 6000) n`,
    );
    await timed('decrypting through the view', 5000, seen('encrypted', 5000));
    await timed(
      'decrypting through the view, each under a data key of its own',
      SINGLE,
      seen('single', SINGLE),
    );
    endToEndMs['written: insert and commit'] = await repeated((n) =>
      client.query(`insert into clinic.encrypted (name, value) values ('New', '900-02-${1000 + n}')`),
    );
    endToEndMs['the same without encryption'] = await repeated((n) =>
      client.query(`insert into clinic.plain (name, value) values ('New', '900-02-${1000 + n}')`),
    );
    endToEndMs['read: key given, value through the view'] = await repeated((n) =>
      inTransaction(client, given, `select value from attestry_clinician.encrypted where id = ${n + 1}`),
    );
    for (const [name, ms] of Object.entries(endToEndMs)) say(`${name}: ${ms.toFixed(2)} ms`);
    const besides: Record<string, Beside> = {};
    for (const { name, query, than, table } of QUERIES) {
      const runs: { plain: number; encrypted: number }[] = [];
      const took = async (of: string): Promise<number> =>
        (await pgbench(database.admin, folder, query(of), { clients: 1, seconds })).ms;
      for (let round = 0; round < rounds; round++) {
        const plain = await took(than);
        runs.push({ plain, encrypted: await took(table) });
      }
      besides[name] = {
        plainMs: median(runs.map(({ plain }) => plain)),
        encryptedMs: median(runs.map(({ encrypted }) => encrypted)),
        ratio: median(runs.map(({ plain, encrypted }) => encrypted / plain)),
      };
      say(`${name}: ${besides[name].ratio.toFixed(2)} times`);
    }
    return { rounds, seconds, loadAverage: loadavg()[0] ?? 0, perValueUs, endToEndMs, besides };
  } finally {
    await client.end();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const seen = (table: string, rows: number): string =>
  `select count(value) from (select value from attestry_clinician.${table} order by id limit ${rows}) s`;

const idOf = async (client: pg.Client, table: string): Promise<string> =>
  (await client.query<{ id: string }>('select id from guard.field where table_name = $1', [table])).rows[0]!
    .id;

/** Milliseconds of one statement in a transaction that was given the key; giving it counts too. */
async function inTransaction(client: Connected, given: GivenKeys, sql: string): Promise<number> {
  const begun = performance.now();
  await client.query('begin');
  await giveKeys(client, given);
  await client.query(sql);
  await client.query('rollback');
  return performance.now() - begun;
}

async function repeated(act: (n: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 100; n++) {
    const begun = performance.now();
    await act(n);
    times.push(performance.now() - begun);
  }
  return median(times);
}

/** The same rows plain and encrypted, and rows that were written one by one. */
async function prepare(
  database: ClinicDatabase,
): Promise<{ readonly given: GivenKeys; readonly fieldId: string }> {
  await database.sql('create schema clinic');
  for (const table of ['plain', 'wide', 'encrypted', 'audited', 'both', 'single'])
    await database.sql(
      `create table clinic.${table} (id bigint generated always as identity primary key, name text not null, value text, seen_at timestamptz not null default now())`,
    );
  for (const table of ['plain', 'encrypted', 'audited', 'both'])
    await database.sql(
      `insert into clinic.${table} (name, value) select 'P' || n, '900-01-' || lpad((n % 10000)::text, 4, '0') from generate_series(1, ${ROWS}) n`,
    );
  const fields = postgresFields(database.admin);
  const { publicKey, secret } = newFieldKeys();
  const key = await fields.addKey(publicKey, 'bench', () => Promise.resolve(Buffer.of(0)));
  const attached = await fields.attach(
    ['encrypted', 'both', 'single'].map((table) => ({ schema: 'clinic', table, column: 'value' })),
    key,
  );
  for (const field of attached) await fields.encryptRows(field, WORK);
  const given = new Map([[key, secret]]);
  await fields.takeOver(given);
  for (let n = 0; n < SINGLE; n++)
    await database.sql(`insert into clinic.single (name, value) values ('P', '900-03-${1000 + n}')`);
  await database.sql(
    `insert into clinic.wide (name, value) select name, repeat('x', (select max(length(value)) from clinic.encrypted)) from clinic.plain`,
  );
  await attachTriggers(
    database.admin,
    ['audited', 'both'].map((table) => ({ schema: 'clinic', table, idColumn: 'id', patientColumn: null })),
  );
  // All as tightly packed: what is compared is the statement, not the dead rows of the migration.
  for (const table of ['plain', 'wide', 'encrypted', 'audited', 'both'])
    await database.sql(`vacuum full clinic.${table}`);
  await database.sql('vacuum analyze');
  return { given, fieldId: attached[0]!.fieldId };
}
