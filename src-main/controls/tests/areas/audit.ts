import { type ClinicTest, nothingToTest, security, setting, soc2 } from '../definition.ts';

const undecided = nothingToTest(
  'no column has been decided to hold patient data. Decide in Clinic database, Data map; then test again.',
);
const emptyLog = nothingToTest('the audit log has no entry.');

/** Whether the audit log covers what it must, and without gaps. */
export const AUDIT_TESTS: readonly ClinicTest[] = [
  {
    id: 'audit-covers-patients',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'Every table with patient data is audited',
    shows: 'Each change of patient data leaves an entry in the audit log.',
    population: 'All tables with a column that was decided to hold patient data.',
    parameters: [],
    rule: 'The audit triggers are on the table and fire.',
    limits:
      'Reading is recorded by the application, not by triggers; views and copies elsewhere are not seen.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)')],
    empty: undecided,
    needs: {},
    query: () =>
      `select p.schema_name || '.' || p.table_name as key, p.audited as ok, 'its changes leave no entry' as fact from guard.patient_table p`,
  },
  {
    id: 'audit-triggers-on',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'No audit trigger is switched off',
    shows: 'Nobody made a table silent.',
    population: 'All triggers of the audit log on the clinic’s tables.',
    parameters: [],
    rule: 'The trigger fires for ordinary sessions.',
    limits:
      'A session that replicates (session_replication_role) passes ordinary triggers by; the seals find what it does to the log.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)')],
    empty: nothingToTest(
      'no table is audited. Attach the audit triggers in Clinic database, Audit triggers.',
    ),
    needs: {},
    query: () =>
      `select n.nspname || '.' || c.relname || ' ' || t.tgname as key, t.tgenabled in ('O', 'A') as ok, 'is switched off' as fact
  from pg_trigger t join pg_proc f on f.oid = t.tgfoid join pg_namespace g on g.oid = f.pronamespace
  join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
 where g.nspname = 'guard' and f.proname in ('audit_change', 'audit_truncate')`,
  },
  {
    id: 'audit-log-protected',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'The audit log refuses changes',
    shows: 'Entries, seals and blocks cannot be changed or removed by an ordinary statement.',
    population: 'The triggers that protect the log, its seals and its blocks.',
    parameters: [],
    rule: 'The trigger is there and fires.',
    limits: 'An administrator can switch triggers off; verification finds what is done then.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)', '164.312(c)(1)')],
    empty: emptyLog,
    needs: {},
    query: () =>
      `select w.name as key, exists (select from pg_trigger g where g.tgrelid = to_regclass('guard.' || w.relation) and g.tgname = w.name and g.tgenabled in ('O', 'A')) as ok,
       'is missing or switched off' as fact
  from (values ('audit_log', 'audit_log_append_only'), ('audit_log', 'audit_log_no_truncate'), ('seal', 'seal_append_only'),
               ('seal', 'seal_no_truncate'), ('block', 'block_append_only'), ('block', 'block_no_truncate')) w(relation, name)`,
  },
  {
    id: 'audit-no-missing-numbers',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'No entry of the audit log is missing',
    shows: 'Entries are numbered; a number that nobody has is explained.',
    population: 'All runs of numbers that no entry has, in the newest million, 1,000 at most.',
    parameters: [],
    rule: 'The run is explained: a transaction that was rolled back, a restart, a new month, or a removal that was signed.',
    limits: 'A run that is older than the server remembers is “forgotten” and cannot be told.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)', '164.312(c)(1)')],
    empty: {
      outcome: 'pass',
      reason: 'No number is missing.',
    },
    needs: {},
    query: () =>
      `select 'from number ' || m.first_id as key, case m.cause when 'unexplained' then false when 'forgotten' then null else true end as ok,
       m.numbers || ' numbers, ' || m.cause as fact
  from guard.missing_numbers(1000000, 1000) m`,
  },
  {
    id: 'audit-sealed',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'New entries are sealed soon',
    shows: 'No entry waits long for the seal that makes a change of it visible.',
    population: 'The newest 10,000 entries of the audit log.',
    parameters: [setting('hours', 1, 'Hours after which an entry has to be sealed')],
    rule: 'The entry is sealed, or younger than that.',
    limits: 'It does not verify the seals; that is “The audit log is verified every day”.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)', '164.312(c)(2)')],
    empty: emptyLog,
    needs: {},
    query: ({ value }) =>
      `select 'entry ' || l.id as key, s.entry_id is not null or l.occurred_at > statement_timestamp() - make_interval(hours => ${value('hours')}) as ok, 'is not sealed' as fact
  from (select e.id, e.occurred_at from guard.audit_log e order by e.id desc limit 10000) l left join guard.seal s on s.entry_id = l.id`,
  },
  {
    id: 'audit-every-day',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'The audit log has no silent day',
    shows: 'Recording never stopped for a day.',
    population: 'All days of the period since the log began, without today.',
    parameters: [setting('days', 30, 'Days that are looked back')],
    rule: 'The day has at least one entry.',
    limits: 'A hospital with days on which nobody works has to name them in the review.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)')],
    empty: nothingToTest('the audit log began today.'),
    needs: {},
    query: ({ today, value }) =>
      `select d.day::date::text as key, exists (select from guard.audit_log l where l.occurred_at >= d.day and l.occurred_at < d.day + interval '1 day') as ok, 'no entry on this day' as fact
  from generate_series(greatest(${today} - ${value('days')}, (select min(l.occurred_at)::date from guard.audit_log l)), ${today} - 1, interval '1 day') d(day)`,
  },
  {
    id: 'audit-entries-whole',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'Entries say who, what and from where',
    shows: 'Each access to a patient can be traced to a person and a place.',
    population: 'All entries of the period that name a patient.',
    parameters: [setting('days', 7, 'Days that are looked back')],
    rule: 'Actor, action, resource and source address are there.',
    limits: 'It does not show that what they say is true.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)')],
    empty: nothingToTest('no entry of the period names a patient.'),
    needs: {},
    query: ({ today, value }) =>
      `select 'entry ' || l.id as key, btrim(l.actor) <> '' and btrim(l.action) <> '' and l.resource_type is not null and l.source_ip is not null as ok,
       concat_ws(', ', case when btrim(l.actor) = '' then 'no actor' end, case when l.resource_type is null then 'no resource' end, case when l.source_ip is null then 'no address' end) as fact
  from guard.audit_log l where l.patient_id is not null and l.occurred_at >= ${today} - ${value('days')}`,
  },
  {
    id: 'audit-clock',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'No entry is dated in the future',
    shows: 'The clock behind the audit log is not ahead.',
    population: 'The newest 10,000 entries of the audit log.',
    parameters: [setting('minutes', 5, 'Minutes that a clock may be ahead')],
    rule: 'The entry is not dated later than that.',
    limits: 'A clock that is behind is not found by this.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)')],
    empty: emptyLog,
    needs: {},
    query: ({ value }) =>
      `select 'entry ' || l.id as key, l.occurred_at <= statement_timestamp() + make_interval(mins => ${value('minutes')}) as ok, 'is dated in the future' as fact
  from (select e.id, e.occurred_at from guard.audit_log e order by e.id desc limit 10000) l`,
  },
  {
    id: 'audit-reviewed',
    version: 1,
    area: 'audit',
    reads: 'clinic',
    title: 'Somebody looks through the audit log',
    shows: 'The audit log is not only written but read.',
    population: 'The audit log.',
    parameters: [setting('days', 31, 'Days within which somebody has to have looked through it')],
    rule: 'It has an entry “audit.reviewed” within the days.',
    limits: 'It does not show what was looked for, or found.',
    supports: [...soc2('CC7.2'), ...security('164.308(a)(1)(ii)(D)')],
    empty: emptyLog,
    needs: {},
    query: ({ today, value }) =>
      `select 'audit log' as key, coalesce(max(l.occurred_at) >= ${today} - ${value('days')}, false) as ok,
       coalesce('looked through last on ' || max(l.occurred_at)::date, 'no review is recorded') as fact
  from guard.audit_log l where l.event_type = 'audit.reviewed'`,
  },
];
