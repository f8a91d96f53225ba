-- Attestry guard, step 66: which kinds of entries and of security events a login of the clinic may write. Run as the owner of the schema.
-- Until here an application could write `guard.detached` by guard.log_access, which the drift watch takes for leave to miss a trigger.

-- What nobody decided on is the guard's own: a kind that a later file adds is closed until that file opens it.
alter table guard.event_type add column if not exists written_by text not null default 'guard' check (written_by in ('application', 'guard'));
comment on column guard.event_type.written_by is 'application: guard.log_access takes it. guard: only triggers and the functions of the guard write it.';
update guard.event_type t set written_by = w.written_by
  from (select e.name, case when e.name = any (array[
    'phi.create', 'phi.update', 'phi.delete', 'psychotherapy-note.created', 'phi.read', 'phi.search', 'phi.export',
    'phi.print', 'psychotherapy-note.read', 'record.read', 'record.list', 'record.export', 'record.print',
    'access.break-glass', 'access.denied', 'auth.login', 'auth.login-failed', 'auth.logout', 'auth.lockout',
    'password.reset', 'role.granted', 'role.revoked', 'user.created', 'user.updated', 'user.disabled',
    'consent.recorded', 'consent.withdrawn', 'disclosure.recorded', 'restriction.recorded', 'restriction.ended',
    'rights.request-received', 'appointment.booked', 'document.scanned', 'image.acquired', 'medication.administered',
    'medication.dispensed', 'medication.prescribed', 'note.signed', 'order.placed', 'result.acknowledged',
    'result.corrected', 'result.entered', 'claim.submitted', 'claim.updated', 'fhir.sync', 'interface.message',
    'report.exported', 'backup.completed', 'config.changed', 'job.run', 'key.created', 'key.rotated', 'key.destroyed',
    'audit.reviewed', 'other'
  ]) then 'application' else 'guard' end as written_by from guard.event_type e) w
 where w.name = t.name and w.written_by <> t.written_by;

alter table guard.security_event_type add column if not exists written_by text not null default 'guard' check (written_by in ('application', 'guard'));
comment on column guard.security_event_type.written_by is 'application: guard.record_security_event takes it from a login of the clinic. guard: only the guard and the officer report it.';
insert into guard.security_event_type (name, severity, investigate, threshold, meaning) values
  ('entry-forged', 'HIGH', true, null, 'an application tried to write an entry that only the guard writes')
on conflict (name) do update set severity = excluded.severity, investigate = excluded.investigate, meaning = excluded.meaning
  where (security_event_type.severity, security_event_type.investigate, security_event_type.meaning)
     is distinct from (excluded.severity, excluded.investigate, excluded.meaning);
update guard.security_event_type t set written_by = w.written_by
  from (select e.name, case when e.name = any (array[
    'access-denied', 'connection-refused', 'emergency-access', 'input-refused', 'other', 'rate-limit-exceeded'
  ]) then 'application' else 'guard' end as written_by from guard.security_event_type e) w
 where w.name = t.name and w.written_by <> t.written_by;

create or replace function guard.kind_of_entry(stated text) returns text
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  known guard.event_type;
  who text;
  once text;
begin
  select * into known from guard.event_type t where t.name = stated;
  if known.written_by = 'application' then
    return known.name;
  end if;
  if known.written_by = 'guard' then
    who := coalesce(nullif(current_setting('attestry.actor', true), ''), session_user);
    -- By the login: whoever forges can set another actor for each try. Once an hour, so that a loop does not bury the desk.
    once := 'entry-forged ' || session_user || ' ' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24');
    insert into guard.security_event (type, severity, investigate, actor, source_ip, subject, correlation, details)
    select t.name, t.severity, t.investigate, who, inet_client_addr(), known.name, once, jsonb_build_object('login', session_user)
      from guard.security_event_type t
     where t.name = 'entry-forged' and not exists (select from guard.security_event e where e.correlation = once);
  end if;
  return null;
end
$$;
comment on function guard.kind_of_entry(text) is 'The kind of an entry that an application states, if it is one of those it may write; null otherwise. A kind of the guard is a security event.';

-- The only way to these two kinds; whoever runs it can write guard.attachment, too.
create or replace function guard.log_guarding(event_type text, relation text, guarding text) returns bigint
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  entry bigint;
  own constant xid8 := pg_current_xact_id();
begin
  if event_type is null or event_type not in ('guard.attached', 'guard.detached') then
    raise exception 'guard.log_guarding: guard.attached or guard.detached' using errcode = 'invalid_parameter_value';
  end if;
  insert into guard.audit_log (actor, actor_role, event_type, action, resource_type, source_ip, session_id, details, xid)
  values (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
          nullif(current_setting('attestry.role', true), ''),
          log_guarding.event_type, 'execute', relation, inet_client_addr(), nullif(current_setting('attestry.session', true), ''),
          guard.details_of(jsonb_build_object('guard', guarding)::text, null), own)
  returning id into entry;
  return entry;
end
$$;
comment on function guard.log_guarding(text, text, text) is 'Appends the entry that something was put on a table of the clinic, or taken off by leave. For the owner of the schema.';

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
    from (select guard.kind_of_entry(event_type) as name) k cross join
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
    from (select guard.kind_of_entry(event_type) as name) k
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
  -- A login of the clinic: neither the officer's, nor one that may act as the owner of the schema.
  clinic constant boolean := not pg_has_role(session_user, 'attestry_reader', 'member')
    and not pg_has_role(session_user, (select n.nspowner from pg_namespace n where n.nspname = 'guard'), 'member');
  who constant text := coalesce(nullif(actor, ''), nullif(current_setting('attestry.actor', true), ''), session_user);
  event bigint;
begin
  -- A name that nobody knows is recorded as well: whoever reports must not fail for it.
  select * into known from guard.security_event_type t
   where t.name = 'other' or t.name = record_security_event.type and (t.written_by = 'application' or not clinic)
   order by t.name = 'other' limit 1;
  insert into guard.security_event (type, severity, investigate, actor, source_ip, subject, correlation, details)
  values (known.name, known.severity, known.investigate, who, inet_client_addr(), left(subject, 500),
          -- What the guard finds by itself is recorded once for each correlation: nobody else may have used it up.
          case when clinic then 'stated ' else '' end || coalesce(correlation, known.name || ' ' || who || ' ' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24')),
          coalesce(details, '{}') || case when known.name = record_security_event.type then '{}'::jsonb
                                          else jsonb_build_object('stated', left(record_security_event.type, 200)) end)
  returning id into event;
  return event;
end
$$;

revoke all on function guard.kind_of_entry(text), guard.log_guarding(text, text, text) from public;
