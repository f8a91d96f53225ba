import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachTriggers, postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { EVENT_TYPES } from '../../src-shared/clinic/event-types.ts';
import { emptyClinic, installFiles, PACK } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';

const CLINIC = 'clinic';
const NOTE = { schema: 'clinic', table: 'note' };
const OWN_KINDS = EVENT_TYPES.filter(({ writtenBy }) => writtenBy === 'guard').map(({ name }) => name);
/** The step of the pack that closes the list. */
const CLOSES = 66;

const versions: readonly (readonly [string, () => Promise<PostgresServer>])[] = [
  ['the sample clinic’s PostgreSQL', () => startPostgres('embedded')],
  ['the machine’s PostgreSQL', () => startPostgres('system')],
  ...(process.env.ATTESTRY_POSTGRES?.split(':') ?? []).map(
    (folder) => [folder, () => startPostgres('system', folder)] as const,
  ),
];

describe.each(versions)('on %s', (_name, start) => {
  let server: PostgresServer;
  const asAdmin = (text: string) => server.sql(CLINIC, text);
  const asApplication = (text: string) => server.sql(CLINIC, text, 'application');
  const logged = async (): Promise<unknown[]> =>
    (
      await asAdmin(
        "select event_type as kind, details::jsonb ->> 'stated' as stated from guard.audit_log where resource_type = 'clinic.note' order by id",
      )
    ).rows;
  const events = async (): Promise<unknown[]> =>
    (await asAdmin('select type, correlation from guard.security_event order by id')).rows;

  beforeAll(async () => {
    server = await start();
    await emptyClinic(server, CLINIC);
    await installFiles(
      server,
      CLINIC,
      (await readPack(PACK)).filter(({ number }) => number < CLOSES),
    );
    await asAdmin('create schema clinic; create table clinic.note (id int primary key, patient_id uuid)');
  });
  afterAll(() => {
    server.stop();
  });

  test('a pack from before takes what Attestry writes, and what anybody claims; the upgrade ends the second', async () => {
    const admin = server.as('postgres', CLINIC);
    await attachTriggers(admin, [{ ...NOTE, idColumn: 'id', patientColumn: 'patient_id' }]);
    await asApplication("select guard.log_access('guard.detached', 'execute', 'clinic.note', null, null)");
    expect(await logged()).toEqual([
      { kind: 'guard.attached', stated: null },
      { kind: 'guard.detached', stated: null },
    ]);
    await installFiles(server, CLINIC, await readPack(PACK));
    await asApplication("select guard.log_access('guard.detached', 'execute', 'clinic.note', null, null)");
    expect((await logged()).at(-1)).toEqual({ kind: 'other', stated: 'guard.detached' });
  });

  test('the database has the list of the application: who writes which kind', async () => {
    const { rows } = await asAdmin('select name, written_by from guard.event_type');
    expect(Object.fromEntries(rows.map(({ name, written_by }) => [name, written_by]))).toEqual(
      Object.fromEntries(EVENT_TYPES.map(({ name, writtenBy }) => [name, writtenBy])),
    );
    // A kind that is added later is nobody's until somebody opens it.
    const added = await asAdmin(
      "begin; insert into guard.event_type values ('later.kind', 'system', 'added'); select guard.kind_of_entry('later.kind') as kind; rollback",
    );
    expect((added as unknown as { rows: unknown[] }[])[2]?.rows).toEqual([{ kind: null }]);
  });

  test.each(OWN_KINDS)('a login of the clinic cannot write %s', async (kind) => {
    const before = (await logged()).length;
    await asApplication(`select guard.log_access('${kind}', 'execute', 'clinic.note', '1', null)`);
    await asApplication(
      `select guard.log_access_list('${kind}', 'execute', 'clinic.note', array['1', '2'], null)`,
    );
    expect((await logged()).slice(before)).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'other', stated: kind })),
    );
  });

  test('trying it is one event an hour, by the login, whatever actor it claims to be', async () => {
    await asApplication(
      "set attestry.actor = 'somebody else'; select guard.log_access('guard.adopt', 'adopt', 'clinic.note', null, null)",
    );
    const found = await asAdmin(
      "select severity, details, actor from guard.security_event where type = 'entry-forged'",
    );
    expect(found.rows).toEqual([
      { severity: 'HIGH', details: { login: 'application' }, actor: 'application' },
    ]);
  });

  test('what a login of the clinic may run, and nothing of it writes a kind of its own', async () => {
    const { rows } = await asAdmin(
      `select distinct p.proname as name from pg_proc p, unnest(array['application', 'attestry_writer', 'attestry_clinician', 'attestry_billing',
              'attestry_front_desk', 'attestry_compliance', 'attestry_administrator', 'attestry_super_administrator', 'attestry_researcher']) r(role)
        where p.pronamespace = 'guard'::regnamespace and p.prosecdef and has_function_privilege(r.role, p.oid, 'execute')
          and (p.prosrc ~ 'audit_log|log_access|log_guarding|security_event') order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'check_rate_limit',
      'log_access',
      'log_access_list',
      'open_record',
      'record_security_event',
    ]);
    for (const call of [
      "guard.log_guarding('guard.detached', 'clinic.note', 'audit')",
      "guard.kind_of_entry('phi.read')",
    ])
      await expect(asApplication(`select ${call}`)).rejects.toMatchObject({ code: '42501' });
    await expect(
      asApplication(
        "insert into guard.audit_log (actor, event_type, action) values ('x', 'guard.detached', 'x')",
      ),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      asApplication("update guard.event_type set written_by = 'application'"),
    ).rejects.toMatchObject({ code: '42501' });
    // A trigger function of the guard on a table of one's own would write data.… entries of invented rows.
    await expect(
      asApplication(
        "create temp table mine (id int); create trigger t after insert on mine for each row execute function guard.audit_change('id', '')",
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('the guard and Attestry go on writing theirs', async () => {
    await postgresTriggers.detach(server.as('postgres', CLINIC), NOTE);
    expect((await logged()).at(-1)).toEqual({ kind: 'guard.detached', stated: null });
    const { rows } = await asAdmin('select details from guard.audit_log order by id desc limit 1');
    expect(JSON.parse(String(rows[0]?.details))).toMatchObject({
      guard: 'audit',
      session: { user: 'postgres' },
    });
    await expect(asAdmin("select guard.log_guarding('data.delete', 'x', 'audit')")).rejects.toMatchObject({
      code: '22023',
    });
  });

  test('an application reports what it sees itself, and uses up nothing that the guard would say once', async () => {
    const before = (await events()).length;
    await asApplication(
      `select guard.record_security_event('input-refused', 's', '{}', 'trigger-disabled clinic.note 2026-01-01'),
              guard.record_security_event('guard-changed', 's', '{}', 'c'), guard.record_security_event('mass-read', 's')`,
    );
    const told = (await events()).slice(before) as { type: string; correlation: string }[];
    expect(told.map(({ type }) => type)).toEqual(['input-refused', 'other', 'other']);
    for (const { correlation } of told) expect(correlation).toMatch(/^stated /);
    await withConnection(server.as('officer', CLINIC), (client) =>
      client.query("select guard.record_security_event('guard-changed', 's', '{}', 'c')"),
    );
    expect((await events()).at(-1)).toEqual({ type: 'guard-changed', correlation: 'c' });
  });

  test('rolled back, the whole pack is gone', async () => {
    const pack = packDatabase({ folder: PACK, version: '0.1.0', patienceMs: 1500 });
    const work = { signal: new AbortController().signal, progress: (): void => undefined };
    await pack.rollBack(server.as('postgres', CLINIC), { keepIn: null, lose: true }, work);
    const { rows } = await asAdmin("select to_regnamespace('guard') is null as gone");
    expect(rows).toEqual([{ gone: true }]);
  });
});
