import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresRows } from '../../src-main/clinic/guard/rows.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { emptyClinic, installFiles, PACK, ROLES } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres, systemPrograms } from '../fixtures/postgres-server.ts';

const SAMPLE = readFileSync(resolve(import.meta.dirname, '../../resources/sample/clinic.sql'), 'utf8');
/** From the schema without a list of files to the schema as the first versions installed it. */
const EARLIER = `
  drop table guard.prefix_cut, guard.adoption cascade;
  drop function guard.cut_prefix(text, int), guard.adopt_cluster(text), guard.audit_truncate();
  drop trigger audit_log_no_deletion on guard.audit_log; drop trigger seal_no_deletion on guard.seal;
  drop function guard.refuse_deletion();
  drop trigger audit_log_append_only on guard.audit_log;
  create trigger audit_log_append_only before update or delete on guard.audit_log for each row execute function guard.refuse_change()`;

const work = { signal: new AbortController().signal, progress: (): void => undefined };
const pack = packDatabase({ folder: PACK, version: '0.1.0', patienceMs: 1500 });
let servers: Readonly<Record<'embedded' | 'system', PostgresServer>>;
let folder: string;
let name = '';
let made = 0;
beforeAll(async () => {
  servers = { embedded: await startPostgres('embedded'), system: await startPostgres('system') };
  folder = mkdtempSync(join(tmpdir(), 'guard-pack-'));
});
afterAll(() => {
  for (const server of Object.values(servers)) server.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  made += 1;
  name = `clinic_${made}`;
});

const install = (server: PostgresServer, user = 'postgres'): Promise<readonly string[]> =>
  pack.install(server.as(user, name), ROLES, work);

/** Everything in the database as SQL, data included. */
function dump(server: PostgresServer): string {
  const text = execFileSync(
    join(systemPrograms().folder, 'pg_dump'),
    ['-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres', '--create', name],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  // A key that pg_dump draws anew each time.
  return text.replace(/^\\(un)?restrict .*$/gm, '');
}

/** A clinic whose schema was installed before there was a list of files. */
async function unlisted(server: PostgresServer): Promise<void> {
  await emptyClinic(server, name);
  await installFiles(
    server,
    name,
    (await readPack(PACK)).filter(({ number }) => number <= 6),
  );
}

async function clinic(server: PostgresServer): Promise<void> {
  await emptyClinic(server, name);
  await server.sql(name, `begin; ${SAMPLE}; commit`);
  await server.sql(
    name,
    `insert into clinic.departments select gen_random_uuid(), 'D' || n, 'Ward ' || n from generate_series(1, 50) n`,
  );
}

describe.each(['embedded', 'system'] as const)('on PostgreSQL (%s)', (which) => {
  test('a DBA without superuser installs, and each right that is missing is named before anything is changed', async () => {
    const server = servers[which];
    await emptyClinic(server, name);
    await server.sql(
      'postgres',
      `do $$ begin if not exists (select from pg_roles where rolname = 'dba') then create role dba login; end if; end $$;
       alter role dba nocreaterole; revoke guard_owner from dba`,
    );
    const plan = await pack.plan(server.as('dba', name), 'install', ROLES);
    expect(plan.missing.map(({ right }) => right).join('\n')).toMatch(
      /CREATEROLE[\s\S]*may not act as guard_owner[\s\S]*make schemas/,
    );
    await expect(install(server, 'dba')).rejects.toMatchObject({ code: 'guard-rights' });
    expect((await pack.status(server.as('postgres', name))).state).toBe('absent');

    // What the plan says is what is needed: no more.
    for (const { remedy } of plan.missing) await server.sql(name, remedy);
    if (which === 'embedded')
      await server.sql(name, 'drop role attestry_reader, attestry_writer').catch(() => undefined);
    const second = await pack.plan(server.as('dba', name), 'install', ROLES);
    for (const { remedy } of second.missing) await server.sql(name, remedy);
    await install(server, 'dba');
    expect(await pack.status(server.as('dba', name))).toMatchObject({ state: 'current', drift: [] });
    expect(await install(server, 'dba')).toEqual([]);
  });

  test('a schema of the first vintage, without a list of files, is recognised and brought up to date; its entries stay', async () => {
    const server = servers[which];
    await unlisted(server);
    expect(
      (await pack.status(server.as('postgres', name))).files.findLast(({ state }) => state === 'installed')
        ?.number,
    ).toBe(6);
    await server.sql(name, EARLIER);
    await server.sql(
      name,
      `insert into guard.audit_log (actor, event_type, action) values ('a', 'record.read', 'read')`,
    );
    const before = await pack.status(server.as('postgres', name));
    expect(before.state).toBe('older');
    expect(before.files.filter(({ state }) => state === 'installed').map(({ number }) => number)).toEqual([
      1, 2, 3, 4,
    ]);
    await install(server);
    expect(await pack.status(server.as('officer', name))).toMatchObject({ state: 'current', drift: [] });
    expect((await server.sql(name, 'select count(*)::int as n from guard.audit_log')).rows).toEqual([
      { n: 1 },
    ]);
  });
});

test('what is in the way is told, and nothing is changed', async () => {
  const server = servers.system;
  await emptyClinic(server, name);
  const admin = server.as('postgres', name);
  await server.sql(name, 'create schema guard; create table guard.audit_log (id int)');
  expect((await pack.status(admin)).state).toBe('foreign');
  await expect(install(server)).rejects.toMatchObject({ code: 'guard-foreign' });
  await expect(pack.rollBack(admin, { keepIn: null, lose: true }, work)).rejects.toMatchObject({
    code: 'guard-foreign',
  });
  await server.sql(name, 'drop schema guard cascade');

  await server.sql(name, `alter database ${name} set default_transaction_read_only = on`);
  await expect(install(server)).rejects.toMatchObject({ code: 'guard-read-only' });
  await server.sql('postgres', `alter database ${name} reset default_transaction_read_only`);

  await server.sql('postgres', `drop database ${name}`);
  await unlisted(server);
  await server.sql(name, 'create table guard.attachment (whose text)');
  await expect(install(server)).rejects.toMatchObject({ code: 'guard-name-taken' });
  expect((await pack.plan(admin, 'install', ROLES)).missing.map(({ right }) => right)).toEqual([
    'There is already the table guard.attachment, and it is not of the pack.',
  ]);
  await server.sql(name, 'drop table guard.attachment');
  await install(server);

  await server.sql(
    name,
    `insert into guard.pack (number, name, sha256, application) values (9999, '9999-future.sql', '', '9.0')`,
  );
  await expect(install(server)).rejects.toMatchObject({ code: 'guard-newer' });
  await expect(pack.rollBack(admin, { keepIn: null, lose: true }, work)).rejects.toMatchObject({
    code: 'guard-newer',
  });
  expect(await pack.status(admin)).toMatchObject({
    state: 'newer',
    unclear: expect.stringContaining('Update Attestry') as string,
  });
});

test('whoever holds a lock is not kept waiting: the installer gives up, says who, and goes on later', async () => {
  const server = servers.system;
  await unlisted(server);
  const { default: pg } = await import('pg');
  const busy = new pg.Client({ ...server.as('postgres', name), ssl: false, application_name: 'ward rounds' });
  await busy.connect();
  await busy.query('begin; lock table guard.audit_log in row exclusive mode');
  await expect(install(server)).rejects.toMatchObject({
    code: 'guard-locked',
    message: expect.stringContaining('ward rounds') as string,
  });
  await busy.query('commit');
  await busy.end();
  await install(server);
  expect(await pack.status(server.as('postgres', name))).toMatchObject({ state: 'current', drift: [] });
});

test('a roll back leaves the clinic’s database as pg_dump saw it before, and keeps the log when asked', async () => {
  const server = servers.system;
  await clinic(server);
  await server
    .sql('postgres', `drop role if exists attestry_reader; drop role if exists attestry_writer`)
    .catch(() => undefined);
  const before = dump(server);
  const admin = server.as('postgres', name);
  await install(server);
  await attachTriggers(admin, [
    { schema: 'clinic', table: 'departments', idColumn: 'id', patientColumn: null },
    { schema: 'clinic', table: 'patients', idColumn: 'id', patientColumn: 'id' },
  ]);
  // Row rules change rights and row security of the clinic's own table: they have to go as well.
  await postgresRows.setSources(admin, []);
  await postgresRows.attach(admin, {
    ...{ schema: 'clinic', table: 'patients', category: 'identity', subjectColumn: 'id', authorColumn: null },
  });
  await server.sql(
    name,
    `update clinic.departments set name = name; select guard.log_access('record.read', 'read', 'note', '1', null)`,
  );
  await server.sql(name, 'select guard.seal_pending(1000)');
  const plan = await pack.plan(admin, 'roll-back', ROLES);
  expect(plan.loss).toMatchObject({ entries: 53, sealed: 53, needsWords: true });
  expect(plan.loss?.attachments).toHaveLength(2);
  expect(plan.steps.map(({ file }) => file)).toContain('down/0002-audit-log.sql');

  await expect(pack.rollBack(admin, { keepIn: null, lose: false }, work)).rejects.toMatchObject({
    code: 'guard-log-kept',
  });
  await expect(
    pack.rollBack(admin, { keepIn: join(folder, 'no', 'log'), lose: false }, work),
  ).rejects.toMatchObject({ code: 'file-unwritable' });
  const file = join(folder, 'log.jsonl');
  writeFileSync(file, 'an older copy');
  const copy = await pack.rollBack(admin, { keepIn: file, lose: false }, work);
  expect(copy?.entries).toBe(53);
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { table: string; row: object });
  expect(lines.filter(({ table }) => table === 'audit_log')).toHaveLength(53);
  expect(lines.filter(({ table }) => table === 'seal')).toHaveLength(53);
  expect(lines.find(({ table }) => table === 'block')?.row).toMatchObject({ entries: 53 });

  expect(dump(server)).toBe(before);
  expect((await pack.status(admin)).state).toBe('absent');
  // Twice is as good as once.
  expect(await pack.rollBack(admin, { keepIn: null, lose: true }, work)).toBeNull();
  expect((await pack.plan(admin, 'roll-back', ROLES)).direction).toBe('nothing');
});
