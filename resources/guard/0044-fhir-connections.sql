-- Attestry guard, connections: other systems that are reached by FHIR, and the life of their credentials. Run as the owner
-- of the schema. Credentials come here encrypted, under a key that only the officer's token opens.

create table if not exists guard.fhir_connection (
  id            text        primary key check (id ~ '^[A-Za-z0-9_-]{1,64}$'),
  name          text        not null check (length(btrim(name)) between 1 and 80),
  -- No user, no password, no query, no fragment: an address is not where a secret belongs.
  base_url      text        not null check (length(base_url) <= 500
                              and base_url ~ '^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&''()*+,;=:%/-]*)?$'),
  client_id     text        not null check (length(client_id) between 1 and 200),
  scopes        text        not null check (length(scopes) <= 1000),
  state         text        not null default 'active' check (state in ('active', 'expired', 'revoked')),
  -- AES-256-GCM: a nonce of 12 bytes, the tag of 16, the text.
  credentials   bytea       check (octet_length(credentials) between 29 and 65536),
  expires_at    timestamptz,
  created_at    timestamptz not null default clock_timestamp(),
  refreshed_at  timestamptz,
  check ((state = 'revoked') = (credentials is null))
);
comment on table guard.fhir_connection is 'Systems that are reached by FHIR. Credentials are ciphertext; the database cannot read them.';
comment on column guard.fhir_connection.credentials is 'Encrypted, or nothing once they are revoked.';

create table if not exists guard.fhir_connection_event (
  id         bigint      generated always as identity primary key,
  connection text        not null references guard.fhir_connection,
  what       text        not null check (what in ('created', 'refreshed', 'expired', 'revoked')),
  reason     text        check (length(reason) <= 300),
  at         timestamptz not null default clock_timestamp(),
  by         name        not null default session_user
);
comment on table guard.fhir_connection_event is 'The life of a connection''s credentials. Rows are only ever appended.';
drop trigger if exists fhir_connection_event_append_only on guard.fhir_connection_event;
create trigger fhir_connection_event_append_only before update or delete on guard.fhir_connection_event
  for each row execute function guard.refuse_change();
drop trigger if exists fhir_connection_event_no_truncate on guard.fhir_connection_event;
create trigger fhir_connection_event_no_truncate before truncate on guard.fhir_connection_event
  for each statement execute function guard.refuse_change();

create or replace function guard.keep_fhir_connection(
  id text, name text, base_url text, client_id text, scopes text, credentials bytea, expires_at timestamptz
) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into guard.fhir_connection (id, name, base_url, client_id, scopes, credentials, expires_at)
    values (id, btrim(name), base_url, client_id, scopes, credentials, expires_at);
  insert into guard.fhir_connection_event (connection, what) values (id, 'created');
  perform guard.log_access('config.changed', 'create', 'fhir-connection', id, null, true, '{}');
end
$$;
comment on function guard.keep_fhir_connection(text, text, text, text, text, bytea, timestamptz) is 'Keeps a connection with its encrypted credentials.';

create or replace function guard.refresh_fhir_connection(connection text, credentials bytea, expires_at timestamptz) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  update guard.fhir_connection c
     set credentials = refresh_fhir_connection.credentials, expires_at = refresh_fhir_connection.expires_at,
         state = 'active', refreshed_at = clock_timestamp()
   where c.id = connection and c.state <> 'revoked';
  if not found then
    return false;
  end if;
  insert into guard.fhir_connection_event (connection, what) values (connection, 'refreshed');
  perform guard.log_access('config.changed', 'refresh', 'fhir-connection', connection, null, true, '{}');
  return true;
end
$$;
comment on function guard.refresh_fhir_connection(text, bytea, timestamptz) is 'Puts new credentials in the place of the old ones; false when there is no such connection or it was revoked.';

create or replace function guard.revoke_fhir_connection(connection text, reason text) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if reason is null or length(btrim(reason)) not between 10 and 300 then
    raise exception 'guard.revoke_fhir_connection: a reason of 10 to 300 characters' using errcode = 'invalid_parameter_value';
  end if;
  update guard.fhir_connection c set state = 'revoked', credentials = null where c.id = connection and c.state <> 'revoked';
  if not found then
    return false;
  end if;
  insert into guard.fhir_connection_event (connection, what, reason) values (connection, 'revoked', btrim(revoke_fhir_connection.reason));
  perform guard.log_access('config.changed', 'revoke', 'fhir-connection', connection, null, true, '{}');
  return true;
end
$$;
comment on function guard.revoke_fhir_connection(text, text) is 'Ends a connection for good: its credentials are removed.';

create or replace function guard.expire_fhir_connections() returns int
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  ended int;
begin
  with over as (update guard.fhir_connection c set state = 'expired'
                 where c.state = 'active' and c.expires_at <= clock_timestamp() returning c.id, c.expires_at)
  insert into guard.fhir_connection_event (connection, what, at) select o.id, 'expired', o.expires_at from over o;
  get diagnostics ended = row_count;
  return ended;
end
$$;
comment on function guard.expire_fhir_connections() is 'Marks what has run out; returns how many.';

revoke all on guard.fhir_connection, guard.fhir_connection_event from public;
revoke all on function guard.keep_fhir_connection(text, text, text, text, text, bytea, timestamptz),
  guard.refresh_fhir_connection(text, bytea, timestamptz), guard.revoke_fhir_connection(text, text), guard.expire_fhir_connections() from public;
grant select on guard.fhir_connection, guard.fhir_connection_event to attestry_reader;
grant execute on function guard.keep_fhir_connection(text, text, text, text, text, bytea, timestamptz),
  guard.refresh_fhir_connection(text, bytea, timestamptz), guard.revoke_fhir_connection(text, text), guard.expire_fhir_connections() to attestry_reader;
