import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresMonitoring } from '../../src-main/clinic/guard/monitoring.ts';
import { monitoring } from '../../src-main/clinic/index.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { type ControlStanding, CONTROLS } from '../../src-shared/clinic/monitoring.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

let database: ClinicDatabase;
const recorded: string[] = [];
const watched = monitoring({
  database: postgresMonitoring,
  connection: () => Promise.resolve(database.officer),
  activity: {
    around: async (draft, work) => {
      recorded.push(`${draft.operation} ${draft.purpose ?? ''}`);
      return work();
    },
  },
});
const state = async (control: ControlStanding['control']): Promise<string> =>
  (await watched.controls()).find((row) => row.control === control)?.state ?? 'missing';
const event = (type: string): Promise<unknown> =>
  database.sql(`select guard.record_security_event('${type}', 'a test', '{}', '${type}', 'eve')`);
/** Ends every event, so that one test does not speak in the next. */
const endAll = (): Promise<unknown> =>
  database.sql(
    `select guard.decide_security_event(id, 'resolved', 'looked into', 'officer') from guard.security_event_now where state in ('open', 'reopened')`,
  );
const decide = (column: string, encrypt = false): Promise<unknown> =>
  database.sql(
    `insert into guard.column_decision (schema_name, table_name, column_name, relation, attribute, last_attribute, column_type, classification, encrypt, audit, verdict, reason, decided_by)
     select 'clinic', 'note', a.attname, a.attrelid, a.attnum, a.attnum, 'text', 'health', ${String(encrypt)}, true, 'accepted', '', 'officer'
       from pg_attribute a where a.attrelid = 'clinic.note'::regclass and a.attname = '${column}'`,
  );

beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql(
    'create schema clinic; create table clinic.note (id int primary key, written date, body text)',
  );
});
afterAll(async () => {
  await database.stop();
});

describe('standing of the controls', () => {
  test('there is one row for each; where nothing is known none is met but by facts of the server', async () => {
    const rows = await watched.controls();
    expect(rows.map(({ control }) => control)).toEqual(CONTROLS);
    for (const { control, state: standing, facts } of rows) {
      expect(facts.length, control).toBeGreaterThan(0);
      expect(standing, control).toBe(control === 'availability' ? 'not-met' : 'could-not-tell');
    }
  });
  test('data privacy: every column of a table with patient data is decided on', async () => {
    await decide('id');
    await decide('body');
    expect(await state('data-privacy')).toBe('not-met');
    await decide('written');
    expect(await state('data-privacy')).toBe('met');
  });
  test('access control: rules for rows, nothing open to everybody, no event of it', async () => {
    expect(await state('access-control')).toBe('not-met');
    await database.sql(
      'alter table clinic.note enable row level security; alter table clinic.note force row level security',
    );
    expect(await state('access-control')).toBe('met');
    await database.sql('grant select on clinic.note to public');
    expect(await state('access-control')).toBe('not-met');
    await database.sql('revoke select on clinic.note from public');
    await event('permission-self-granted');
    expect(await state('access-control')).toBe('not-met');
    await endAll();
    expect(await state('access-control')).toBe('met');
  });
  test('retention and disposal: a rule in force; deletions ended and signed', async () => {
    expect(await state('data-retention')).toBe('not-met');
    await database.sql(
      `select guard.set_retention('clinic', 'note', 'notes', 84, 'the law of the land', 'written', null, true)`,
    );
    expect(await state('data-retention')).toBe('met');
    expect(await state('disposal')).toBe('could-not-tell');
    await database.sql(
      `insert into guard.disposal (id, kind, at, state, begun_at) values ('one', 'retention', now(), 'running', now() - interval '2 days')`,
    );
    expect(await state('disposal')).toBe('not-met');
    await database.tamper(
      `update guard.disposal set state = 'signed', ended_at = now(), result = '{}' where id = 'one'`,
    );
    expect(await state('disposal')).toBe('met');
  });
  test('input validation: keys, rules that were checked, no refused input', async () => {
    expect(await state('input-validation')).toBe('met');
    await database.sql('alter table clinic.note add constraint later check (id > 0) not valid');
    expect(await state('input-validation')).toBe('not-met');
    await database.sql('alter table clinic.note validate constraint later');
    expect(await state('input-validation')).toBe('met');
    await event('input-refused');
    expect(await state('input-validation')).toBe('not-met');
    await endAll();
  });
  test('leakage: columns to encrypt are encrypted, and no reading or exporting in bulk is open', async () => {
    await decide('body', true);
    expect(await state('leakage')).toBe('not-met');
    await decide('body', false);
    await event('mass-export');
    expect(await state('leakage')).toBe('not-met');
    await endAll();
    expect(await state('leakage')).toBe('could-not-tell');
  });
  test('audit logging: every table with patient data audited, the log’s own triggers on, no tampering open', async () => {
    expect(await state('audit-logging')).toBe('not-met');
    await attachTriggers(database.admin, [
      { schema: 'clinic', table: 'note', idColumn: 'id', patientColumn: null },
    ]);
    expect(await state('audit-logging')).toBe('met');
    await database.sql('alter table guard.seal disable trigger seal_no_truncate');
    expect(await state('audit-logging')).toBe('not-met');
    await database.sql('alter table guard.seal enable trigger seal_no_truncate');
    await event('integrity-broken');
    expect(await state('audit-logging')).toBe('not-met');
    await endAll();
  });
  test('monitoring: what is sealed was looked through, and nothing waits for an hour', async () => {
    await database.sql(`insert into clinic.note values (1, now(), 'x')`);
    await database.log.sealPending(1000);
    expect(await state('monitoring')).toBe('met');
    await database.sql(
      `insert into guard.audit_log (occurred_at, actor, event_type, action) values (now() - interval '2 hours', 'a', 'phi.read', 'read')`,
    );
    expect(await state('monitoring')).toBe('not-met');
    await database.log.sealPending(1000);
    expect(await state('monitoring')).toBe('met');
  });
  test('incident response: critical ones answered in time, nothing open for over a week', async () => {
    expect(await state('incident-response')).toBe('met');
    await event('mass-deletion');
    expect(await state('incident-response')).toBe('met');
    await database.tamper(
      `update guard.security_event set recorded_at = recorded_at - interval '20 minutes' where correlation = 'mass-deletion'`,
    );
    expect(await state('incident-response')).toBe('not-met');
    await endAll();
    expect(await state('incident-response')).toBe('met');
  });
  test('availability: not met where the write-ahead log is archived nowhere and no replica listens', async () => {
    const row = (await watched.controls()).find(({ control }) => control === 'availability');
    expect(Object.fromEntries(row?.facts ?? [])).toMatchObject({
      archived: false,
      replicas: 0,
      durable: false,
    });
    expect(row?.state).toBe('not-met');
  });
});

describe('access, capacity, and who may ask', () => {
  test('who worked with whose data, by day and pseudonym; the file is safe in a spreadsheet', async () => {
    const [one, two] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    await database.sql(
      `insert into guard.audit_log (occurred_at, actor, actor_role, event_type, action, patient_id, success) values
         ('2026-03-01 10:00+00', '=cmd()', 'nurse', 'phi.read', 'read', '${one}', true),
         ('2026-03-01 11:00+00', '=cmd()', 'nurse', 'phi.update', 'update', '${one}', true),
         ('2026-03-01 12:00+00', '=cmd()', 'nurse', 'phi.export', 'export', '${two}', true),
         ('2026-03-02 10:00+00', 'ann', null, 'access.denied', 'read', '${two}', false)`,
    );
    const all = { from: '2026-03-01', to: '2026-03-02', actor: null, patient: null };
    const report = await watched.access(all);
    expect(report).toMatchObject({ total: 3, people: 2, patients: 2 });
    expect(report.rows[0]).toMatchObject({ day: '2026-03-02', actor: 'ann', refused: 1 });
    const first = report.rows.find(({ changes }) => changes === 1);
    expect(first).toMatchObject({ actor: '=cmd()', role: 'nurse', reads: 1, changes: 1, exports: 0 });
    expect(JSON.stringify(report)).not.toContain(one);
    const ofPatient = await watched.access({ ...all, patient: first?.patient ?? null });
    expect(ofPatient.total).toBe(1);
    expect((await watched.access({ ...all, from: '2026-03-02' })).total).toBe(1);
    const file = await watched.accessFile({ ...all, actor: '=cmd()' });
    expect(file).toContain(`"'=cmd()"`);
    expect(file.split('\r\n')).toHaveLength(4);
    expect(recorded).toEqual(['export.access-report from 2026-03-01 to 2026-03-02, one person']);
  });
  test('capacity: measured at a sealing; growth by measures of more than a day, else estimated; slow statements say they are absent', async () => {
    await database.log.sealPending(1000);
    const before = await watched.capacity();
    expect(before).toMatchObject({ measures: 1, statements: { state: 'absent', rows: [] } });
    expect(before.growth?.by).toBe('estimated');
    expect(before.databaseBytes).toBeGreaterThan(before.logBytes);
    expect(before.tables.length).toBeGreaterThan(0);
    await database.sql(
      `insert into guard.size_measure (measured_at, database_bytes, log_bytes, entries)
       select now() - interval '10 days', database_bytes - 10000000, log_bytes, entries from guard.size_measure`,
    );
    const after = await watched.capacity();
    expect(after.growth?.by).toBe('measured');
    expect(Math.round((after.growth?.bytesPerDay ?? 0) / 1000)).toBe(1000);
    await database.log.sealPending(1000);
    expect((await watched.capacity()).measures).toBe(2);
  });
  test('the clinic’s application may read none of it', async () => {
    for (const view of [
      'phi_access',
      'compliance_status',
      'capacity',
      'slow_queries',
      'fhir_health',
      'retention_status',
      'security_dashboard',
    ])
      await expect(
        withConnection(database.application, (client) => client.query(`select from guard.${view}`)),
        view,
      ).rejects.toMatchObject({ code: 'database-role-too-weak' });
    for (const view of ['fhir_health', 'retention_status', 'security_dashboard', 'growth'])
      await expect(
        withConnection(database.officer, (client) => client.query(`select * from guard.${view}`)),
        view,
      ).resolves.toBeDefined();
  });
});

test('events by severity, connections and rules in figures', async () => {
  await database.sql(
    `select guard.record_security_event('integrity-broken', 'a test'), guard.record_security_event('access-denied', 'a test')`,
  );
  const { severities, connections, retention } = await watched.dashboard();
  expect(severities.map(({ severity }) => severity)).toEqual(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']);
  expect(severities[0]).toMatchObject({
    waiting: 1,
    overdue: 0,
    oldestWaiting: expect.stringMatching(/Z$/) as string,
  });
  expect(severities[3]!.events).toBeGreaterThan(0);
  expect(severities[3]!.waiting).toBe(0);
  expect(connections).toEqual([]);
  expect(retention).toMatchObject([{ schema: 'clinic', table: 'note', holds: 0 }]);
});
