-- Takes away what 0067-field-key-time.sql made; the functions are again those of 0021-field-encryption.sql and 0046-field-search.sql.

create or replace function guard.field_give(key int, sealed bytea) returns void
  language plpgsql volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  ignored text;
begin
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
  given := decode(coalesce(current_setting('attestry.field_key_' || coalesce(stored.key_id, 0), true), ''), 'base64');
  if length(given) < 65 then
    raise exception 'this transaction was not given the key' using errcode = 'AT021';
  end if;
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
    given := decode(coalesce(current_setting('attestry.field_key_' || one.key_id, true), ''), 'base64');
    continue when length(given) < 65;
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
  given constant bytea := decode(coalesce(current_setting('attestry.field_key_' || key, true), ''), 'base64');
begin
  if length(given) < 65 then
    raise exception 'this transaction was not given the key' using errcode = 'AT021';
  end if;
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

drop function if exists guard.field_given(int);
drop function if exists guard.set_field_key_time(int);
drop table if exists guard.field_key_time;
