-- Attestry guard, step 10: what an entry says. Run as the owner of the schema.
-- A closed list of event types, and who was connected: the columns say whom the application names, the details whom the
-- database knows (`session`). The columns of guard.audit_log and their order stay: they are what is sealed.

create table if not exists guard.event_type (
  name    text primary key,
  family  text not null,
  meaning text not null
);
comment on table guard.event_type is 'Attestry: the closed list of event types, as in docs/guard.md. guard.log_access records every other name as `other`.';
insert into guard.event_type (name, family, meaning) values
  ('data.insert', 'change', 'a row was added (by the audit trigger)'),
  ('data.update', 'change', 'a row was changed (by the audit trigger)'),
  ('data.delete', 'change', 'a row was deleted (by the audit trigger)'),
  ('data.truncate', 'change', 'a table was emptied at once (by the audit trigger)'),
  ('phi.create', 'change', 'patient data was added, in the words of the application'),
  ('phi.update', 'change', 'patient data was changed, in the words of the application'),
  ('phi.delete', 'change', 'patient data was deleted, in the words of the application'),
  ('psychotherapy-note.created', 'change', 'a psychotherapy note was written'),
  ('phi.read', 'access', 'patient data was looked at'),
  ('phi.search', 'access', 'patients were searched for'),
  ('phi.export', 'access', 'patient data left the system as a file'),
  ('phi.print', 'access', 'patient data was printed'),
  ('psychotherapy-note.read', 'access', 'a psychotherapy note was opened'),
  ('record.read', 'access', 'a record was opened'),
  ('record.list', 'access', 'a list of records was shown'),
  ('record.export', 'access', 'a record left the system as a file'),
  ('record.print', 'access', 'a record was printed'),
  ('access.break-glass', 'access', 'somebody opened a record in an emergency, past the usual rules'),
  ('access.denied', 'access', 'somebody asked for a record and was refused'),
  ('auth.login', 'session', 'somebody signed in'),
  ('auth.login-failed', 'session', 'somebody failed to sign in'),
  ('auth.logout', 'session', 'somebody signed out'),
  ('auth.lockout', 'session', 'an account was locked after failed attempts'),
  ('password.reset', 'session', 'a password was set anew'),
  ('role.granted', 'permission', 'somebody was given a role'),
  ('role.revoked', 'permission', 'a role was taken from somebody'),
  ('user.created', 'permission', 'an account was made'),
  ('user.updated', 'permission', 'an account was changed'),
  ('user.disabled', 'permission', 'an account was switched off'),
  ('consent.recorded', 'privacy', 'a patient gave a consent'),
  ('consent.withdrawn', 'privacy', 'a patient withdrew a consent'),
  ('disclosure.recorded', 'privacy', 'patient data was given to somebody outside'),
  ('restriction.recorded', 'privacy', 'a restriction that a patient asked for was agreed to'),
  ('restriction.ended', 'privacy', 'a restriction ended'),
  ('rights.request-received', 'privacy', 'a patient used one of the rights over their data'),
  ('appointment.booked', 'care', 'an appointment was made'),
  ('document.scanned', 'care', 'a document was taken in'),
  ('image.acquired', 'care', 'an image was taken'),
  ('medication.administered', 'care', 'a drug was given'),
  ('medication.dispensed', 'care', 'a drug was handed out'),
  ('medication.prescribed', 'care', 'a drug was prescribed'),
  ('note.signed', 'care', 'a note was signed'),
  ('order.placed', 'care', 'an order was placed'),
  ('result.acknowledged', 'care', 'a result was seen'),
  ('result.corrected', 'care', 'a result was corrected'),
  ('result.entered', 'care', 'a result was entered'),
  ('claim.submitted', 'exchange', 'a claim was sent to a payer'),
  ('claim.updated', 'exchange', 'a claim was changed'),
  ('fhir.sync', 'exchange', 'records were exchanged by FHIR'),
  ('interface.message', 'exchange', 'a message of another system was taken in'),
  ('report.exported', 'exchange', 'a report was saved'),
  ('backup.completed', 'system', 'a backup was made'),
  ('config.changed', 'system', 'a setting was changed'),
  ('job.run', 'system', 'a scheduled job ran'),
  ('key.created', 'system', 'a key was made'),
  ('key.rotated', 'system', 'a key was replaced by a new one'),
  ('key.destroyed', 'system', 'a key was destroyed'),
  ('schema.changed', 'system', 'the form of the database was changed (by the event trigger)'),
  ('audit.reviewed', 'log', 'somebody looked through the audit log'),
  ('guard.adopt', 'log', 'the log was taken over by another database cluster'),
  ('guard.attached', 'log', 'an audit trigger was put on a table'),
  ('guard.detached', 'log', 'an audit trigger was taken from a table'),
  ('guard.month-begun', 'log', 'a new month of the log began, with numbers of its own'),
  ('other', 'other', 'an event that is not on this list; its name is in the details')on conflict (name) do update set family = excluded.family, meaning = excluded.meaning
  where (event_type.family, event_type.meaning) is distinct from (excluded.family, excluded.meaning);

-- No search_path of its own: so it becomes part of the statements that use it, which all have one.
create or replace function guard.session_facts() returns text
  language sql stable parallel restricted
as $$
  select '{"user":' || pg_catalog.to_json(session_user)::text
         || coalesce(',"role":' || pg_catalog.to_json(nullif(pg_catalog.current_setting('role'), 'none'))::text, '')
         || coalesce(',"application":' || pg_catalog.to_json(nullif(pg_catalog.current_setting('application_name'), ''))::text, '') || '}'
$$;
comment on function guard.session_facts() is 'Who is connected, as the database knows it: the login, the role it has set, and the application''s name. The address is in source_ip.';

-- A document of ten megabytes is evidence by its hash; kept whole, each change of it would grow the log by twenty.
create or replace function guard.bounded(row_values jsonb) returns jsonb
  language sql immutable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_object_agg(v.key, case when octet_length(v.value::text) <= 4096 then v.value else
      jsonb_build_object('bytes', octet_length(v.value::text), 'sha256', encode(sha256(convert_to(v.value::text, 'UTF8')), 'hex')) end)
    from jsonb_each(row_values) v
$$;
comment on function guard.bounded(jsonb) is 'The values of a row; in place of one longer than 4 kB its length and SHA-256.';

create or replace function guard.audit_change() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  -- Taken before the row gets its number, so that a number passed over can never belong to a transaction yet to begin.
  own constant xid8 := pg_current_xact_id();
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  one constant jsonb := coalesce(after, before);
  key text := one ->> tg_argv[0];
  patient constant text := case when tg_argv[1] <> '' then one ->> tg_argv[1] end;
  patient_id uuid;
  -- Before anything is shortened.
  whole_before constant jsonb := before;
  whole_after constant jsonb := after;
begin
  for i in 2 .. tg_nargs - 1 loop
    key := concat_ws('/', key, one ->> tg_argv[i]);
  end loop;
  -- A patient number of another form must not make the clinic's change fail: it is in the values.
  if patient ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then
    patient_id := patient::uuid;
  end if;
  if pg_column_size(one) > 4096 or pg_column_size(before) > 4096 then
    before := guard.bounded(before);
    after := guard.bounded(after);
  end if;
  insert into guard.audit_log
    (actor, actor_role, event_type, action, resource_type, resource_id, patient_id, source_ip, session_id, details, xid)
  values
    (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
     nullif(current_setting('attestry.role', true), ''),
     'data.' || lower(tg_op), lower(tg_op), tg_table_name, key, patient_id,
     inet_client_addr(), nullif(current_setting('attestry.session', true), ''),
     '{' || coalesce('"before":' || before::text || ',', '') || coalesce('"after":' || after::text || ',', '')
         || case tg_op when 'UPDATE' then '"changed":' || (select coalesce(json_agg(a.key), '[]')::text
              from jsonb_each(whole_after) a where a.value is distinct from whole_before -> a.key) || ',' else '' end
         || '"schema":' || to_json(tg_table_schema)::text || ',"session":' || guard.session_facts() || '}', own);
  return null;
end
$$;
comment on function guard.audit_change() is 'Audit trigger: appends one entry with the values before and after. Arguments: key column, patient column (or empty), further columns of the key.';

create or replace function guard.audit_truncate() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  own constant xid8 := pg_current_xact_id();
begin
  insert into guard.audit_log (actor, actor_role, event_type, action, resource_type, source_ip, session_id, details, xid)
  values
    (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
     nullif(current_setting('attestry.role', true), ''),
     'data.truncate', 'truncate', tg_table_name, inet_client_addr(),
     nullif(current_setting('attestry.session', true), ''),
     '{"schema":' || to_json(tg_table_schema)::text || ',"session":' || guard.session_facts() || '}', own);
  return null;
end
$$;

-- What the application gives as details stays as it is, byte for byte: the session is put in before the last brace.
create or replace function guard.details_of(given text, stated text) returns text
  language sql stable parallel restricted
as $$
  select case when given is null or given ~ '^\s*(\{\s*\}\s*)?$' then '{'
              when given ~ '^\s*\{.*\}\s*$' then pg_catalog.left(pg_catalog.rtrim(given, e' \t\r\n'), -1) || ','
              else '{"text":' || pg_catalog.to_json(given)::text || ',' end
         || coalesce('"stated":' || pg_catalog.to_json(stated)::text || ',', '')
         || '"session":' || guard.session_facts() || '}'
$$;
comment on function guard.details_of(text, text) is 'The details that an application gives, with the session and, where it is not on the list, the name of the event.';

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
comment on function guard.log_access_list(text, text, text, text[], uuid[], boolean, text) is 'Appends one entry for each record of a list that was shown, exported or printed, and one where it was empty; returns how many.';

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

-- Attached by Attestry where the installer is a superuser; nobody else may make event triggers.
create or replace function guard.audit_schema() returns event_trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  own xid8;
  change record;
begin
  -- The guard itself is being taken away.
  if to_regclass('guard.audit_log') is null then
    return;
  end if;
  for change in
    select c.command_tag as tag, c.object_type as type, c.object_identity as identity from pg_event_trigger_ddl_commands() c
     where c.schema_name is distinct from 'pg_temp' and not c.in_extension
  loop
    own := pg_current_xact_id();
    insert into guard.audit_log (actor, actor_role, event_type, action, resource_type, resource_id, source_ip, session_id, details, xid)
    values
      (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
       nullif(current_setting('attestry.role', true), ''),
       'schema.changed', lower(change.tag), change.type, change.identity, inet_client_addr(),
       nullif(current_setting('attestry.session', true), ''),
       '{"session":' || guard.session_facts() || '}', own);
  end loop;
end
$$;
comment on function guard.audit_schema() is 'Event trigger: appends one entry for each object that a command makes or changes.';

create or replace function guard.audit_drop() returns event_trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  own xid8;
  change record;
begin
  if to_regclass('guard.audit_log') is null then
    return;
  end if;
  for change in
    select d.object_type as type, d.object_identity as identity from pg_event_trigger_dropped_objects() d
     where d.original and not d.is_temporary
  loop
    own := pg_current_xact_id();
    insert into guard.audit_log (actor, actor_role, event_type, action, resource_type, resource_id, source_ip, session_id, details, xid)
    values
      (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
       nullif(current_setting('attestry.role', true), ''),
       'schema.changed', lower(tg_tag), change.type, change.identity, inet_client_addr(),
       nullif(current_setting('attestry.session', true), ''),
       '{"session":' || guard.session_facts() || '}', own);
  end loop;
end
$$;
comment on function guard.audit_drop() is 'Event trigger: appends one entry for each object that a command drops.';

revoke all on guard.event_type from public;
revoke all on function guard.session_facts(), guard.bounded(jsonb), guard.audit_change(), guard.audit_truncate(),
  guard.details_of(text, text), guard.audit_schema(), guard.audit_drop(),
  guard.log_access(text, text, text, text, uuid, boolean, text),
  guard.log_access_list(text, text, text, text[], uuid[], boolean, text) from public;
grant select on guard.event_type to attestry_reader, attestry_writer;
grant execute on function guard.log_access_list(text, text, text, text[], uuid[], boolean, text) to attestry_writer;
