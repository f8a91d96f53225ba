import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ColumnRef } from '../../src-shared/phi/classification.ts';
import type { Work } from '../../src-main/audit/index.ts';
import { giveKeys } from '../../src-main/clinic/guard/field-session.ts';
import { postgresFieldRegister, postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { rollBackPack } from '../../src-main/clinic/guard/roll-back.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { fields, type Fields } from '../../src-main/phi/index.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { PACK, PATIENT } from '../fixtures/guard-manifest.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { softToken, type SoftToken } from './token-softhsm.ts';

const SSN: ColumnRef = { schema: 'clinic', table: 'patient', column: 'ssn' };
const NOTE: ColumnRef = { schema: 'clinic', table: 'patient', column: `the "note'` };
const ROWS = 3000;
const folder = mkdtempSync(join(tmpdir(), 'fields-'));
const quiet: Work = { signal: new AbortController().signal, progress: () => undefined };

let database: ClinicDatabase;
let token: SoftToken;
let here: KeyPlace;
let desk: Fields;
let application: pg.Client;
/** What the server logged. */
let log = '';

beforeAll(async () => {
  token = softToken();
  [database, here] = await Promise.all([
    startClinicDatabase((text) => (log += text)),
    keyPlace(token, folder),
  ]);
  for (const setting of [`log_statement = 'all'`, 'log_min_duration_statement = 0'])
    await database.sql(`alter system set ${setting}`);
  await database.sql('select pg_reload_conf()');
  const keys = here.ring(await signerOf(await certify('Officer')));
  desk = fields({
    database: postgresFields,
    register: () => Promise.resolve(postgresFieldRegister(database.officer)),
    keys,
    activity: { around: (_draft, act) => act() },
  });
  await database.sql(
    `create schema clinic; create table clinic.patient (id bigint generated always as identity primary key, name text not null, ssn text not null, "the ""note'" text, updated_at timestamptz not null default now());
     create function clinic.touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
     create trigger touch before update on clinic.patient for each row execute function clinic.touch();
     insert into clinic.patient (name, ssn, "the ""note'", updated_at) select 'P' || n, '900-01-' || lpad(n::text, 4, '0'), case when n % 7 = 0 then null else 'Zoë ✓ note number ' || n end, '2026-01-01' from generate_series(1, ${ROWS}) n;
     grant usage on schema clinic to application; grant select, insert, update on clinic.patient to application; analyze clinic.patient`,
  );
  application = new pg.Client({ ...database.application, ssl: false });
  await application.connect();
});
afterAll(async () => {
  await application.end();
  await here.close();
  token.discard();
  await database.stop();
  rmSync(folder, { recursive: true });
});

const one = async (sql: string): Promise<Record<string, unknown>> => (await database.sql(sql)).rows[0]!;
const plain = (id: number) =>
  one(`select not guard.field_is_sealed(ssn) as plain from clinic.patient where id = ${id}`);
const contents = async (): Promise<unknown> =>
  one(`select md5(string_agg(t::text, '|' order by id)) as hash from clinic.patient t`);
/** What is in the files once what is in memory was written. */
const shape = async (): Promise<unknown> =>
  (
    await database.sql(
      `select 'trigger' as what, tgname::text as name from pg_trigger where tgrelid = 'clinic.patient'::regclass
       union all select 'column', attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'clinic.patient'::regclass and attnum > 0
       union all select 'index', indexrelid::regclass::text from pg_index where indrelid = 'clinic.patient'::regclass
       union all select 'schema', nspname from pg_namespace union all select 'function', proname from pg_proc where proname like 'field_protect%' order by 1, 2`,
    )
  ).rows;
/** The secret halves, as the service gives them to a transaction. */
const opened = async (
  as: ClinicConnection,
  sql: string,
  role: string,
): Promise<Record<string, unknown>[]> => {
  const given = new Map<number, Uint8Array>();
  const ring = here.ring(await signerOf(await certify('Officer')));
  for (const { id } of await postgresFields(database.admin).keys())
    given.set(id, (await ring.read(`field-key:${database.admin.host}/${database.admin.database}/${id}`))!);
  return withConnection(as, async (client) => {
    await client.query(`begin; set local role ${role}`);
    await giveKeys(client, given);
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.query('rollback');
    return rows;
  });
};

/** Rows whose number equals one, through the view of a role. */
const found = (number: string): Promise<unknown[]> =>
  opened(
    database.admin,
    `select id from attestry_clinician.patient where ssn_sealed in (select guard.field_matches('clinic', 'patient', 'ssn', '${number}')) order by id`,
    'attestry_clinician',
  ).then((rows) => rows.map(({ id }) => id));
const searchState = async (): Promise<string | undefined> =>
  (await desk.verify(database.admin, SSN)).find(({ id }) => id === 'search')?.outcome;

describe('an encrypted column, from beginning to end', () => {
  let before: unknown;
  let form: unknown;

  test('cannot be one with a type, a rule or a uniqueness that looks at the value', async () => {
    const [born] = await desk.plan(database.admin, [{ ...SSN, column: 'updated_at' }]);
    expect(born!.obstacles).toHaveLength(1);
    const [key] = await desk.plan(database.admin, [{ ...SSN, column: 'id' }]);
    expect(key!.obstacles.join(' ')).toContain('unique');
    await database.sql(
      'create trigger zzzz before update on clinic.patient for each row execute function clinic.touch()',
    );
    const [overtaken] = await desk.plan(database.admin, [SSN]);
    expect(overtaken!.obstacles.join(' ')).toContain('zzzz');
    await database.sql('drop trigger zzzz on clinic.patient');
    const plans = await desk.plan(database.admin, [SSN, NOTE]);
    expect(plans.map(({ obstacles }) => obstacles)).toEqual([[], []]);
    await expect(desk.encrypt(database.admin, [{ ...SSN, column: 'id' }], quiet)).rejects.toMatchObject({
      code: 'field-refused',
    });
  });

  test('is encrypted batch by batch; stopped at any of them it goes on and loses nothing', async () => {
    [before, form] = [await contents(), await shape()];
    let stopped = 0;
    for (let after = 1; ; after++) {
      const abort = new AbortController();
      let seen = 0;
      try {
        await desk.encrypt(database.admin, [SSN, NOTE], {
          signal: abort.signal,
          progress: () => {
            if (++seen > after) abort.abort();
          },
        });
        break;
      } catch (error) {
        expect(error).toMatchObject({ code: 'cancelled' });
        stopped += 1;
        if (stopped > 1) continue;
        // A row from before that its turn has not come to: any update encrypts it.
        expect(await plain(ROWS)).toEqual({ plain: true });
        await application.query(`update clinic.patient set name = name where id = ${ROWS}`);
        expect(await plain(ROWS)).toEqual({ plain: false });
        await database.tamper(`update clinic.patient set updated_at = '2026-01-01' where id = ${ROWS}`);
      }
    }
    expect(stopped).toBeGreaterThan(2);
    expect(
      await one(
        `select count(*)::int as rows, count(*) filter (where guard.field_is_sealed(ssn))::int as ssn, count("the ""note'")::int as notes,
                count(*) filter (where guard.field_is_sealed("the ""note'"))::int as sealed, count(distinct ssn)::int as different, max(updated_at) < '2026-01-02' as untouched from clinic.patient`,
      ),
    ).toEqual({ rows: ROWS, ssn: ROWS, notes: 2572, sealed: 2572, different: ROWS, untouched: true });
    expect((await desk.list()).map(({ column, state }) => [column, state])).toEqual([
      ['ssn', 'encrypted'],
      [NOTE.column, 'encrypted'],
    ]);
  });

  test('is written by the clinic’s application as before, and read by nobody without the key', async () => {
    const { rows } = await application.query<{ ssn: string }>(
      `insert into clinic.patient (name, ssn) values ('New', '900-02-0001') returning ssn`,
    );
    expect(rows[0]!.ssn).toMatch(/^atf1\.\d+\./);
    // A program that writes back what it read changes nothing.
    await application.query(`update clinic.patient set ssn = ssn, name = name where id = 1`);
    await application.query(`update clinic.patient set ssn = '900-02-0002' where id = 2`);
    expect(
      await one(`select count(*)::int as n from clinic.patient where not guard.field_is_sealed(ssn)`),
    ).toEqual({ n: 0 });
    const { fieldId } = (await desk.list())[0]!;
    await expect(
      database.sql(`select guard.field_open(ssn, '${fieldId}') from clinic.patient limit 1`),
    ).rejects.toMatchObject({
      code: 'AT021',
    });
    await expect(application.query(`select * from guard.field_data_key`)).rejects.toThrow(/permission/);
    await expect(
      application.query(`select guard.field_open(ssn, '${fieldId}') from clinic.patient limit 1`),
    ).rejects.toThrow(/permission/);
  });

  test('is encrypted too when a trigger of the clinic writes it, and when it looks encrypted', async () => {
    await database.sql(
      `create function clinic.fix() returns trigger language plpgsql as $$ begin new.ssn := '900-05-0005'; return new; end $$;
       create trigger fix before update on clinic.patient for each row when (new.name = 'fix') execute function clinic.fix()`,
    );
    await application.query(`update clinic.patient set name = 'fix' where id = 5`);
    expect(await plain(5)).toEqual({ plain: false });
    await database.sql('drop function clinic.fix() cascade');
    await application.query(`update clinic.patient set ssn = 'atf1.readable' where id = 5`);
    expect(await plain(5)).toEqual({ plain: false });
  });

  test('is found when it was written past the triggers, and encrypted by running it again', async () => {
    await database.tamper(`update clinic.patient set ssn = '900-01-0005', name = 'P5' where id = 5`);
    expect(await plain(5)).toEqual({ plain: true });
    expect((await desk.verify(database.admin, SSN)).find(({ id }) => id === 'rows')!.outcome).toBe('failed');
    await desk.encrypt(database.admin, [SSN], quiet);
    expect(await plain(5)).toEqual({ plain: false });
  });

  test('is kept by one trigger in an older installation, which an upgrade splits in two', async () => {
    const pack = packDatabase({ folder: PACK, version: '0.1.0' });
    const state = async () => {
      const { state: standing, drift } = await pack.status(database.officer);
      return [standing, drift.map(({ severity, change }) => [severity, change])];
    };
    expect(await state()).toEqual(['current', []]);
    const table = (await one(`select 'clinic.patient'::regclass::oid::text as oid`)).oid as string;
    await database.sql(
      `drop trigger zzz_attestry_fields on clinic.patient; drop trigger zzz_attestry_fields_update on clinic.patient;
       create trigger zzz_attestry_fields before insert or update on clinic.patient for each row execute function guard.field_protect_${table}();
       update guard.attachment set definition = definition || '{"triggers": ["zzz_attestry_fields"]}' where kind = 'encrypt'`,
    );
    expect(await state()).toEqual(['older', [['note', 'definition']]]);
    const roles = { owner: 'guard_owner', officer: null, application: null };
    const { direction, steps } = await pack.plan(database.admin, 'install', roles);
    expect([direction, steps.map(({ words }) => words)]).toEqual([
      'upgrade',
      [expect.stringContaining('clinic.patient')],
    ]);
    await pack.install(database.admin, roles, quiet);
    expect(await state()).toEqual(['current', []]);
  });

  test('is looked for at every update in an older installation, until an upgrade', async () => {
    const pack = packDatabase({ folder: PACK, version: '0.1.0' });
    const table = (await one(`select 'clinic.patient'::regclass::oid::text as oid`)).oid as string;
    await database.sql(
      `drop trigger zzz_attestry_fields_update on clinic.patient;
       create trigger zzz_attestry_fields_update before update on clinic.patient for each row
         when (${['ssn', '"the ""note\'"'].map((c) => `((old.${c} collate "C") is distinct from (new.${c} collate "C")) or (not starts_with(new.${c} collate "C", 'atf1.'))`).join(' or ')})
         execute function guard.field_protect_${table}()`,
    );
    expect((await pack.status(database.officer)).drift.map(({ severity }) => severity)).toEqual(['note']);
    await pack.install(database.admin, { owner: 'guard_owner', officer: null, application: null }, quiet);
    expect((await pack.status(database.officer)).drift).toEqual([]);
    expect(
      (
        await one(
          `select pg_get_triggerdef(oid) as is from pg_trigger where tgname = 'zzz_attestry_fields_update' and tgrelid = 'clinic.patient'::regclass`,
        )
      ).is,
    ).not.toContain('starts_with');
  });

  test('is shown to each role in full, in part or masked', async () => {
    const see = (role: string) =>
      opened(
        database.admin,
        `select ssn from ${role}.patient where id in (1, 2, ${ROWS + 1}) order by id`,
        role,
      ).then((rows) => rows.map(({ ssn }) => ssn));
    expect(await see('attestry_clinician')).toEqual(['900-01-0001', '900-02-0002', '900-02-0001']);
    expect(await see('attestry_front_desk')).toEqual(['*******0001', '*******0002', '*******0001']);
    expect(await see('attestry_researcher')).toEqual(['****', '****', '****']);
  });

  test('a value that was changed, or moved from another column, is not shown', async () => {
    const { fieldId } = (await desk.list())[0]!;
    await expect(
      opened(
        database.admin,
        `select guard.field_open("the ""note'", '${fieldId}') from clinic.patient where id = 1`,
        'postgres',
      ),
    ).rejects.toMatchObject({ cause: { code: 'AT022' } });
    await expect(
      opened(
        database.admin,
        `select guard.field_open(overlay(ssn placing case when substr(ssn, 40, 1) = 'A' then 'B' else 'A' end from 40), '${fieldId}') from clinic.patient where id = 1`,
        'postgres',
      ),
    ).rejects.toMatchObject({ cause: { code: 'AT022' } });
  });

  test('leaves no value in rows, statistics and, once the table was written anew, files', async () => {
    const first = new Map((await desk.verify(database.admin, SSN)).map((check) => [check.id, check.outcome]));
    expect([first.get('rows'), first.get('trigger'), first.get('statistics')]).toEqual(['ok', 'ok', 'ok']);
    // Pages that were emptied keep their bytes: the check says so, and what to do.
    expect(['ok', 'failed']).toContain(first.get('files'));
    await database.sql('vacuum full clinic.patient');
    const last = new Map((await desk.verify(database.admin, SSN)).map((check) => [check.id, check.outcome]));
    expect(last.get('files')).toBe('ok');
    await database.sql(
      `set session_replication_role = replica; update clinic.patient set ssn = '900-03-0003' where id = 3; set session_replication_role = origin`,
    );
    const found = await desk.verify(database.admin, SSN);
    expect(found.find(({ id }) => id === 'rows')).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('1 of') as string,
    });
    await desk.encrypt(database.admin, [SSN], quiet);
    expect((await desk.verify(database.admin, SSN)).find(({ id }) => id === 'rows')!.outcome).toBe('ok');
  });

  test('is searched for equal values by whoever was given the key, also for what was written since', async () => {
    expect(await desk.search(database.admin, [SSN], 'digits', quiet)).toBeGreaterThan(ROWS);
    expect((await desk.list())[0]!.search).toEqual({ rule: 'digits', ready: true });
    expect(await found('900 01 0009')).toEqual(['9']);
    expect(await found('900-99-9999')).toEqual([]);
    await application.query(
      `insert into clinic.patient (name, ssn) values ('Same', '900010009'), ('Other', '900-01-7009')`,
    );
    await application.query(`update clinic.patient set ssn = '900-01-0010' where id = 8`);
    expect(await found('900-01-0009')).toEqual(['9', String(ROWS + 2)]);
    expect(await found('900-01-0010')).toEqual(['8', '10']);
    expect(await found('900-01-0008')).toEqual([]);
    expect(await searchState()).toBe('warning');
    // Three were written since; the one that was overwritten is taken out.
    expect(await desk.search(database.admin, [SSN], 'digits', quiet)).toBe(3);
    expect(await searchState()).toBe('ok');
    expect(await found('900-01-0009')).toEqual(['9', String(ROWS + 2)]);
    await expect(
      database.sql(`select guard.field_matches('clinic', 'patient', 'ssn', '900-01-0009')`),
    ).rejects.toMatchObject({ code: 'AT021' });
    // Equal values of two columns, or under two keys, have nothing in common; no value is guessed without the key.
    expect(
      await one(
        `select count(*)::int as n, count(distinct blind)::int as blind, min(length(blind)) as bytes from guard.field_index_value`,
      ),
    ).toEqual({ n: ROWS + 3, blind: ROWS + 1, bytes: 16 });
  });

  test('with a missing or a wrong entry in its index, says so', async () => {
    const flip = `update guard.field_index_value set blind = set_byte(blind, 0, 255 - get_byte(blind, 0))`;
    await database.sql(flip);
    expect(await searchState()).toBe('failed');
    await database.sql(flip);
    expect(await searchState()).toBe('ok');
    await database.sql(
      'delete from guard.field_index_value where ctid = (select min(ctid) from guard.field_index_value)',
    );
    expect(await searchState()).toBe('failed');
    expect(await desk.search(database.admin, [SSN], 'digits', quiet)).toBe(1);
    expect(await searchState()).toBe('ok');
  });

  test('gets a new key, and every value with it', async () => {
    expect(await desk.rotate(database.admin, quiet)).toBeGreaterThan(ROWS);
    expect((await desk.list()).map(({ key }) => key)).toEqual([2, 2]);
    expect(await found('900-01-0009')).toEqual(['9', String(ROWS + 2)]);
    expect(await searchState()).toBe('ok');
    await database.sql('update guard.field_index set ready = false');
    await expect(found('900-01-0009')).rejects.toMatchObject({ cause: { code: 'AT025' } });
    await desk.search(database.admin, [SSN], 'digits', quiet);
    expect(
      await one(
        `select count(*)::int as n from clinic.patient p join guard.field_data_key d on d.id = split_part(p.ssn, '.', 2)::bigint where d.key_id <> 2`,
      ),
    ).toEqual({ n: 0 });
  });

  test('keeps the pack from being taken away', async () => {
    await expect(
      withConnection(database.admin, async (client) =>
        rollBackPack(client, {
          ...{ files: await readPack(PACK), keepIn: null, lose: true, patience: PATIENT },
          progress: () => undefined,
        }),
      ),
    ).rejects.toMatchObject({
      code: 'guard-attached',
      message: expect.stringContaining('clinic.patient.ssn') as string,
    });
  });

  test('being decrypted and then encrypted again, it is encrypted as it is written', async () => {
    const abort = new AbortController();
    let seen = 0;
    await expect(
      desk.rollBack(database.admin, [SSN], {
        signal: abort.signal,
        progress: () => {
          if (++seen > 1) abort.abort();
        },
      }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect((await desk.list())[0]!.state).toBe('rolling-back');
    await application.query(`update clinic.patient set ssn = '900-04-0004' where id = 4`);
    expect(await one('select ssn from clinic.patient where id = 4')).toEqual({ ssn: '900-04-0004' });
    expect(await desk.encrypt(database.admin, [SSN], quiet)).toBeGreaterThan(0);
    expect((await desk.list())[0]!.state).toBe('encrypted');
    await application.query(`update clinic.patient set ssn = '900-04-0004' where id = 4`);
    expect(
      await one(`select count(*)::int as n from clinic.patient where not guard.field_is_sealed(ssn)`),
    ).toEqual({ n: 0 });
  });

  test('is rolled back to what it was, value for value', async () => {
    await database.sql(`delete from clinic.patient where id > ${ROWS}; set session_replication_role = replica;
      update clinic.patient set ssn = case id when 2 then '900-01-0002' when 3 then '900-01-0003' when 4 then '900-01-0004' when 8 then '900-01-0008' else ssn end, updated_at = '2026-01-01' where id <= 5 or id = 8; set session_replication_role = origin`);
    await desk.rollBack(database.admin, [SSN, NOTE], quiet);
    expect(await contents()).toEqual(before);
    expect(await shape()).toEqual(form);
    expect(await desk.list()).toEqual([]);
    expect(await one(`select count(*)::int as n from guard.attachment where kind = 'encrypt'`)).toEqual({
      n: 0,
    });
  });
  test('never gave its key to the server’s log, which has every statement and parameter', async () => {
    const text = log.toLowerCase();
    // The messages that carried it are there, as they were sent.
    expect(text).toMatch(/guard\.field_give\(\$1, \$2\)[^]{1,200}\$2 = '\\x[0-9a-f]{3000}/);
    const ring = here.ring(await signerOf(await certify('Officer')));
    for (const id of [1, 2]) {
      const secret = Buffer.from(
        (await ring.read(`field-key:${database.admin.host}/${database.admin.database}/${id}`))!,
      );
      // The modulus stands in both halves.
      const open = String(
        (await one(`select encode(public_key, 'hex') as hex from guard.field_key where id = ${id}`)).hex,
      );
      let pieces = 0;
      for (let from = 0; from + 18 <= secret.length; from += 18) {
        const piece = secret.subarray(from, from + 18);
        if (open.includes(piece.subarray(0, 8).toString('hex'))) continue;
        pieces += 1;
        expect(text.includes(piece.toString('hex'))).toBe(false);
        expect(text.includes(piece.toString('base64').toLowerCase())).toBe(false);
      }
      expect(pieces).toBeGreaterThan(80);
    }
  });
});
