import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Drift, GuardStatus } from '../../src-shared/clinic/guard.ts';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { guardStatus } from '../../src-main/clinic/guard/status.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import type { PackFile } from '../../src-main/clinic/pack.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import { emptyClinic, installFiles, PACK } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';
import { generatedTable } from './generated-table.ts';

/** A change that somebody with the administrator's rights makes, and what the comparison has to say of it. */
type Case = readonly [what: string, sql: string, change: Drift['change'], object: string];

const CASES: readonly Case[] = [
  [
    'a function’s code is replaced',
    `create or replace function guard.audit_truncate() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as 'begin return null; end'`,
    ...(['definition', 'function guard.audit_truncate()'] as const),
  ],
  [
    'a function’s search path is changed',
    'alter function guard.refuse_change() set search_path = public',
    ...(['definition', 'function guard.refuse_change()'] as const),
  ],
  [
    'a function runs with other rights',
    'alter function guard.refuse_change() security definer',
    ...(['definition', 'function guard.refuse_change()'] as const),
  ],
  [
    'a function is given to everybody',
    'grant execute on function guard.adopt_cluster(text) to public',
    ...(['rights', 'function guard.adopt_cluster(reason text)'] as const),
  ],
  [
    'a table may be written by somebody else',
    'grant insert on guard.audit_log to application',
    ...(['rights', 'table guard.audit_log'] as const),
  ],
  [
    'one column may be written by somebody else',
    'grant update (details) on guard.audit_log to application',
    ...(['rights', 'column guard.audit_log.details'] as const),
  ],
  [
    'the officer’s right to read is taken',
    'revoke select on guard.seal from attestry_reader',
    ...(['rights', 'table guard.seal'] as const),
  ],
  [
    'whatever is made later is given to somebody',
    'alter default privileges in schema guard grant select on tables to application',
    ...(['extra', 'default rights in schema guard, for what postgres makes'] as const),
  ],
  ['a table has another owner', 'alter table guard.block owner to postgres', 'owner', 'table guard.block'],
  [
    'a function has another owner',
    'alter function guard.refuse_change() owner to postgres',
    ...(['owner', 'function guard.refuse_change()'] as const),
  ],
  [
    'a trigger of the log is switched off',
    'alter table guard.audit_log disable trigger audit_log_no_deletion',
    ...(['trigger-off', 'trigger audit_log_no_deletion on guard.audit_log'] as const),
  ],
  [
    'a trigger of the log works in replication only',
    'alter table guard.seal enable replica trigger seal_append_only',
    ...(['trigger-off', 'trigger seal_append_only on guard.seal'] as const),
  ],
  [
    'a trigger of the log works always',
    'alter table guard.seal enable always trigger seal_append_only',
    ...(['trigger-mode', 'trigger seal_append_only on guard.seal'] as const),
  ],
  [
    'a trigger of the log is dropped',
    'drop trigger block_no_truncate on guard.block',
    ...(['missing', 'trigger block_no_truncate on guard.block'] as const),
  ],
  [
    'a trigger is added to the log',
    'create trigger zz before insert on guard.seal for each row execute function guard.refuse_change()',
    ...(['extra', 'trigger zz on guard.seal'] as const),
  ],
  [
    'a rule diverts what is written to the log',
    'create rule quiet as on delete to guard.prefix_cut do instead nothing',
    ...(['extra', 'rule quiet on guard.prefix_cut'] as const),
  ],
  [
    'row security hides entries',
    'alter table guard.seal enable row level security',
    ...(['row-security', 'table guard.seal'] as const),
  ],
  [
    'a policy is added',
    'create policy few on guard.block using (false)',
    ...(['extra', 'policy few on guard.block'] as const),
  ],
  [
    'a column is added',
    'alter table guard.adoption add column secret text',
    ...(['extra', 'column guard.adoption.secret'] as const),
  ],
  [
    'a default is changed',
    `alter table guard.audit_log alter column occurred_at set default '2020-01-01'`,
    ...(['definition', 'column guard.audit_log.occurred_at'] as const),
  ],
  [
    'a constraint is dropped',
    'alter table guard.block drop constraint block_previous_hash_key',
    ...(['missing', 'constraint block_previous_hash_key on guard.block'] as const),
  ],
  [
    'an index is dropped',
    'drop index guard.block_snapshot_xmax',
    'missing',
    'index guard.block_snapshot_xmax',
  ],
  ['a table is dropped', 'drop table guard.prefix_cut', 'missing', 'table guard.prefix_cut'],
  [
    'a function is dropped',
    'drop function guard.cut_prefix(text, int)',
    'missing',
    'function guard.cut_prefix(certificate text, most integer)',
  ],
  [
    'a function of somebody else is put in',
    `create function guard."Zoë's; drop"() returns int language sql as 'select 1'`,
    ...(['extra', `function guard."Zoë's; drop"()`] as const),
  ],
  ['a comment is changed', `comment on table guard.seal is 'nothing'`, 'comment', 'table guard.seal'],
  [
    'a group role gets more power',
    'grant pg_read_all_data to attestry_reader',
    'role',
    'role attestry_reader',
  ],
  ['a group role may log in', 'alter role attestry_writer login', 'role', 'role attestry_writer'],
  [
    'an audit trigger is switched off',
    'alter table clinic.note disable trigger attestry_audit',
    ...(['trigger-off', 'trigger attestry_audit on clinic.note'] as const),
  ],
  [
    'an audit trigger is dropped',
    'drop trigger attestry_audit on clinic.note',
    ...(['missing', 'trigger attestry_audit on clinic.note'] as const),
  ],
  [
    'an audit trigger is made anew without the patient',
    `drop trigger attestry_audit on clinic.note; create trigger attestry_audit after insert or update or delete on clinic.note for each row execute function guard.audit_change('id', '')`,
    ...(['definition', 'trigger attestry_audit on clinic.note'] as const),
  ],
  [
    'an audit trigger fires for some rows only',
    `drop trigger attestry_audit on clinic.note; create trigger attestry_audit after insert or update or delete on clinic.note for each row when (false) execute function guard.audit_change('id', 'patient_id')`,
    ...(['definition', 'trigger attestry_audit on clinic.note'] as const),
  ],
  [
    'the column of the patient is renamed in an audited table',
    'alter table clinic.note rename patient_id to subject',
    ...(['definition', 'trigger attestry_audit on clinic.note'] as const),
  ],
  [
    'a column by which the row rules go is renamed',
    `insert into guard.row_source (purpose, relation, subject_column) values ('patients', 'clinic.person'::regclass, 'id'); alter table clinic.person rename id to number`,
    ...(['definition', 'table clinic.person'] as const),
  ],
  [
    'an audited table is renamed',
    'alter table clinic.note rename to "Notes; old"',
    ...(['table-renamed', 'table clinic."Notes; old"'] as const),
  ],
  ['an audited table is dropped', 'drop table clinic.note', 'table-gone', 'table clinic.note'],
  [
    'an audit trigger is not in the list',
    `delete from guard.attachment where kind = 'audit'`,
    ...(['not-recorded', 'table clinic.note'] as const),
  ],
  [
    'what encrypts a column is switched off',
    'alter table clinic.person disable trigger zzz_attestry_fields',
    ...(['trigger-off', 'trigger zzz_attestry_fields on clinic.person'] as const),
  ],
  [
    'what encrypts a column is dropped',
    'drop trigger zzz_attestry_fields on clinic.person',
    ...(['missing', 'trigger zzz_attestry_fields on clinic.person'] as const),
  ],
  [
    'what encrypts a column is dropped, and its line in the list too',
    `drop trigger zzz_attestry_fields on clinic.person; delete from guard.attachment where kind = 'encrypt'`,
    ...(['missing', 'trigger zzz_attestry_fields on clinic.person'] as const),
  ],
  [
    'what encrypts a column does so for new rows only',
    'drop trigger zzz_attestry_fields_update on clinic.person',
    ...(['missing', 'trigger zzz_attestry_fields_update on clinic.person'] as const),
  ],
  [
    'what encrypts a column looks at some updates only',
    `do $do$ declare one text := 'clinic.person'::regclass::oid; begin drop trigger zzz_attestry_fields_update on clinic.person;
       execute 'create trigger zzz_attestry_fields_update before update on clinic.person for each row when (old.ssn is distinct from new.ssn and false) execute function guard.field_protect_' || one || '()'; end $do$`,
    ...(['definition', 'trigger zzz_attestry_fields_update on clinic.person'] as const),
  ],
  [
    'what encrypts a column is of the older form, one trigger for all',
    `do $do$ declare one text := 'clinic.person'::regclass::oid; begin drop trigger zzz_attestry_fields on clinic.person; drop trigger zzz_attestry_fields_update on clinic.person;
       execute 'create trigger zzz_attestry_fields before insert or update on clinic.person for each row execute function guard.field_protect_' || one || '()';
       update guard.attachment set definition = '{"triggers": ["zzz_attestry_fields"]}' where kind = 'encrypt'; end $do$`,
    ...(['definition', 'trigger zzz_attestry_fields on clinic.person'] as const),
  ],
  [
    'a trigger is put behind what encrypts a column',
    `create function clinic.open() returns trigger language plpgsql as 'begin new.ssn := 1; return new; end'; create trigger zzzz before insert or update on clinic.person for each row execute function clinic.open()`,
    ...(['extra', 'trigger zzzz on clinic.person'] as const),
  ],
  [
    'the code that encrypts a column does nothing any more',
    `do $do$ declare one text := 'clinic.person'::regclass::oid; begin
       execute 'create or replace function guard.field_protect_' || one || '() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as ''begin return new; end'''; end $do$`,
    ...(['definition', 'trigger zzz_attestry_fields on clinic.person'] as const),
  ],
  [
    'what encrypts a column does so for some rows only',
    `do $do$ declare one text := 'clinic.person'::regclass::oid; begin drop trigger zzz_attestry_fields on clinic.person;
       execute 'create trigger zzz_attestry_fields before insert or update on clinic.person for each row when (false) execute function guard.field_protect_' || one || '()'; end $do$`,
    ...(['definition', 'trigger zzz_attestry_fields on clinic.person'] as const),
  ],
  [
    'an encrypted column is renamed',
    'alter table clinic.person rename column ssn to number',
    ...(['definition', 'trigger zzz_attestry_fields on clinic.person'] as const),
  ],
];

let server: PostgresServer;
let files: readonly PackFile[];
beforeAll(async () => {
  server = await startPostgres('system');
  files = await readPack(PACK);
  await emptyClinic(server, 'clinic');
  await installFiles(server, 'clinic', files);
  await server.sql(
    'clinic',
    'create schema clinic; create table clinic.note (id int primary key, patient_id uuid); create table clinic.person (id int primary key, ssn text)',
  );
  await attachTriggers(server.as('postgres', 'clinic'), [
    { schema: 'clinic', table: 'note', idColumn: 'id', patientColumn: 'patient_id' },
  ]);
  const encryption = postgresFields(server.as('postgres', 'clinic'));
  const key = await encryption.addKey(newFieldKeys().publicKey, 'none', () => Promise.resolve(Buffer.of(0)));
  await encryption.attach([{ schema: 'clinic', table: 'person', column: 'ssn' }], key);
});
afterAll(() => {
  server.stop();
});

const seen = (client: pg.Client, sql: string): Promise<GuardStatus> =>
  (async () => {
    await client.query(`begin; ${sql}`);
    try {
      return await guardStatus(client as Parameters<typeof guardStatus>[0], files);
    } finally {
      await client.query('rollback');
    }
  })();

test('an installation as the pack makes it differs in nothing, for the officer’s own login too', async () => {
  for (const user of ['postgres', 'officer']) {
    const status = await withConnection(server.as(user, 'clinic'), (client) => guardStatus(client, files));
    expect(status).toMatchObject({ state: 'current', owner: 'guard_owner', drift: [], unclear: null });
    expect(status.attachments).toEqual([
      expect.objectContaining({ kind: 'audit', table: 'clinic.note', whole: true }),
      expect.objectContaining({ kind: 'encrypt', table: 'clinic.person', whole: true }),
    ]);
  }
});

test('docs/guard.md says how each kind of change is found (ATTESTRY_UPDATE_DOCS=1 writes it anew)', async () => {
  const rows = await withConnection(server.as('postgres', 'clinic'), async (client) => {
    const told: (readonly string[])[] = [];
    for (const [what, sql, change, object] of CASES) {
      const { drift } = await seen(client, sql);
      expect(drift.map((one) => [one.change, one.object])).toContainEqual([change, object]);
      // One change, one line; what falls with it may be told beside it.
      expect(drift.length).toBeLessThanOrEqual(4);
      const found = drift.find((one) => one.change === change && one.object === object);
      told.push([
        what,
        found?.change ?? '',
        found?.severity ?? '',
        found?.sentence.replaceAll('|', '\\|') ?? '',
      ]);
    }
    return told;
  });
  const { written, made } = generatedTable(
    'drift',
    ['What was changed', 'Found as', 'Severity', 'What is said'],
    rows,
    'guard.md',
  );
  expect(written).toBe(made);
});
