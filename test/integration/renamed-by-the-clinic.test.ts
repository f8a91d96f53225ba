import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresDisposal } from '../../src-main/clinic/guard/disposal.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { postgresRows } from '../../src-main/clinic/guard/rows.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { PACK } from '../fixtures/guard-manifest.ts';

/* Tables and columns that the clinic gives other names after they were guarded. */

const PATIENT = '6f1c1c3e-58a1-4a53-9a51-0d6a3d9c2b11';
const pack = packDatabase({ folder: PACK, version: '0.1.0' });
const VISIT = { schema: 'clinic', table: 'visit' };
let database: ClinicDatabase;
let ward: pg.Client;
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql(
    `create role ward login password 'ward'; create schema clinic; grant usage on schema clinic to application, ward;
     create table clinic.care (patient_id uuid, nurse text, primary key (patient_id, nurse));
     create table clinic.patients (id uuid primary key); create table clinic.user_roles (user_id int);
     insert into clinic.patients values ('${PATIENT}'); insert into clinic.user_roles values (1);
     create table clinic.visit (id int primary key, patient_id uuid, ended_at date, note text);
     insert into clinic.care values ('${PATIENT}', 'n1');
     insert into clinic.visit values (1, '${PATIENT}', '2001-01-01', 'a'), (2, gen_random_uuid(), '2024-01-01', 'b');
     grant select, update on clinic.visit to application; grant attestry_clinician to ward`,
  );
  await postgresTriggers.attach(database.admin, [VISIT]);
  await postgresDisposal.setRule(database.officer, {
    ...{ ...VISIT, kind: 'clinical-record', months: 120, basis: 'As the law of the state says' },
    ...{ dateColumn: 'ended_at', subjectColumn: 'patient_id', active: true },
  });
  const always = { schema: 'clinic', fromColumn: null, toColumn: null, days: 1, condition: {} } as const;
  await postgresRows.setSources(database.admin, [
    { ...always, purpose: 'care', table: 'care', subjectColumn: 'patient_id', personColumn: 'nurse' },
    { ...always, purpose: 'patients', table: 'patients', subjectColumn: 'id', personColumn: null },
  ]);
  await database.sql(
    `insert into guard.row_source (purpose, relation, subject_column) values ('privilege', 'clinic.user_roles'::regclass, 'user_id');
     grant select on clinic.user_roles to guard_owner`,
  );
  await postgresRows.namePerson(database.admin, 'ward', 'n1');
  await postgresRows.attach(database.admin, {
    ...{ ...VISIT, category: 'clinical', subjectColumn: 'patient_id', authorColumn: null },
  });
  ward = new pg.Client({ ...database.admin, user: 'ward', password: 'ward', ssl: false });
  await ward.connect();
});
afterAll(async () => {
  await ward.end();
  await database.stop();
});

const seen = async (table: string): Promise<unknown> =>
  ward.query(`select id from clinic.${table}`).then(
    ({ rows }) => rows.map((row: { id: number }) => row.id),
    (error: unknown) => (error as { code: string }).code,
  );

describe('a table', () => {
  test('is followed by triggers, rules and retention', async () => {
    await database.sql('alter table clinic.visit rename to stay; alter table clinic.care rename to in_care');
    expect(await seen('stay')).toEqual([1]);
    await database.sql(`update clinic.stay set note = 'c' where id = 1`);
    const last = await database.sql(
      'select resource_type, resource_id, patient_id from guard.audit_log order by id desc limit 1',
    );
    expect(last.rows).toEqual([{ resource_type: 'stay', resource_id: '1', patient_id: PATIENT }]);
    const { rules } = await postgresDisposal.standing(database.officer);
    expect(rules.map(({ rule }) => rule.table)).toEqual(['stay']);
    const { attached } = await postgresRows.standing(database.officer);
    expect(attached.map(({ now, drift }) => [now, drift])).toEqual([
      [{ schema: 'clinic', table: 'stay' }, []],
    ]);
    const { drift } = await pack.status(database.officer);
    expect(drift.map(({ severity, change }) => [severity, change])).toEqual(
      drift.map(() => ['note', 'table-renamed']),
    );
    expect(drift.length).toBeGreaterThan(0);
    await database.sql('alter table clinic.stay rename to visit; alter table clinic.in_care rename to care');
  });
});

/** What the comparison says of tables: object, kind of difference, how serious. */
const said = async (): Promise<readonly string[]> =>
  (await pack.status(database.officer)).drift.map(
    ({ object, change, severity }) => `${object}: ${change}, ${severity}`,
  );
const stateOf = async (): Promise<string | undefined> =>
  (await postgresTriggers.view(database.officer)).tables.find(({ table }) => table === 'visit')?.state;
const patientOfLast = async (): Promise<unknown> =>
  (await database.sql('select patient_id from guard.audit_log order by id desc limit 1')).rows[0]?.patient_id;

describe('a column', () => {
  test('by which entries name the row or the patient: the clinic works on, and it is said until it is put right', async () => {
    await database.sql('alter table clinic.visit rename patient_id to subject_id');
    await database.sql(`update clinic.visit set note = 'd' where id = 1`);
    expect(await patientOfLast()).toBeNull();
    expect(await stateOf()).toBe('changed');
    expect(await said()).toEqual([
      'table clinic.visit: definition, serious',
      'trigger attestry_audit on clinic.visit: definition, serious',
    ]);
    await postgresTriggers.attach(database.admin, [VISIT]);
    expect(await stateOf()).toBe('on');
    await database.sql(`update clinic.visit set note = 'e' where id = 1`);
    expect(await patientOfLast()).toBe(PATIENT);
    // The rules went along with the column; retention says that its own is gone.
    expect(await seen('visit')).toEqual([1]);
    const wish = { ...VISIT, subjectColumn: 'patient_id', subject: null, age: null };
    await expect(postgresDisposal.plan(database.admin, [wish])).rejects.toMatchObject({
      code: 'disposal-refused',
      remedy: expect.stringContaining('Set the rule anew') as string,
    });
    await database.sql('alter table clinic.visit rename subject_id to patient_id');
    await postgresTriggers.attach(database.admin, [VISIT]);
    expect(await said()).toEqual([]);
  });

  test.each([
    ['other columns', `execute function guard.audit_change('id', '')`],
    ['a condition', `when (new.note <> 'x') execute function guard.audit_change('id', 'patient_id')`],
  ])('a trigger of ours that somebody made anew with %s is named', async (_what, rest) => {
    const events = rest.startsWith('when') ? 'insert or update' : 'insert or update or delete';
    await database.sql(
      `drop trigger attestry_audit on clinic.visit; create trigger attestry_audit after ${events} on clinic.visit for each row ${rest}`,
    );
    expect(await stateOf()).toBe('changed');
    expect(await said()).toEqual(['trigger attestry_audit on clinic.visit: definition, serious']);
    await postgresTriggers.attach(database.admin, [VISIT]);
    expect([await stateOf(), await said()]).toEqual(['on', []]);
  });

  test('by which care is known: nobody sees more, an emergency is not kept waiting, and it is said', async () => {
    await database.sql('alter table clinic.care rename nurse to carer');
    expect(await seen('visit')).toEqual([]);
    expect(await said()).toEqual(['table clinic.care: definition, serious']);
    await ward.query(`select guard.open_record('${PATIENT}', 'Found without consciousness')`);
    expect(await seen('visit')).toEqual([1]);
    await database.sql('alter table clinic.care rename carer to nurse');
    expect(await said()).toEqual([]);
  });

  test('by which patients are known: a record can be opened in an emergency all the same', async () => {
    const open = `select guard.open_record('6f1c1c3e-58a1-4a53-9a51-0d6a3d9c2b99', 'Found without consciousness')`;
    await expect(ward.query(open)).rejects.toMatchObject({ code: 'P0002' });
    await database.sql('alter table clinic.patients rename id to person');
    expect((await ward.query(open)).rowCount).toBe(1);
    await database.sql('alter table clinic.patients rename person to id');
  });

  test('by which administrators’ accounts are known: they are not shown as ordinary ones', async () => {
    const { rows } = await database.sql('select guard.privileged_accounts() as accounts');
    expect(rows).toEqual([{ accounts: ['1'] }]);
    await database.sql('alter table clinic.user_roles rename user_id to account');
    await expect(database.sql('select guard.privileged_accounts()')).rejects.toMatchObject({ code: 'AT027' });
    await database.sql('alter table clinic.user_roles rename account to user_id');
  });
});
