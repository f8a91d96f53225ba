import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { type AuditedTableView, auditTriggersContract } from '../../src-shared/clinic/audit-triggers.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

const PATIENT = '6f1c1c3e-58a1-4a53-9a51-0d6a3d9c2b11';
const SESSION = { user: 'application', application: 'attestry' };
/** Quotes, a line break, and as long as PostgreSQL lets a name be. */
const HOSTILE = `we"ird'; drop table\n${'ü'.repeat(20)}`;

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql(`create schema clinic; grant usage on schema clinic to application;
    create table clinic.patients (id uuid primary key, family_name text);
    create table clinic.visit (day date, place text, of uuid references clinic.patients, note text, primary key (day, place));
    create table clinic.rooms (id int primary key);
    create table clinic."${HOSTILE.replaceAll('"', '""')}" (mrn int primary key, patient_id text, body text);
    grant select, insert, update, delete, truncate on all tables in schema clinic to application`);
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  await database.reset();
});

const hostile = { schema: 'clinic', table: HOSTILE };
const named = (table: string) => ({ schema: 'clinic', table });
const attach = (...tables: { schema: string; table: string }[]) =>
  postgresTriggers.attach(database.admin, tables);
const viewOf = async (table: string): Promise<AuditedTableView | undefined> =>
  (await postgresTriggers.view(database.officer)).tables.find((one) => one.table === table);
const entries = async (): Promise<Record<string, unknown>[]> =>
  (
    await database.sql(
      `select event_type, action, resource_type, resource_id, patient_id, details::jsonb as details from guard.audit_log
        where event_type not like 'guard.%' order by id`,
    )
  ).rows;

describe('attaching', () => {
  test('which tables hold patient data, their key and their patient are proposed', async () => {
    const { tables, month, pgaudit } = await postgresTriggers.view(database.officer);
    expect(tables.map((one) => [one.table, one.patientData, one.state, one.key, one.patient])).toEqual([
      ['patients', 'likely', 'off', ['id'], 'id'],
      ['rooms', 'none', 'off', ['id'], null],
      ['visit', 'none', 'off', ['day', 'place'], 'of'],
      [HOSTILE, 'likely', 'off', ['mrn'], 'patient_id'],
    ]);
    expect(month).toMatch(/^\d{4}-\d\d$/);
    expect(pgaudit).toEqual({ loaded: false, log: null });
  });
  test('every change is recorded with key, patient, what changed, and who was connected', async () => {
    expect(await attach(named('patients'), named('visit'), hostile)).toMatchObject([
      { done: true },
      { done: true },
      { done: true },
    ]);
    await withConnection({ ...database.application }, async (client) => {
      await client.query('set application_name = \'EHR "A"\'');
      await client.query(`insert into clinic.patients values ('${PATIENT}', 'Example')`);
      await client.query(`insert into clinic.visit values ('2026-01-02', 'ward 1', '${PATIENT}', null)`);
      await client.query("update clinic.visit set note = repeat('x', 5000)");
      await client.query(
        `insert into clinic."${HOSTILE.replaceAll('"', '""')}" values (7, 'not a uuid', 'b')`,
      );
      await client.query('truncate clinic.visit');
    });
    const found = await entries();
    expect(found.map((e) => [e.event_type, e.resource_type, e.resource_id, e.patient_id])).toEqual([
      ['data.insert', 'patients', PATIENT, PATIENT],
      ['data.insert', 'visit', '2026-01-02/ward 1', PATIENT],
      ['data.update', 'visit', '2026-01-02/ward 1', PATIENT],
      ['data.insert', HOSTILE, '7', null],
      ['data.truncate', 'visit', null, null],
    ]);
    for (const { details } of found)
      expect(details).toMatchObject({
        schema: 'clinic',
        session: { user: 'application', application: 'EHR "A"' },
      });
    expect(found[2]?.details).toMatchObject({
      changed: ['note'],
      before: { note: null, place: 'ward 1' },
      after: { note: { bytes: 5002, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
    });
    // As the window gets it.
    const view = await postgresTriggers.view(database.officer);
    expect(auditTriggersContract['audit-triggers.list'].output.safeParse(view).success).toBe(true);
    expect(await viewOf('visit')).toMatchObject({ state: 'on', perDay: 3 });
    expect((await viewOf('visit'))?.lastAt).not.toBeNull();
  });
  test.each([
    ['disabled', 'alter table clinic.patients disable trigger attestry_audit'],
    ['disabled', 'alter table clinic.patients enable replica trigger attestry_audit_truncate'],
    ['changed', 'drop trigger attestry_audit_truncate on clinic.patients'],
    [
      'changed',
      `drop trigger attestry_audit on clinic.patients;
       create trigger attestry_audit after insert or update or delete on clinic.patients for each row when (false) execute function guard.audit_change('id', 'id')`,
    ],
    [
      'removed',
      'drop trigger attestry_audit on clinic.patients; drop trigger attestry_audit_truncate on clinic.patients',
    ],
  ])('a trigger that is %s is seen, and repaired', async (state, sql) => {
    await attach(named('patients'));
    await database.sql(sql);
    expect(await viewOf('patients')).toMatchObject({ state });
    expect(await attach(named('patients'))).toMatchObject([{ done: true }]);
    expect(await viewOf('patients')).toMatchObject({ state: 'on' });
  });
  test('a renamed table keeps its triggers; detaching takes them away, and both are in the log', async () => {
    await attach(named('patients'));
    await database.sql('alter table clinic.patients rename to people');
    expect(await viewOf('people')).toMatchObject({ state: 'on' });
    await database.sql('alter table clinic.people rename to patients');
    await postgresTriggers.detach(database.admin, named('patients'));
    expect(await viewOf('patients')).toMatchObject({ state: 'off' });
    await attach(named('patients'));
    const { rows } = await database.sql(
      "select event_type, resource_type from guard.audit_log where event_type like 'guard.%' order by id",
    );
    expect(rows).toEqual([
      { event_type: 'guard.detached', resource_type: 'clinic.patients' },
      { event_type: 'guard.attached', resource_type: 'clinic.patients' },
    ]);
  });
  test('a busy table, one that is gone and one of somebody else are told apart; the others are done', async () => {
    await database.sql('drop trigger if exists attestry_audit on clinic.rooms');
    await withConnection(database.admin, async (busy) => {
      await busy.query('begin; insert into clinic.rooms values (1)');
      const [locked, gone, free] = await attach(named('rooms'), named('nowhere'), named('visit'));
      expect([locked?.done, gone?.done, free?.done]).toEqual([false, false, true]);
      expect(locked?.problem).toContain('busy');
      expect(gone?.problem).toContain('no such table');
      await busy.query('rollback');
    });
    const [refused] = await postgresTriggers.attach(database.application, [named('rooms')]);
    expect(refused).toMatchObject({ done: false });
  });
});

describe('what no trigger sees', () => {
  const logged = async (sql: string): Promise<void> => {
    await withConnection(database.application, (client) => client.query(sql));
  };
  test('an event of the list is recorded as it is; another one under its own name in the details', async () => {
    await logged(
      `select guard.log_access('phi.read', 'read', 'visit', '1', '${PATIENT}', true, '{"purpose":"TREAT"}'),
              guard.log_access('my.own', 'read', 'visit', '1', null, true, ' { } '),
              guard.log_access(null, null, null, null, null, null, 'no JSON at all {')`,
    );
    expect((await entries()).map(({ event_type, action, details }) => [event_type, action, details])).toEqual(
      [
        ['phi.read', 'read', { purpose: 'TREAT', session: SESSION }],
        ['other', 'read', { stated: 'my.own', session: SESSION }],
        ['other', 'unknown', { stated: '', text: 'no JSON at all {', session: SESSION }],
      ],
    );
  });
  test('a list is one entry for each record, and one when nothing was found', async () => {
    await logged(
      `select guard.log_access_list('record.list', 'read', 'visit', array['1', '2', '3'], array['${PATIENT}']::uuid[]),
              guard.log_access_list('phi.search', 'read', 'visit', null, '{}')`,
    );
    expect((await entries()).map((e) => [e.event_type, e.resource_id, e.patient_id])).toEqual([
      ['record.list', '1', PATIENT],
      ['record.list', '2', null],
      ['record.list', '3', null],
      ['phi.search', null, null],
    ]);
  });
  test('changes of the schema are recorded once a superuser has switched that on', async () => {
    await database.sql('create table clinic.before (id int)');
    await postgresTriggers.watchSchema(database.admin, true);
    await postgresTriggers.watchSchema(database.admin, true);
    expect((await postgresTriggers.view(database.officer)).schemaChanges).toBe('on');
    await database.sql('create temp table passing (id int); drop table passing; drop table clinic.before');
    await database.sql('alter event trigger attestry_schema disable');
    expect((await postgresTriggers.view(database.officer)).schemaChanges).toBe('disabled');
    await postgresTriggers.watchSchema(database.admin, false);
    expect((await postgresTriggers.view(database.officer)).schemaChanges).toBe('off');
    expect((await entries()).map((e) => [e.event_type, e.action, e.resource_id])).toEqual([
      ['schema.changed', 'drop table', 'clinic.before'],
    ]);
  });
  test('with it on, the guard can still be taken away', async () => {
    await postgresTriggers.watchSchema(database.admin, true);
    await database.sql('begin; drop schema guard cascade; rollback');
    await postgresTriggers.watchSchema(database.admin, false);
  });
});

describe('numbers without an entry', () => {
  test('a transaction that was rolled back explains them', async () => {
    await database.fill(50);
    await withConnection(database.application, (client) =>
      client.query("begin; select guard.log_access('phi.read', 'read', 'x', '1', null); rollback"),
    );
    await database.fill(150);
    const gaps = await postgresTriggers.gaps(database.officer);
    expect(auditTriggersContract['audit-triggers.gaps'].output.safeParse({ gaps }).success).toBe(true);
    expect(gaps).toMatchObject([{ first: 51, numbers: 1, cause: 'rolled-back' }]);
  });
  test('an entry that was taken away has no such explanation, and the server counted it', async () => {
    // Transactions that end well, more than are looked at around a missing number.
    await database.sql(
      `do $$ begin for n in 1..600 loop perform guard.log_access('phi.read', 'read', 'x', n::text, null); commit; end loop; end $$`,
    );
    expect(await postgresTriggers.gaps(database.officer)).toEqual([]);
    const before = (await postgresTriggers.view(database.officer)).unexplainedChanges;
    await database.tamper('delete from guard.audit_log where id = 300');
    // Before PostgreSQL 15 nothing hurries the server's statistics: the next statement of the session after half a second does.
    if (database.version >= 150_000) await database.sql('select pg_stat_force_next_flush()');
    expect(await postgresTriggers.gaps(database.officer)).toMatchObject([
      { first: 300, numbers: 1, cause: 'unexplained' },
    ]);
    await expect
      .poll(
        async () => {
          await database.sql('select');
          return (await postgresTriggers.view(database.officer)).unexplainedChanges;
        },
        { timeout: 5000 },
      )
      .toBe(before + 1);
  });
});
