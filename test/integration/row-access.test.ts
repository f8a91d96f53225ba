import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROW_ROLES } from '../../src-shared/phi/rows.ts';
import { postgresRows } from '../../src-main/clinic/guard/rows.ts';
import { type AsAdministrator, rowAccess } from '../../src-main/phi/index.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { asLogin, buildRuledClinic, type Login, LOGINS, PATIENTS } from '../fixtures/ruled-clinic.ts';
import { generatedTable } from './generated-table.ts';

let database: ClinicDatabase;
const clients = new Map<Login, pg.Client>();
const drafts: string[] = [];
const as: AsAdministrator = (draft, work) => {
  drafts.push(`${draft.operation} ${draft.objectId}`);
  return work(database.admin);
};
const service = () =>
  rowAccess({ database: postgresRows, connection: () => Promise.resolve(database.officer) });

/** Everything about the clinic's tables that the rules could change. */
const shape = async (): Promise<unknown> =>
  (
    await database.sql(
      `select c.relname, c.relacl::text, c.relrowsecurity, c.relforcerowsecurity, (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
              (select array_agg(a.attacl::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid) as columns, n.nspacl::text as schema
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'clinic' and c.relkind = 'r' order by 1`,
    )
  ).rows;

let before: unknown;
beforeAll(async () => {
  database = await startClinicDatabase();
  await buildRuledClinic(database);
  for (const login of Object.keys(LOGINS) as Login[]) clients.set(login, await asLogin(database, login));
  before = await shape();
  const rows = service();
  await rows.attach(as, await rows.proposals(as));
});
afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.end()));
  await database.stop();
});

const ask = async (
  login: Login,
  sql: string,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult<Record<string, unknown>>> =>
  clients.get(login)!.query<Record<string, unknown>>(sql, [...values]);
const refusal = async (login: Login, sql: string): Promise<string> =>
  ask(login, sql).then(
    ({ rowCount }) => (rowCount === 0 ? 'no row' : 'done'),
    (error: unknown) => (error as { code: string }).code,
  );

/** Which of the two rows of a table a login sees. */
async function seen(login: Login, table: string, subject: string): Promise<string> {
  try {
    const { rows } = await ask(login, `select ${subject}::text as one from clinic.${table} order by 1`);
    const names: Readonly<Record<string, string>> = {
      [PATIENTS.first]: 'first',
      [PATIENTS.second]: 'second',
    };
    return rows.length === 0
      ? 'none'
      : rows
          .map(
            ({ one }) => names[String(one)] ?? (String(one).startsWith('5') ? 'ordinary' : 'administrator’s'),
          )
          .join(', ');
  } catch {
    return '–';
  }
}

test('role × table × row: who sees which, as the documents say', async () => {
  const { tables } = await service().report();
  const made: string[][] = [];
  for (const { table, wish } of tables) {
    const cells: string[] = [];
    for (const role of [...ROW_ROLES, 'application'] as const)
      cells.push(await seen(role, table, wish!.subjectColumn));
    made.push([`\`${table}\``, ...cells]);
  }
  expect(made).toHaveLength(19);
  const { written, made: now } = generatedTable(
    'rows',
    ['Table', ...ROW_ROLES, 'application'],
    made,
    'guard.md',
  );
  expect(written).toBe(now);
});

test('the matrix leaves nobody but the application with both patients in a clinical table', async () => {
  for (const table of ['encounters', 'observations', 'notes', 'medications']) {
    for (const role of ROW_ROLES)
      expect([role, table, await seen(role, table, 'patient_id')]).toEqual([
        ...[role, table],
        role === 'clinician'
          ? 'first'
          : role === 'researcher' && table !== 'notes'
            ? 'second'
            : role === 'compliance'
              ? 'none'
              : '–',
      ]);
    expect(await seen('application', table, 'patient_id')).toBe('first, second');
  }
});

test('what is not seen is not changed either, and nothing is put under another patient', async () => {
  expect(
    await refusal('clinician', `update clinic.notes set body = 'y' where patient_id = '${PATIENTS.second}'`),
  ).toBe('no row');
  expect(
    await refusal('clinician', `update clinic.notes set body = 'y' where patient_id = '${PATIENTS.first}'`),
  ).toBe('done');
  expect(await refusal('clinician', `update clinic.notes set patient_id = '${PATIENTS.second}'`)).toBe(
    '42501',
  );
  expect(await refusal('clinician', 'delete from clinic.notes')).toBe('42501');
  expect(await refusal('researcher', `update clinic.notes set body = 'y'`)).toBe('42501');
  expect(
    await refusal('administrator', `update clinic.users set active = false where username = 'administrator'`),
  ).toBe('no row');
  expect(
    await refusal(
      'super-administrator',
      `update clinic.users set active = active where username = 'administrator'`,
    ),
  ).toBe('done');
});

test('a login cannot say that it is somebody else', async () => {
  await ask('billing', `set attestry.actor = 'p_clinician'`);
  expect(await seen('billing', 'notes', 'patient_id')).toBe('–');
  await ask('compliance', `set attestry.actor = 'p_clinician'`);
  expect(await seen('compliance', 'notes', 'patient_id')).toBe('none');
  expect(await refusal('clinician', `select guard.name_person('p_billing', 'x')`)).toBe('42501');
  expect(
    await refusal('clinician', `insert into guard.row_person (login, person) values ('p_billing', 'x')`),
  ).toBe('42501');
});

test('a record is opened in an emergency by saying why; it is recorded, and it ends', async () => {
  const open = (login: Login, reason: string, patient: string = PATIENTS.second) =>
    refusal(login, `select guard.open_record('${patient}', '${reason}', 5)`);
  expect(await open('clinician', 'short')).toBe('22023');
  expect(await open('clinician', 'Unconscious in emergency', 'nobody')).toBe('P0002');
  expect(await open('researcher', 'I would like to see it')).toBe('42501');
  expect(await open('compliance', 'Complaint 17: who looked at it')).toBe('done');
  expect(await seen('compliance', 'notes', 'patient_id')).toBe('second');
  expect(await seen('compliance', 'psychotherapy_notes', 'patient_id')).toBe('–');
  expect(await seen('clinician', 'notes', 'patient_id')).toBe('first');
  const { openings } = await service().report();
  expect(openings).toEqual([
    expect.objectContaining({
      login: 'p_compliance',
      patient: PATIENTS.second,
      reason: 'Complaint 17: who looked at it',
    }),
  ]);
  const { rows } = await database.sql(
    `select patient_id, details from guard.audit_log where event_type = 'access.break-glass'`,
  );
  expect(rows).toHaveLength(1);
  expect(JSON.parse(String(rows[0]!.details))).toMatchObject({
    login: 'p_compliance',
    reason: 'Complaint 17: who looked at it',
  });
  await expect(database.sql('delete from guard.break_glass')).rejects.toThrow('only ever appended');
  await database.tamper(
    `update guard.break_glass set opened_at = opened_at - interval '1 hour', expires_at = expires_at - interval '1 hour'`,
  );
  expect(await seen('compliance', 'notes', 'patient_id')).toBe('none');
});

test('the care ends, and so does what is seen', async () => {
  await database.sql(
    `update clinic.care_team set from_date = '2020-01-01', to_date = '2020-02-01'; update clinic.encounters set ended_at = started_at`,
  );
  expect(await seen('clinician', 'notes', 'patient_id')).toBe('none');
  await database.sql(
    `update clinic.care_team set to_date = null; update clinic.encounters set ended_at = null`,
  );
  expect(await seen('clinician', 'notes', 'patient_id')).toBe('first');
});

test('the rules use the index of the patient, asked once a query', async () => {
  await ask('clinician', 'set enable_seqscan = off');
  const { rows } = await ask('clinician', 'explain select * from clinic.notes');
  const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  expect(plan).toContain('InitPlan');
  expect(plan).toContain('notes_patient');
});

test('what undermines the rules is told, with what to do', async () => {
  await database.sql(`create role strong login bypassrls; create role two_hats login; grant attestry_billing, application to two_hats;
    create function clinic.loose() returns int language sql security definer as 'select 1';
    create view clinic.all_notes as select * from clinic.notes; create table clinic.open_to_all (x int); grant select on clinic.open_to_all to public;
    alter table clinic.notes no force row level security; alter table clinic.billing disable row level security;
    create policy attestry_more on clinic.consents using (true)`);
  const found = (await service().report()).weaknesses.map(({ kind, object }) => `${kind} ${object}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'superuser postgres',
      'bypass strong',
      'two-hats two_hats',
      'function clinic.loose()',
      'view clinic.all_notes',
      'public-grant clinic.open_to_all',
      'drift clinic.notes',
      'drift clinic.billing',
      'drift clinic.consents',
    ]),
  );
  // Functions of the guard itself have a fixed search_path.
  expect(found.filter((one) => one.includes('guard.'))).toEqual([]);
  const rows = service();
  const wishes = (await rows.report()).tables
    .filter(({ drift }) => drift.length > 0)
    .map(({ wish }) => wish!);
  await rows.attach(as, wishes);
  expect((await rows.report()).tables.flatMap(({ drift }) => drift)).toEqual([]);
  await database.sql(
    `drop view clinic.all_notes; drop function clinic.loose(); drop table clinic.open_to_all; drop role two_hats; drop role strong`,
  );
});

test('a table that everybody may use, or that has rules of its own, is left alone', async () => {
  await database.sql(
    `create table clinic."a ""b' c" (id int primary key, patient_id uuid); grant select on clinic."a ""b' c" to public`,
  );
  const wish = {
    schema: 'clinic',
    table: `a "b' c`,
    category: 'clinical',
    subjectColumn: 'patient_id',
    authorColumn: null,
  } as const;
  await expect(service().attach(as, [wish])).rejects.toMatchObject({ code: 'rows-refused' });
  await database.sql(
    `revoke select on clinic."a ""b' c" from public; create policy theirs on clinic."a ""b' c" using (true)`,
  );
  await expect(service().attach(as, [wish])).rejects.toMatchObject({ code: 'rows-refused' });
  await database.sql(`drop policy theirs on clinic."a ""b' c"`);
  await service().attach(as, [wish]);
  expect(await seen('compliance', `"a ""b' c"`, 'patient_id')).toBe('none');
  await service().detach(as, [wish]);
  await database.sql(`drop table clinic."a ""b' c"`);
});

test('the clinic’s work is not held up by somebody who attaches', async () => {
  const client = clients.get('application')!;
  await client.query('begin; select count(*) from clinic.notes');
  const { tables } = await service().report();
  const wish = tables.find(({ table }) => table === 'notes')!.wish!;
  const started = Date.now();
  await expect(service().attach(as, [wish])).rejects.toMatchObject({ code: 'log-locked' });
  expect(Date.now() - started).toBeLessThan(5000);
  await client.query('rollback');
});

test('detached, the tables are as they were', async () => {
  const rows = service();
  const attached = (await rows.report()).tables.filter((one) => one.attached);
  await rows.detach(as, attached);
  expect(await shape()).toEqual(before);
  expect((await database.sql(`select from guard.attachment`)).rowCount).toBe(0);
  expect(drafts).toContain('rows.detach clinic.notes');
  await expect(rows.detach(as, attached)).rejects.toMatchObject({ code: 'rows-refused' });
});
