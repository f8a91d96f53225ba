import { ENTRY, EVENTS, LOG, SEALED, entry, event, type Planted } from './plant.ts';

/** Faults in the audit log, its seals and the security events. */
export const IN_LOG: readonly Planted[] = [
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
];
