/** A fault, how it is put into a clean clinic, how it is taken out, and the tests that must find it: these and no others. */
export type Planted = {
  readonly fault: string;
  readonly plant: string;
  /** Statements, or the tables whose clean rows are put back. */
  readonly undo: string | readonly string[];
  readonly found: readonly string[];
};
export const NURSE =
  "(select u.id from clinic.users u join clinic.staff s on s.id = u.staff_id where s.job_title = 'Triage Nurse' order by u.username limit 1)";
export const ENTRY =
  'insert into guard.audit_log (id, occurred_at, actor, event_type, action, resource_type, resource_id, patient_id, source_ip, success) select max(l.id) + 1,';
export const entry = (
  at: string,
  actor: string,
  event: string,
  address = "'192.0.2.9'",
  patient = 'null',
): string =>
  `${ENTRY} timestamptz '${at}', ${actor}, '${event}', 'execute', 'User', 'x', ${patient}::uuid, ${address}::inet, true from guard.audit_log l`;
/** Entries that were put in past the seals look like ones that nobody sealed: they are given a seal. */
export const SEALED =
  'insert into guard.seal select (select max(position) from guard.seal) + row_number() over (order by l.id), l.id, sha256(l.id::text::bytea), sha256(l.id::text::bytea), sha256(l.id::text::bytea) from guard.audit_log l where not exists (select from guard.seal s where s.entry_id = l.id)';
export const LOG = ['guard.audit_log', 'guard.seal'] as const;
export const event = (type: string, age: string): string =>
  `insert into guard.security_event (recorded_at, type, severity, investigate, actor, correlation) select now() - interval '${age}', t.name, t.severity, true, 'somebody', 'planted' from guard.security_event_type t where t.name = '${type}'`;
export const EVENTS = ['guard.security_event'] as const;
export const one = (table: string): string => `ctid = (select ctid from clinic.${table} limit 1)`;

/** Tests whose faults need another machine, or a server of their own: they are planted in `planted-servers.test.ts`. */
export const OF_A_SERVER = [
  ...['server-checksums', 'server-connections-spare', 'server-sessions-encrypted', 'server-supported'],
  ...['server-tls', 'server-tls-version'],
];
