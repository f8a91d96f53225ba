/** A fault, how it is put into a clean clinic, how it is taken out, and the tests that must find it: these and no others. */
export type Planted = {
  readonly fault: string;
  readonly plant: string;
  /** Statements, or the tables whose clean rows are put back. */
  readonly undo: string | readonly string[];
  readonly found: readonly string[];
};

const NURSE =
  "(select u.id from clinic.users u join clinic.staff s on s.id = u.staff_id where s.job_title = 'Triage Nurse' order by u.username limit 1)";
const ENTRY =
  'insert into guard.audit_log (id, occurred_at, actor, event_type, action, resource_type, resource_id, patient_id, source_ip, success) select max(l.id) + 1,';
const entry = (at: string, actor: string, event: string, address = "'192.0.2.9'", patient = 'null'): string =>
  `${ENTRY} timestamptz '${at}', ${actor}, '${event}', 'execute', 'User', 'x', ${patient}::uuid, ${address}::inet, true from guard.audit_log l`;
/** Entries that were put in past the seals look like ones that nobody sealed: they are given a seal. */
const SEALED =
  'insert into guard.seal select (select max(position) from guard.seal) + row_number() over (order by l.id), l.id, sha256(l.id::text::bytea), sha256(l.id::text::bytea), sha256(l.id::text::bytea) from guard.audit_log l where not exists (select from guard.seal s where s.entry_id = l.id)';
const LOG = ['guard.audit_log', 'guard.seal'] as const;
const event = (type: string, age: string): string =>
  `insert into guard.security_event (recorded_at, type, severity, investigate, actor, correlation) select now() - interval '${age}', t.name, t.severity, true, 'somebody', 'planted' from guard.security_event_type t where t.name = '${type}'`;
const EVENTS = ['guard.security_event'] as const;
const one = (table: string): string => `ctid = (select ctid from clinic.${table} limit 1)`;

/** Faults in the clinic's own tables. */
const IN_TABLES: readonly Planted[] = [
  {
    fault: 'an account of nobody',
    plant: `update clinic.users set staff_id = gen_random_uuid() where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['accounts-of-people'],
  },
  {
    fault: 'two accounts of one person',
    plant: `alter table clinic.users drop constraint users_staff_id_key; insert into clinic.users select gen_random_uuid(), 'u9001', kind, staff_id, true, true, '2026-06-01', '2026-06-15', null from clinic.users where id = ${NURSE}`,
    undo: `set session_replication_role = replica; delete from clinic.users where username = 'u9001'; set session_replication_role = origin; alter table clinic.users add constraint users_staff_id_key unique (staff_id)`,
    found: ['accounts-one-each'],
  },
  {
    fault: 'an account of a ward',
    plant: `update clinic.users set username = 'ward3' where id = ${NURSE}`,
    undo: ['clinic.users'],
    // Its sign-ins stand in the log under the old name, which nobody knows now.
    found: ['accounts-not-generic', 'accounts-known'],
  },
  {
    fault: 'an account that nobody has used for weeks',
    plant: `insert into guard.audit_log (id, occurred_at, actor, event_type, action, resource_type, source_ip)
        select (select max(id) from guard.audit_log) + n, timestamptz '2026-04-30 12:00+00' + n * interval '1 day', 'u4000', 'job.run', 'execute', 'Job', '192.0.2.9' from generate_series(1, 40) n;
      update guard.audit_log set actor = 'u4000' where actor = (select username from clinic.users where id = ${NURSE}); ${SEALED}`,
    undo: LOG,
    found: ['accounts-in-use'],
  },
  {
    fault: 'one log-in used at three places within an hour',
    plant: [1, 2, 3]
      .map((place) =>
        entry(`2026-06-29 10:${place}0:00+00`, "'u4000'", 'auth.login', `'192.0.2.${200 + place}'`),
      )
      .concat(SEALED)
      .join(';'),
    undo: LOG,
    found: ['accounts-not-shared'],
  },
  {
    fault: 'somebody unknown signed in',
    plant: `${entry('2026-06-29 10:00:00+00', "'nobody-knows'", 'auth.login')}; ${SEALED}`,
    undo: LOG,
    found: ['accounts-known'],
  },
  {
    fault: 'somebody signed in as the backup',
    plant: `${entry('2026-06-29 10:00:00+00', "'svc-backup'", 'auth.login')}; ${SEALED}`,
    undo: LOG,
    found: ['accounts-of-services'],
  },
  {
    fault: 'a leaver’s account is active',
    plant: "update clinic.users set active = true, mfa_enrolled = true where username = 'u9999'",
    undo: ['clinic.users'],
    found: ['leavers-closed'],
  },
  {
    fault: 'a leaver’s account was closed a month late',
    plant: "update clinic.users set disabled_at = '2026-04-02' where username = 'u9999'",
    undo: ['clinic.users'],
    found: ['leavers-closed-in-time'],
  },
  {
    fault: 'a leaver worked on',
    plant: `${entry('2026-06-20 10:00:00+00', "'u9999'", 'phi.read')}; ${SEALED}`,
    undo: LOG,
    found: ['leavers-silent'],
  },
  {
    fault: 'a leaver kept a role',
    plant:
      "update clinic.user_roles set revoked_at = null where user_id = (select id from clinic.users where username = 'u9999')",
    undo: ['clinic.user_roles'],
    found: ['leavers-roles-ended'],
  },
  {
    fault: 'a nurse bills',
    plant: `insert into clinic.user_roles select ${NURSE}, r.id, '2026-01-01', (select id from clinic.users where kind = 'service' limit 1), null from clinic.roles r where r.name = 'billing-clerk'`,
    undo: ['clinic.user_roles'],
    found: ['roles-fit-jobs'],
  },
  {
    fault: 'a role given to oneself',
    plant: `update clinic.user_roles set granted_by = user_id where user_id = ${NURSE}`,
    undo: ['clinic.user_roles'],
    found: ['roles-given-by-another'],
  },
  {
    fault: 'the administrator is the compliance officer too',
    plant: `insert into clinic.user_roles select u.id, r.id, '2026-01-01', (select id from clinic.users where kind = 'service' limit 1), null from clinic.roles r, clinic.users u join clinic.staff s on s.id = u.staff_id where r.name = 'compliance-officer' and s.job_title = 'Systems Administrator';
      insert into clinic.job_roles select 'Systems Administrator', id from clinic.roles where name = 'compliance-officer'`,
    undo: "delete from clinic.user_roles where granted_at = '2026-01-01'; delete from clinic.job_roles j using clinic.roles r where r.id = j.role_id and r.name = 'compliance-officer' and j.job_title = 'Systems Administrator'",
    found: ['roles-apart'],
  },
  {
    fault: 'a role that nobody reviewed for half a year',
    plant:
      "delete from clinic.access_reviews a using clinic.roles r where r.id = a.role_id and r.name = 'nurse' and a.reviewed_on > '2026-03-01'",
    undo: ['clinic.access_reviews'],
    found: ['roles-reviewed'],
  },
  {
    fault: 'no second factor',
    plant: `update clinic.users set mfa_enrolled = false where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['mfa-enrolled'],
  },
  {
    fault: 'an old password',
    plant: `update clinic.users set password_changed_at = '2025-01-01', created_at = '2012-01-01' where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['passwords-renewed'],
  },
  {
    fault: 'a first password that was never replaced',
    plant: `update clinic.users set password_changed_at = '2026-05-01', created_at = '2026-05-01' where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['passwords-first-replaced'],
  },
  {
    fault: 'a service with an old credential',
    plant: "update clinic.users set password_changed_at = '2020-05-01' where username = 'svc-backup'",
    undo: ['clinic.users'],
    found: ['passwords-of-services'],
  },
  {
    fault: 'a change that who asked for it approved',
    plant: `update clinic.change_records set approved_by = requested_by where number = 'CHG-0003'`,
    undo: ['clinic.change_records'],
    found: ['changes-approved'],
  },
  {
    fault: 'a change that was not tested',
    plant: `update clinic.change_records set tested_at = null where number = 'CHG-0003'`,
    undo: ['clinic.change_records'],
    found: ['changes-tested'],
  },
  {
    fault: 'an emergency change that nobody looked at',
    plant: 'update clinic.change_records set reviewed_at = null where emergency',
    undo: ['clinic.change_records'],
    found: ['changes-emergencies-reviewed'],
  },
  {
    fault: 'a table that no change record names',
    plant: 'create table clinic.shadow (id int primary key)',
    undo: 'drop table clinic.shadow',
    found: ['changes-objects-recorded'],
  },
  {
    fault: 'the form of the database changed on a day without a change record',
    plant: `${entry('2026-06-15 10:00:00+00', "'u4000'", 'schema.changed')}; ${SEALED}`,
    undo: LOG,
    found: ['changes-of-schema-recorded'],
  },
  {
    fault: 'a day without a backup',
    plant: "update clinic.backups set outcome = 'failed' where started_at::date = '2026-06-20'",
    undo: ['clinic.backups'],
    found: ['backups-daily'],
  },
  {
    fault: 'a backup that is not encrypted',
    plant: "update clinic.backups set encrypted = false where started_at::date = '2026-06-20'",
    undo: ['clinic.backups'],
    found: ['backups-protected'],
  },
  {
    fault: 'the last tries to restore showed differences',
    plant: 'update clinic.restore_tests set differences = 4',
    undo: ['clinic.restore_tests'],
    found: ['restores-tried'],
  },
  {
    fault: 'restoring took two days',
    plant: `update clinic.restore_tests set finished_at = started_at + interval '2 days' where ${one('restore_tests')}`,
    undo: ['clinic.restore_tests'],
    found: ['restores-in-time'],
  },
  {
    fault: 'a disk that went without a certificate',
    plant: `update clinic.media_disposals set certificate = null where ${one('media_disposals')}`,
    undo: ['clinic.media_disposals'],
    found: ['media-disposed'],
  },
  {
    fault: 'somebody was never trained in security',
    plant: `delete from clinic.training_records where course = 'security' and staff_id = (select staff_id from clinic.users where id = ${NURSE})`,
    undo: ['clinic.training_records'],
    found: ['training-security'],
  },
  {
    fault: 'somebody’s training in privacy is too old',
    plant: `delete from clinic.training_records where course = 'privacy' and completed_on > '2025-01-01' and staff_id = (select staff_id from clinic.users where id = ${NURSE})`,
    undo: ['clinic.training_records'],
    found: ['training-privacy'],
  },
  {
    fault: 'an agreement that ended',
    plant:
      "update clinic.business_associates set agreement_ends_on = '2026-06-01' where service = 'laboratory network'",
    undo: ['clinic.business_associates'],
    found: ['partners-agreed'],
  },
  {
    fault: 'a partner who need not report breaches',
    plant:
      "update clinic.business_associates set reports_breaches = false where service = 'laboratory network'",
    undo: ['clinic.business_associates'],
    found: ['partners-report'],
  },
  {
    fault: 'a partner whom nobody assessed',
    plant: "update clinic.business_associates set assessed_on = null where service = 'laboratory network'",
    undo: ['clinic.business_associates'],
    found: ['partners-assessed'],
  },
  {
    fault: 'an incident that nobody assessed',
    plant: "update clinic.incidents set assessed_at = null where kind = 'lost badge'",
    undo: ['clinic.incidents'],
    found: ['incidents-assessed'],
  },
  {
    fault: 'a breach that was told too late',
    plant: "update clinic.incidents set notified_on = '2026-06-29' where breach",
    undo: ['clinic.incidents'],
    found: ['incidents-notified'],
  },
  {
    fault: 'an incident without a lesson',
    plant: "update clinic.incidents set lesson = null where kind = 'lost badge'",
    undo: ['clinic.incidents'],
    found: ['incidents-closed'],
  },
  {
    fault: 'a risk analysis that nobody approved',
    plant: 'update clinic.risk_analyses set approved_by = null',
    undo: ['clinic.risk_analyses'],
    found: ['risk-analysis-current'],
  },
  {
    fault: 'a disclosure without an address',
    plant:
      "update clinic.disclosures set recipient_address = null where id = (select id from clinic.disclosures where accountable and disclosed_at > '2022-01-01' limit 1)",
    undo: ['clinic.disclosures'],
    found: ['disclosures-whole'],
  },
  {
    fault: 'a disclosure that is not counted',
    plant:
      "update clinic.disclosures set accountable = false where id = (select id from clinic.disclosures where basis like '164.512%' and disclosed_at > '2022-01-01' limit 1)",
    undo: ['clinic.disclosures'],
    found: ['disclosures-counted'],
  },
  {
    fault: 'research without consent',
    plant:
      "update clinic.disclosures d set purpose = 'research', basis = '164.508', accountable = false where id = (select d.id from clinic.disclosures d where disclosed_at > '2022-01-01' and not exists (select from clinic.consents c where c.patient_id = d.patient_id and c.kind = 'research') limit 1)",
    undo: ['clinic.disclosures'],
    found: ['disclosures-authorised'],
  },
  {
    fault: 'a health plan was told in spite of a restriction',
    plant: `insert into clinic.consents select gen_random_uuid(), d.patient_id, 'restriction', 'x', 'active', '2012-01-01', null, false from clinic.disclosures d where d.purpose = 'payment' limit 1`,
    undo: ['clinic.consents'],
    found: ['disclosures-restricted'],
  },
  {
    fault: 'a patient without a consent',
    plant: `delete from clinic.consents where kind = 'treatment' and patient_id = (select id from clinic.patients order by registered_on desc limit 1)`,
    undo: ['clinic.consents'],
    found: ['consents-given'],
  },
  {
    fault: 'a patient who did not get the notice',
    plant:
      'update clinic.patients set notice_acknowledged_on = null where id = (select id from clinic.patients order by registered_on desc limit 1)',
    undo: ['clinic.patients'],
    found: ['notices-acknowledged'],
  },
  {
    fault: 'a record number of blanks',
    plant: "update clinic.patients set mrn = '  ' where id = (select id from clinic.patients limit 1)",
    undo: ['clinic.patients'],
    found: ['patients-told-apart'],
  },
  {
    fault: 'somebody was born in 1066',
    plant:
      "update clinic.patients set birth_date = '1066-10-14' where id = (select id from clinic.patients limit 1)",
    undo: ['clinic.patients'],
    found: ['patients-dates-possible'],
  },
  {
    fault: 'a password in an address',
    plant:
      "update clinic.fhir_connections set base_url = 'https://me:secret@exchange.example.org/fhir' where id = (select id from clinic.fhir_connections where status = 'active' limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-encrypted'],
  },
  {
    fault: 'a secret in the table',
    plant:
      "update clinic.fhir_connections set secret_reference = 'hunter2' where id = (select id from clinic.fhir_connections limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-secrets-apart'],
  },
  {
    fault: 'a connection that may write everything',
    plant:
      "update clinic.fhir_connections set scopes = 'system/*.write' where id = (select id from clinic.fhir_connections where status = 'active' limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-narrow'],
  },
  {
    fault: 'a forgotten connection',
    plant:
      "update clinic.fhir_connections set last_sync_at = '2025-01-01' where id = (select id from clinic.fhir_connections where status = 'active' limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-in-use'],
  },
];

/** Faults in the server, its roles and the guard schema. */
const IN_SERVER: readonly Planted[] = [
  {
    fault: 'a second superuser',
    plant: 'create role rogue login superuser',
    undo: 'drop role rogue',
    found: ['database-superusers'],
  },
  {
    fault: 'a role past the rules for rows',
    plant: 'create role rogue bypassrls',
    undo: 'drop role rogue',
    found: ['database-bypass'],
  },
  {
    fault: 'a role that makes roles',
    plant: 'create role rogue createrole',
    undo: 'drop role rogue',
    found: ['database-role-makers'],
  },
  {
    fault: 'a log-in that reads everything',
    plant: 'grant pg_read_all_data to clinic_app',
    undo: 'revoke pg_read_all_data from clinic_app',
    found: ['database-predefined'],
  },
  {
    fault: 'a table open to everybody',
    plant: 'grant select on clinic.departments to public',
    undo: 'revoke select on clinic.departments from public',
    found: ['database-public-tables'],
  },
  {
    fault: 'a schema in which everybody can make things',
    plant: 'grant create on schema public to public',
    undo: 'revoke create on schema public from public',
    found: ['database-public-schemas'],
  },
  {
    fault: 'a database open to every log-in',
    plant: 'grant connect on database clinic to public',
    undo: 'revoke connect on database clinic from public',
    found: ['database-connect'],
  },
  {
    fault: 'a function with its owner’s rights that can be misled',
    plant: 'create function public.open_door() returns int language sql security definer as $$ select 1 $$',
    undo: 'drop function public.open_door()',
    found: ['database-definer-functions'],
  },
  {
    fault: 'a function in C',
    plant: "create function public.shell(cstring) returns cstring language internal as 'textin'",
    undo: 'drop function public.shell(cstring)',
    found: ['database-untrusted-code'],
  },
  {
    fault: 'the role of the tests may write',
    plant: 'grant update on clinic.departments to attestry_controls',
    undo: 'revoke update on clinic.departments from attestry_controls',
    found: ['database-tester-reads-only'],
  },
  {
    fault: 'passwords by MD5',
    plant: "alter system set password_encryption = 'md5'; select pg_reload_conf()",
    undo: 'alter system reset password_encryption; select pg_reload_conf()',
    found: ['server-passwords'],
  },
  {
    fault: 'a rule that lets everybody in',
    plant: `copy (select 'host all all 10.0.0.0/8 trust') to program 'cat >> pg_hba.conf'`,
    undo: `copy (select 1) to program 'sed -i "/10.0.0.0/d" pg_hba.conf'`,
    found: ['server-log-in-rules'],
  },
  {
    fault: 'nobody writes down who connects',
    plant: 'alter system set log_disconnections = off; select pg_reload_conf()',
    undo: 'alter system reset log_disconnections; select pg_reload_conf()',
    found: ['server-log-ins-recorded'],
  },
  {
    fault: 'what was saved may be lost',
    plant: 'alter system set synchronous_commit = off; select pg_reload_conf()',
    undo: 'alter system reset synchronous_commit; select pg_reload_conf()',
    found: ['server-writes-durable'],
  },
  {
    fault: 'a patient table that is not audited',
    plant: 'alter table clinic.allergies disable trigger attestry_audit',
    undo: 'alter table clinic.allergies enable trigger attestry_audit',
    found: ['audit-covers-patients', 'audit-triggers-on'],
  },
  {
    fault: 'a log that can be changed',
    plant: 'alter table guard.audit_log disable trigger audit_log_append_only',
    undo: 'alter table guard.audit_log enable trigger audit_log_append_only',
    found: ['audit-log-protected'],
  },
  {
    fault: 'an entry is missing',
    plant: 'delete from guard.seal where entry_id = 500; delete from guard.audit_log where id = 500',
    undo: LOG,
    found: ['audit-no-missing-numbers'],
  },
  {
    fault: 'an entry that nobody sealed for a day',
    plant: 'delete from guard.seal where entry_id = (select max(entry_id) - 60 from guard.seal)',
    undo: ['guard.seal'],
    found: ['audit-sealed'],
  },
  {
    fault: 'a silent day',
    plant:
      "delete from guard.seal s using guard.audit_log l where l.id = s.entry_id and l.occurred_at::date = '2026-06-24'; update guard.audit_log set occurred_at = occurred_at - interval '1 day' where occurred_at::date = '2026-06-24'; " +
      SEALED,
    undo: LOG,
    found: ['audit-every-day'],
  },
  {
    fault: 'an access from nowhere',
    plant: `${entry('2026-06-29 10:00:00+00', "'u4000'", 'phi.read', 'null', 'gen_random_uuid()')}; ${SEALED}`,
    undo: LOG,
    found: ['audit-entries-whole'],
  },
  {
    fault: 'an entry of tomorrow',
    plant: `${ENTRY} now() + interval '1 day', 'u4000', 'job.run', 'execute', 'Job', 'x', null, '192.0.2.9', true from guard.audit_log l; ${SEALED}`,
    undo: LOG,
    found: ['audit-clock'],
  },
  {
    fault: 'nobody looks through the log',
    plant: "update guard.audit_log set event_type = 'job.run' where event_type = 'audit.reviewed'",
    undo: LOG,
    found: ['audit-reviewed'],
  },
  {
    fault: 'failed log-ins that nobody looked into',
    plant: event('password-guessing', '5 days'),
    undo: EVENTS,
    found: ['events-failed-log-ins'],
  },
  {
    fault: 'twelve failures in a row without a lock',
    plant: Array.from(
      { length: 12 },
      (_, at) =>
        `${ENTRY} timestamptz '2026-06-29 10:00:${10 + at}+00', 'u4000', 'auth.login-failed', 'execute', 'User', 'x', null, '192.0.2.10', false from guard.audit_log l`,
    )
      .concat(SEALED)
      .join(';'),
    undo: LOG,
    found: ['log-ins-locked'],
  },
  {
    fault: 'a critical event that nobody answered',
    plant: event('table-emptied', '2 hours'),
    undo: EVENTS,
    found: ['events-critical-answered'],
  },
  {
    fault: 'an event that stays open',
    plant: event('log-taken-over', '20 days'),
    undo: EVENTS,
    found: ['events-closed'],
  },
  {
    fault: 'access in an emergency that nobody looked at',
    plant: event('emergency-access', '5 days'),
    undo: EVENTS,
    found: ['events-emergency-access'],
  },
  {
    fault: 'reading in bulk that nobody looked into',
    plant: event('mass-read', '5 days'),
    undo: EVENTS,
    found: ['events-mass-reading'],
  },
  {
    fault: 'a limit that was exceeded and nobody asked',
    plant: event('rate-limit-exceeded', '20 days'),
    undo: EVENTS,
    found: ['events-limits', 'events-closed'],
  },
  {
    fault: 'rules for rows that somebody changed',
    plant: event('row-policy-changed', '5 days'),
    undo: EVENTS,
    found: ['events-own-rights'],
  },
  {
    fault: 'a search that stopped long ago',
    plant:
      "insert into guard.seal select 200000, id, ''::bytea, ''::bytea, ''::bytea from (select max(id) + 1 as id from guard.audit_log) m",
    undo: ['guard.seal'],
    found: ['events-looked-for'],
  },
  {
    fault: 'a database that nobody measured',
    plant: "update guard.size_measure set measured_at = measured_at - interval '9 days'",
    undo: ['guard.size_measure'],
    found: ['capacity-measured'],
  },
  {
    fault: 'a column that nobody decided on',
    plant: 'alter table clinic.allergies add column planted text',
    undo: 'alter table clinic.allergies drop column planted',
    found: ['columns-decided'],
  },
  {
    fault: 'a column that should be encrypted and is not',
    plant: `insert into guard.column_decision (schema_name, table_name, column_name, relation, attribute, last_attribute, column_type, classification, encrypt, audit, verdict, reason, decided_by)
      select schema_name, table_name, column_name, relation, attribute, last_attribute, column_type, 'identifier', true, true, 'accepted', '', 'officer' from guard.column_class where table_name = 'patients' and column_name = 'ssn'`,
    undo: ['guard.column_decision'],
    found: ['columns-encrypted'],
  },
  {
    fault: 'a table without rules for rows',
    plant: 'alter table clinic.notes no force row level security',
    undo: 'alter table clinic.notes force row level security',
    found: ['rows-ruled'],
  },
  {
    fault: 'a clinician whom nobody named',
    plant: 'delete from guard.row_person',
    undo: ['guard.row_person'],
    found: ['rows-persons-named'],
  },
  {
    fault: 'a table without a rule about retention',
    plant: "update guard.retention_policy set active = false where table_name = 'notes'",
    undo: ['guard.retention_policy'],
    found: ['retention-ruled'],
  },
  {
    fault: 'disclosures that are kept a year',
    plant: "update guard.retention_policy set months = 12 where table_name = 'disclosures'",
    undo: ['guard.retention_policy'],
    found: ['retention-long-enough'],
  },
  {
    fault: 'a deletion that hangs',
    plant:
      "insert into guard.disposal (id, kind, at, begun_at) values ('d2', 'retention', now(), now() - interval '3 days')",
    undo: ['guard.disposal'],
    found: ['retention-disposals-signed'],
  },
  {
    fault: 'no limit on exports',
    plant: "delete from guard.rate_limit where kind = 'export'",
    undo: ['guard.rate_limit'],
    found: ['limits-set'],
  },
  {
    fault: 'credentials that have run out',
    plant: "update guard.fhir_connection set expires_at = now() - interval '1 day'",
    undo: ['guard.fhir_connection'],
    found: ['connections-current'],
  },
  {
    fault: 'a table that cannot tell its rows apart',
    plant: 'alter table clinic.job_roles drop constraint job_roles_pkey',
    undo: 'alter table clinic.job_roles add primary key (job_title, role_id)',
    found: ['input-keys'],
  },
  {
    fault: 'a rule that was never checked',
    plant: "alter table clinic.departments add constraint planted check (code <> '') not valid",
    undo: 'alter table clinic.departments drop constraint planted',
    found: ['input-rules-checked'],
  },
];

export const PLANTED: readonly Planted[] = [...IN_TABLES, ...IN_SERVER];
