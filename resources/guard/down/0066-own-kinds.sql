-- Takes away what 0066-own-kinds.sql made; the functions are again those of 0010-audit-events.sql and 0060-security-events.sql.

create or replace function guard.log_access_list(
  event_type text, action text, resource_type text, resource_ids text[], patient_ids uuid[],
  success boolean default true, details text default '{}'
) returns bigint
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  own constant xid8 := pg_current_xact_id();
  entries bigint;
begin
  insert into guard.audit_log
    (actor, actor_role, event_type, action, resource_type, resource_id, patient_id, source_ip, session_id, success, details, xid)
  select coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
         nullif(current_setting('attestry.role', true), ''),
         coalesce(k.name, 'other'),
         coalesce(log_access_list.action, 'unknown'), log_access_list.resource_type, r.id, r.patient,
         inet_client_addr(), nullif(current_setting('attestry.session', true), ''), coalesce(log_access_list.success, true),
         guard.details_of(details, case when k.name is null then coalesce(event_type, '') end), own
    from (select (select t.name from guard.event_type t where t.name = event_type) as name) k cross join
    -- A list in which nothing was found was looked for all the same.
         (select * from unnest(resource_ids, patient_ids) as u(id, patient)
          union all
          select null, null where coalesce(cardinality(resource_ids), 0) + coalesce(cardinality(patient_ids), 0) = 0) r;
  get diagnostics entries = row_count;
  return entries;
end
$$;

create or replace function guard.log_access(
  event_type text, action text, resource_type text, resource_id text, patient_id uuid,
  success boolean default true, details text default '{}'
) returns bigint
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  entry bigint;
  -- Taken before the row gets its number, so that a number passed over can never belong to a transaction yet to begin.
  own constant xid8 := pg_current_xact_id();
begin
  insert into guard.audit_log
    (actor, actor_role, event_type, action, resource_type, resource_id, patient_id, source_ip, session_id, success, details, xid)
  select coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
         nullif(current_setting('attestry.role', true), ''),
         coalesce(k.name, 'other'), coalesce(action, 'unknown'), resource_type, resource_id, patient_id,
         inet_client_addr(), nullif(current_setting('attestry.session', true), ''), coalesce(success, true),
         guard.details_of(details, case when k.name is null then coalesce(event_type, '') end), own
    from (select (select t.name from guard.event_type t where t.name = event_type) as name) k
  returning id into entry;
  return entry;
end
$$;

create or replace function guard.record_security_event(
  type text, subject text default null, details jsonb default '{}', correlation text default null, actor text default null
) returns bigint
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  known guard.security_event_type;
  who constant text := coalesce(nullif(actor, ''), nullif(current_setting('attestry.actor', true), ''), session_user);
  event bigint;
begin
  -- A name that nobody knows is recorded as well: whoever reports must not fail for it.
  select * into known from guard.security_event_type t
   where t.name in (record_security_event.type, 'other') order by t.name = 'other' limit 1;
  insert into guard.security_event (type, severity, investigate, actor, source_ip, subject, correlation, details)
  values (known.name, known.severity, known.investigate, who, inet_client_addr(), left(subject, 500),
          coalesce(correlation, known.name || ' ' || who || ' ' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24')),
          coalesce(details, '{}') || case when known.name = record_security_event.type then '{}'::jsonb
                                          else jsonb_build_object('stated', left(record_security_event.type, 200)) end)
  returning id into event;
  return event;
end
$$;

drop function if exists guard.log_guarding(text, text, text);
drop function if exists guard.kind_of_entry(text);
delete from guard.security_event_type t
 where t.name = 'entry-forged' and not exists (select from guard.security_event e where e.type = t.name);
alter table guard.security_event_type drop column if exists written_by;
alter table guard.event_type drop column if exists written_by;
