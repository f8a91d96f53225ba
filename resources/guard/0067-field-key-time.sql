-- Attestry guard, step 67: how long a transaction that was given the key of encrypted columns may read with it.
-- Run as the owner of the schema.

create table if not exists guard.field_key_time (
  only_row boolean     primary key default true check (only_row),
  seconds  int         not null check (seconds between 5 and 3600),
  set_at   timestamptz not null default clock_timestamp(),
  set_by   text        not null default session_user
);
comment on table guard.field_key_time is 'Attestry: for how many seconds the key of encrypted columns stays given, within one transaction. No row: 60.';

create or replace function guard.set_field_key_time(wanted int) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if wanted is null or wanted not between 5 and 3600 then
    raise exception 'guard.set_field_key_time: 5 to 3600 seconds' using errcode = 'invalid_parameter_value';
  end if;
  insert into guard.field_key_time as t (seconds) values (wanted)
    on conflict (only_row) do update set (seconds, set_at, set_by) = (excluded.seconds, clock_timestamp(), session_user);
  perform guard.log_access('config.changed', 'set', 'field-key-time', null, null, true, jsonb_build_object('seconds', wanted)::text);
end
$$;
comment on function guard.set_field_key_time(int) is 'Sets for how many seconds (5 to 3600) the key of encrypted columns stays given. For the owner of the schema.';

create or replace function guard.field_given(key int) returns bytea
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  given constant bytea := decode(coalesce(current_setting('attestry.field_key_' || key, true), ''), 'base64');
begin
  if length(given) < 65 then
    raise exception 'this transaction was not given the key' using errcode = 'AT021';
  end if;
  -- When the statement began: one that reads for long is not cut off in its middle. Not set by a field_give of an older pack.
  if extract(epoch from statement_timestamp()) > nullif(current_setting('attestry.field_until', true), '')::numeric then
    raise exception 'the key was given too long ago' using errcode = 'AT026', hint = 'Give it again, in a new transaction.';
  end if;
  return given;
end
$$;
comment on function guard.field_given(int) is 'The secret half that this transaction was given: AT021 when it was not, AT026 when its time is over.';

create or replace function guard.field_give(key int, sealed bytea) returns void
  language plpgsql volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  ignored text;
  seconds constant int := coalesce((select s.seconds from guard.field_key_time s), 60);
  idle constant int := extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval) * 1000;
begin
  -- A transaction that is left open with the key in it is ended by the server; one that is shorter already stays so.
  if idle = 0 or idle > seconds * 1000 then
    ignored := set_config('idle_in_transaction_session_timeout', (seconds * 1000)::text, true);
  end if;
  ignored := set_config('attestry.field_until', extract(epoch from clock_timestamp() + make_interval(secs => seconds))::text, true);
  ignored := set_config('attestry.field_key_' || key,
    translate(encode(guard.field_unbox(sealed, decode(current_setting('attestry.field_pad'), 'hex'), int4send(key)), 'base64'), E'\n', ''), true);
end
$$;

create or replace function guard.field_open(value text, field uuid) returns text
  language plpgsql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  number bigint;
  stored guard.field_data_key%rowtype;
  given bytea;
  keys bytea;
begin
  if value is null or not guard.field_is_sealed(value) then
    return value;
  end if;
  number := split_part(value, '.', 2)::bigint;
  select * into stored from guard.field_data_key d where d.id = number;
  given := guard.field_given(coalesce(stored.key_id, 0));
  keys := case when stored.quick is not null
               then guard.field_unbox(stored.quick, substr(given, 1, 64), int8send(number))
               else pgp_pub_decrypt_bytea(stored.wrapped, substr(given, 65)) end;
  return convert_from(guard.field_unbox(decode(split_part(value, '.', 3), 'base64'), keys, uuid_send(field) || int8send(number)), 'UTF8');
end
$$;

create or replace function guard.field_take_over(most int) returns int
  language plpgsql volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  one record;
  given bytea;
  done int := 0;
begin
  for one in select * from guard.field_data_key where quick is null order by id limit most for update skip locked loop
    continue when coalesce(current_setting('attestry.field_key_' || one.key_id, true), '') = '';
    given := guard.field_given(one.key_id);
    update guard.field_data_key
       set quick = guard.field_box(pgp_pub_decrypt_bytea(one.wrapped, substr(given, 65)), substr(given, 1, 64), int8send(one.id))
     where id = one.id;
    done := done + 1;
  end loop;
  return done;
end
$$;

create or replace function guard.field_blind(value text, field uuid, rule text, key int) returns bytea
  language plpgsql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  given constant bytea := guard.field_given(key);
begin
  return substr(hmac(convert_to(guard.field_normal(value, rule), 'UTF8'),
                     hmac('attestry blind index'::bytea || uuid_send(field), substr(given, 33, 32), 'sha256'), 'sha256'), 1, 16);
end
$$;

-- pgcrypto may have been there before, in a schema of the clinic's.
do $$
declare
  home constant name := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pgcrypto');
  one regprocedure;
begin
  foreach one in array array['guard.field_open(text, uuid)', 'guard.field_take_over(int)', 'guard.field_blind(text, uuid, text, int)']::regprocedure[] loop
    execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', one, home);
  end loop;
end
$$;

revoke all on guard.field_key_time from public;
revoke all on function guard.set_field_key_time(int), guard.field_given(int) from public;
grant select on guard.field_key_time to attestry_reader;
