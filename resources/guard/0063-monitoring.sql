-- Attestry guard, step 63: the clinic's database at a glance. Run as the owner of the schema.
-- Every word of these views is computed from facts in the database when it is asked; nothing is a constant. What cannot be
-- known from here says so. Tables of other steps are asked for by name: they may come later.

create table if not exists guard.size_measure (
  measured_at    timestamptz primary key default clock_timestamp(),
  database_bytes bigint      not null,
  log_bytes      bigint      not null,
  entries        bigint      not null
);
comment on table guard.size_measure is 'Attestry: how large the database was, measured behind a sealing at most once an hour. Rows are only ever appended.';
drop trigger if exists size_measure_append_only on guard.size_measure;
create trigger size_measure_append_only before update or delete on guard.size_measure
  for each row execute function guard.refuse_change();
drop trigger if exists size_measure_no_truncate on guard.size_measure;
create trigger size_measure_no_truncate before truncate on guard.size_measure
  for each statement execute function guard.refuse_change();

create or replace function guard.log_bytes() returns bigint
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c
   where c.relnamespace = 'guard'::regnamespace and c.relkind = 'r' and c.relname ~ '^(audit_log(_([0-9]{4,}|far))?|seal|block)$'
$$;
comment on function guard.log_bytes() is 'What log, seals and blocks take on disk, indexes included.';

create or replace function guard.measure_size() returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from guard.size_measure m where m.measured_at > clock_timestamp() - interval '1 hour') then
    return false;
  end if;
  insert into guard.size_measure (database_bytes, log_bytes, entries)
  select pg_database_size(current_database()), guard.log_bytes(), coalesce(max(s.position) + 1, 0) from guard.seal s
  on conflict do nothing;
  return found;
end
$$;
comment on function guard.measure_size() is 'Measures the database, at most once an hour; returns whether it did.';

create or replace function guard.encrypted_columns() returns table (relation oid, attribute int2)
  language plpgsql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regclass('guard.field') is not null then
    return query execute 'select f.relation, f.attribute from guard.field f where f.state = ''encrypted''';
  end if;
end
$$;
comment on function guard.encrypted_columns() is 'Columns that are encrypted throughout.';

create or replace function guard.fhir_connections()
  returns table (id text, name text, state text, expires_at timestamptz, refreshed_at timestamptz)
  language plpgsql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regclass('guard.fhir_connection') is not null then
    return query execute 'select c.id::text, c.name::text, c.state::text, c.expires_at, c.refreshed_at from guard.fhir_connection c';
  end if;
end
$$;
comment on function guard.fhir_connections() is 'Connections to other systems, without their credentials.';

create or replace function guard.slow_statements()
  returns table (state text, statement text, calls bigint, mean_ms float8, total_ms float8)
  language plpgsql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  home name;
begin
  select n.nspname into home from pg_extension x join pg_namespace n on n.oid = x.extnamespace where x.extname = 'pg_stat_statements';
  if home is null then
    return query select 'absent'::text, null::text, null::bigint, null::float8, null::float8;
    return;
  end if;
  -- Only what PostgreSQL strips of its values: a command such as `alter role … password` keeps them.
  return query execute format(
    'select ''measured''::text, left(s.query, 500), s.calls, s.mean_exec_time, s.total_exec_time from %I.pg_stat_statements s
      where s.dbid = (select d.oid from pg_database d where d.datname = current_database())
        and s.query ~* ''^\s*(select|insert|update|delete|with)\y'' order by s.mean_exec_time desc limit 50', home);
exception
  when object_not_in_prerequisite_state or insufficient_privilege then
    return query select 'not-loaded'::text, null::text, null::bigint, null::float8, null::float8;
end
$$;
comment on function guard.slow_statements() is 'The slowest statements by pg_stat_statements, without their values; absent where the extension is not installed, not-loaded where the server did not load it or does not let us.';

create or replace view guard.slow_queries as select * from guard.slow_statements();
comment on view guard.slow_queries is 'Attestry: the slowest statements of this database; one row that says so where nothing measures them.';

create or replace view guard.patient_table as
  select c.oid as relation, n.nspname as schema_name, c.relname as table_name, c.relrowsecurity and c.relforcerowsecurity as rows_ruled,
         exists (select from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a where a.grantee = 0) as public_grant,
         exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p') as has_key,
         exists (select from pg_constraint k where k.conrelid = c.oid and not k.convalidated) as unchecked_rule,
         (select count(distinct p.proname) = 2 from pg_trigger t join pg_proc p on p.oid = t.tgfoid
           where t.tgrelid = c.oid and t.tgenabled in ('O', 'A') and t.tgqual is null and t.tgattr::text = ''
             and p.pronamespace = 'guard'::regnamespace and p.proname in ('audit_change', 'audit_truncate')) as audited,
         exists (select from guard.retention_policy r where r.relation = c.oid and r.active) as retained
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p')
     and c.oid in (select d.relation from guard.column_class d where d.classification in ('personal', 'identifier', 'health', 'special'));
comment on view guard.patient_table is 'Attestry: tables that hold patient data by the decisions on their columns, and what protects each.';

create or replace view guard.security_dashboard as
  select clock_timestamp() as at, d.severity, d.events,
         d.waiting, d.overdue, d.last_day, d.oldest_waiting
    from (select s.severity, count(e.id) as events,
                 count(*) filter (where e.investigate and e.state in ('open', 'investigating', 'reopened')) as waiting,
                 count(*) filter (where e.answered_at is null and e.answer_by < clock_timestamp()) as overdue,
                 count(*) filter (where e.recorded_at > clock_timestamp() - interval '1 day') as last_day,
                 min(e.recorded_at) filter (where e.investigate and e.state in ('open', 'investigating', 'reopened')) as oldest_waiting
            from (values ('CRITICAL'), ('HIGH'), ('MEDIUM'), ('LOW')) s(severity)
            left join guard.security_event_now e on e.severity = s.severity
           group by s.severity) d;
comment on view guard.security_dashboard is 'Attestry: one row for each severity: how many events, how many wait for somebody, how many were not answered in time.';

create or replace view guard.compliance_status as
  with patient as (
    select count(*) as tables, count(*) filter (where not rows_ruled) as without_rules, count(*) filter (where public_grant) as open_to_all,
           count(*) filter (where not has_key) as without_key, count(*) filter (where unchecked_rule) as unchecked,
           count(*) filter (where not audited) as not_audited, count(*) filter (where not retained) as without_retention
      from guard.patient_table),
  decided as (
    select count(*) filter (where d.encrypt) as to_encrypt,
           count(*) filter (where d.encrypt and not exists (select from guard.encrypted_columns() f where f.relation = d.relation and f.attribute = d.attribute)) as plain
      from guard.column_class d),
  undecided as (
    select count(*) as columns from pg_attribute a
     where a.attnum > 0 and not a.attisdropped and a.attrelid in (select p.relation from guard.patient_table p)
       and not exists (select from guard.column_class d where d.relation = a.attrelid and d.attribute = a.attnum)),
  event as (
    select count(*) filter (where unfinished and type in ('mass-read', 'mass-export', 'encryption-removed')) as leaks,
           count(*) filter (where unfinished and type in ('trigger-disabled', 'log-unprotected', 'auditing-removed')) as blind,
           count(*) filter (where unfinished and type in ('permission-self-granted', 'row-policy-changed', 'access-probing')) as access,
           count(*) filter (where unfinished and type = 'input-refused') as refused,
           count(*) filter (where unfinished and type = 'integrity-broken') as broken,
           count(*) filter (where answered_at is null and answer_by < clock_timestamp()) as overdue,
           count(*) filter (where unfinished and investigate and recorded_at < clock_timestamp() - interval '7 days') as stale,
           count(*) as events
      from (select e.*, e.state in ('open', 'investigating', 'reopened') as unfinished from guard.security_event_now e) e),
  sealed as (select coalesce(max(s.position) + 1, 0) as entries from guard.seal s),
  waiting as (
    select l.occurred_at as since from guard.audit_log l
     where l.id > (select coalesce(max(s.entry_id), -9223372036854775808) from guard.seal s) order by l.id limit 1),
  looked as (select coalesce(max(l.position), 0) as entries from guard.security_look l),
  protection as (
    select count(*) as missing
      from (values ('audit_log', 'audit_log_append_only'), ('audit_log', 'audit_log_no_truncate'), ('seal', 'seal_append_only'),
                   ('seal', 'seal_no_truncate'), ('block', 'block_append_only'), ('block', 'block_no_truncate')) w(t, name)
     where not exists (select from pg_trigger g where g.tgrelid = to_regclass('guard.' || w.t) and g.tgname = w.name and g.tgenabled in ('O', 'A'))),
  server as (
    select current_setting('archive_mode') <> 'off' and a.last_archived_time is not null
             and (a.last_failed_time is null or a.last_archived_time > a.last_failed_time) as archived,
           (select count(*) from pg_stat_get_wal_senders() w where w.pid is not null) as replicas,
           (select count(*) from pg_stat_activity x where x.datname is not null) as connections,
           current_setting('max_connections')::int as most, current_setting('fsync') = 'on' as durable
      from pg_stat_archiver a),
  policy as (select count(*) filter (where active) as active from guard.retention_policy),
  disposed as (
    select count(*) filter (where state = 'signed') as signed, max(ended_at) filter (where state = 'signed') as last_signed,
           count(*) filter (where state <> 'signed' and begun_at < clock_timestamp() - interval '1 day') as unfinished from guard.disposal)
  select c.control, case when not c.known then 'could-not-tell' when c.met then 'met' else 'not-met' end as state, c.facts
    from patient p cross join decided d cross join undecided u cross join event e cross join sealed s cross join looked l
   cross join protection k cross join server v cross join policy y cross join disposed x
   cross join lateral (values
     ('access-control', p.tables > 0, p.without_rules = 0 and p.open_to_all = 0 and e.access = 0,
       jsonb_build_object('patientTables', p.tables, 'withoutRowRules', p.without_rules, 'openToEverybody', p.open_to_all, 'openEvents', e.access)),
     ('data-retention', p.tables > 0 or y.active > 0, y.active > 0 and p.without_retention = 0,
       jsonb_build_object('patientTables', p.tables, 'withoutRule', p.without_retention, 'rulesInForce', y.active)),
     ('input-validation', p.tables > 0, p.without_key = 0 and p.unchecked = 0 and e.refused = 0,
       jsonb_build_object('patientTables', p.tables, 'withoutKey', p.without_key, 'withUncheckedRules', p.unchecked, 'refusedInput', e.refused)),
     ('leakage', d.to_encrypt > 0 or e.leaks > 0, d.plain = 0 and e.leaks = 0,
       jsonb_build_object('columnsToEncrypt', d.to_encrypt, 'stillPlain', d.plain, 'openEvents', e.leaks)),
     ('monitoring', s.entries > 0, l.entries >= s.entries and e.blind = 0
         and not exists (select from waiting w where w.since < clock_timestamp() - interval '1 hour'),
       jsonb_build_object('sealed', s.entries, 'lookedThrough', l.entries, 'openEvents', e.blind, 'oldestUnsealed', (select w.since from waiting w))),
     ('audit-logging', p.tables > 0, p.not_audited = 0 and k.missing = 0 and e.broken = 0,
       jsonb_build_object('patientTables', p.tables, 'notAudited', p.not_audited, 'logTriggersOff', k.missing, 'openTampering', e.broken)),
     ('incident-response', s.entries > 0 or e.events > 0, e.overdue = 0 and e.stale = 0,
       jsonb_build_object('events', e.events, 'criticalUnansweredInTime', e.overdue, 'openOverAWeek', e.stale)),
     ('availability', true, (v.archived or v.replicas > 0) and v.durable and v.connections < 0.9 * v.most,
       jsonb_build_object('archived', v.archived, 'replicas', v.replicas, 'durable', v.durable, 'connections', v.connections, 'mostConnections', v.most)),
     ('data-privacy', p.tables > 0, u.columns = 0,
       jsonb_build_object('patientTables', p.tables, 'undecidedColumns', u.columns)),
     ('disposal', y.active > 0 and x.signed + x.unfinished > 0, x.unfinished = 0 and x.last_signed > clock_timestamp() - interval '1 year',
       jsonb_build_object('rulesInForce', y.active, 'signedCertificates', x.signed, 'lastSigned', x.last_signed, 'unfinished', x.unfinished))
   ) c(control, known, met, facts);
comment on view guard.compliance_status is 'Attestry: one row for each control: met, not-met or could-not-tell, with the facts it was computed from.';

create or replace view guard.phi_access as
  -- Grouped before patients get their pseudonyms: one hash for each group instead of one for each entry.
  select g.day, g.actor, g.actor_role,
         'P-' || substr(encode(sha256(convert_to('attestry patient ' || g.patient_id, 'UTF8')), 'hex'), 1, 12) as patient,
         g.reads, g.changes, g.exports, g.refused, g.first_at, g.last_at
    from (select date_trunc('day', l.occurred_at at time zone 'UTC')::date as day, l.actor, l.actor_role, l.patient_id,
                 count(*) filter (where t.kind = 'read') as reads, count(*) filter (where t.kind = 'change') as changes,
                 count(*) filter (where t.kind = 'export') as exports, count(*) filter (where not l.success) as refused,
                 min(l.occurred_at) as first_at, max(l.occurred_at) as last_at
            from guard.audit_log l
           cross join lateral (select case when l.event_type in ('phi.export', 'phi.print', 'record.export', 'record.print', 'fhir.sync') then 'export'
                                           when l.action in ('create', 'insert', 'update', 'delete') then 'change'
                                           else 'read' end as kind) t
           where l.patient_id is not null and isfinite(l.occurred_at)
           group by 1, 2, 3, 4) g;
comment on view guard.phi_access is 'Attestry: who looked at, changed or took away whose data on which day (UTC). Patients are named by a pseudonym that is the same in this database throughout.';

create or replace view guard.fhir_health as
  select c.id, c.name, case when c.state = 'active' and c.expires_at < clock_timestamp() then 'expired' else c.state end as state,
         c.expires_at, c.refreshed_at, max(l.occurred_at) filter (where l.success) as last_exchange,
         count(l.id) filter (where l.occurred_at > clock_timestamp() - interval '1 day') as exchanges_last_day,
         count(l.id) filter (where not l.success and l.occurred_at > clock_timestamp() - interval '1 day') as failures_last_day
    from guard.fhir_connections() c
    left join guard.audit_log l on l.event_type = 'fhir.sync' and l.resource_id = c.id
   group by c.id, c.name, c.state, c.expires_at, c.refreshed_at;
comment on view guard.fhir_health is 'Attestry: connections to other systems: whether their credentials still hold, when records were last exchanged, how often that failed.';

create or replace view guard.retention_status as
  select r.schema_name, r.table_name, r.kind, r.months, r.active, r.set_at,
         exists (select from pg_class c where c.oid = r.relation) as there,
         (select count(*) from guard.legal_hold h where h.lifted_at is null and (h.relation = r.relation or h.relation is null)) as holds,
         (select coalesce(sum(s.deleted), 0)::bigint from guard.disposal_step s
           where s.definition ->> 'schema' = r.schema_name and s.definition ->> 'table' = r.table_name) as deleted,
         (select max(d.ended_at) from guard.disposal d where d.kind = 'retention' and d.state = 'signed') as last_signed
    from guard.retention_policy r;
comment on view guard.retention_status is 'Attestry: the retention rule of each table, what holds it back, and what was deleted under it.';

create or replace view guard.growth as
  select date_trunc('day', m.measured_at at time zone 'UTC')::date as day, max(m.database_bytes) as database_bytes,
         max(m.log_bytes) as log_bytes, max(m.entries) as entries, count(*) as measures
    from guard.size_measure m group by 1;
comment on view guard.growth is 'Attestry: how large database and log were on each day that was measured.';

create or replace view guard.capacity as
  with span as (
    select count(*) as measures, min(m.measured_at) as since, max(m.measured_at) as until,
           regr_slope(m.database_bytes::float8, extract(epoch from m.measured_at)::float8) * 86400 as slope
      from guard.size_measure m where m.measured_at > clock_timestamp() - interval '90 days')
  select pg_database_size(current_database()) as database_bytes, guard.log_bytes() as log_bytes, s.measures, s.since,
         case when s.until - s.since >= interval '1 day' then s.slope end as bytes_per_day
    from span s;
comment on view guard.capacity is 'Attestry: how large the database is, and how many bytes it grows in a day by the measures of the last 90 days; nothing where they span less than a day.';

create or replace view guard.largest_tables as
  select n.nspname as schema_name, c.relname as table_name, pg_total_relation_size(c.oid) as bytes, greatest(c.reltuples, 0)::bigint as row_estimate
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
   order by 3 desc limit 20;
comment on view guard.largest_tables is 'Attestry: the twenty tables that take most space, indexes included.';

create or replace view guard.entries_a_day as
  select date_trunc('day', l.occurred_at at time zone 'UTC')::date as day, count(*) as entries
    from guard.audit_log l where isfinite(l.occurred_at) group by 1;
comment on view guard.entries_a_day is 'Attestry: entries of the log by day (UTC).';

revoke all on guard.size_measure, guard.slow_queries, guard.patient_table, guard.security_dashboard, guard.compliance_status, guard.phi_access,
  guard.fhir_health, guard.retention_status, guard.growth, guard.capacity, guard.largest_tables, guard.entries_a_day from public;
revoke all on function guard.log_bytes(), guard.measure_size(), guard.encrypted_columns(), guard.fhir_connections(), guard.slow_statements() from public;
grant select on guard.size_measure, guard.slow_queries, guard.patient_table, guard.security_dashboard, guard.compliance_status, guard.phi_access,
  guard.fhir_health, guard.retention_status, guard.growth, guard.capacity, guard.largest_tables, guard.entries_a_day to attestry_reader;
-- A view asks for its functions in the name of who reads it.
grant execute on function guard.log_bytes(), guard.measure_size(), guard.encrypted_columns(), guard.fhir_connections(), guard.slow_statements() to attestry_reader;
