-- Takes away what 0010-audit-events.sql made; the functions are again those of 0002-audit-log.sql.

drop function if exists guard.audit_drop() cascade;
drop function if exists guard.audit_schema() cascade;
drop function if exists guard.log_access_list(text, text, text, text[], uuid[], boolean, text);

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
  values
    (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
     nullif(current_setting('attestry.role', true), ''),
     event_type, action, resource_type, resource_id, patient_id,
     inet_client_addr(), nullif(current_setting('attestry.session', true), ''), success, details, own)
  returning id into entry;
  return entry;
end
$$;

create or replace function guard.audit_change() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  own constant xid8 := pg_current_xact_id();
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  one jsonb := coalesce(after, before);
begin
  insert into guard.audit_log
    (actor, actor_role, event_type, action, resource_type, resource_id, patient_id, source_ip, session_id, details, xid)
  values
    (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
     nullif(current_setting('attestry.role', true), ''),
     'data.' || lower(tg_op), lower(tg_op), tg_table_name,
     one ->> tg_argv[0],
     case when tg_argv[1] <> '' then (one ->> tg_argv[1])::uuid end,
     inet_client_addr(), nullif(current_setting('attestry.session', true), ''),
     jsonb_strip_nulls(jsonb_build_object('before', before, 'after', after))::text, own);
  return null;
end
$$;

create or replace function guard.audit_truncate() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  own constant xid8 := pg_current_xact_id();
begin
  insert into guard.audit_log (actor, actor_role, event_type, action, resource_type, source_ip, session_id, xid)
  values
    (coalesce(nullif(current_setting('attestry.actor', true), ''), session_user),
     nullif(current_setting('attestry.role', true), ''),
     'data.truncate', 'truncate', tg_table_name, inet_client_addr(),
     nullif(current_setting('attestry.session', true), ''), own);
  return null;
end
$$;

comment on function guard.audit_change() is 'Audit trigger: appends one entry with the values before and after. Arguments: key column, patient column (or empty).';

drop function if exists guard.details_of(text, text);
drop function if exists guard.bounded(jsonb);
drop function if exists guard.session_facts();
drop table if exists guard.event_type;
