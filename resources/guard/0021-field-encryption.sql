-- Attestry guard, step 21: encrypted columns. Run as the owner of the schema, who may create the extension pgcrypto.
-- The database holds what encrypts (an OpenPGP public key) and nothing that decrypts: see docs/decisions/0026-field-encryption.md.

do $$
begin
  if not exists (select from pg_extension where extname = 'pgcrypto') then
    create extension pgcrypto with schema guard;
  end if;
end
$$;

create table if not exists guard.field_key (
  id         int         generated always as identity primary key,
  public_key bytea       not null,
  wrapped    bytea       not null,
  token_key  text        not null,
  created_at timestamptz not null default clock_timestamp(),
  created_by text        not null default session_user
);
comment on table guard.field_key is 'Attestry: keys of encrypted columns. wrapped is the private half and the reading key, encrypted under a key of the officer''s token.';

create table if not exists guard.field (
  id          uuid        primary key default gen_random_uuid(),
  relation    oid         not null,
  attribute   int2        not null,
  schema_name text        not null,
  table_name  text        not null,
  column_name text        not null,
  key_id      int         not null references guard.field_key,
  state       text        not null check (state in ('encrypting', 'encrypted', 'rolling-back')),
  attached_at timestamptz not null default clock_timestamp(),
  attached_by text        not null default session_user,
  unique (relation, attribute)
);
comment on table guard.field is 'Attestry: columns that are encrypted. encrypting: what is written is, rows from before may not be yet.';

create table if not exists guard.field_data_key (
  id      bigint generated always as identity primary key,
  key_id  int    not null references guard.field_key,
  xid     xid8   not null default pg_current_xact_id(),
  tag     bytea  not null,
  wrapped bytea  not null,
  quick   bytea
);
comment on table guard.field_data_key is 'Attestry: one data key for each transaction that wrote encrypted values, wrapped for the public key; quick: wrapped again under the reading key, which spares the slow half of reading.';
create index if not exists field_data_key_waiting on guard.field_data_key (id) where quick is null;

create or replace function guard.field_is_sealed(value text) returns boolean
  language sql immutable parallel safe
  set search_path = pg_catalog, pg_temp
as $$ select value ~ '^atf1\.[0-9]{1,18}\.[A-Za-z0-9+/]{86,}={0,2}$' $$;
comment on function guard.field_is_sealed(text) is 'Whether a text has the form of an encrypted value.';

create or replace function guard.field_box(plain bytea, keys bytea, context bytea) returns bytea
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  iv constant bytea := gen_random_bytes(16);
  body constant bytea := iv || encrypt_iv(plain, substr(keys, 1, 32), iv, 'aes-cbc/pad:pkcs');
begin
  return body || hmac(context || body, substr(keys, 33, 32), 'sha256');
end
$$;
comment on function guard.field_box(bytea, bytea, bytea) is 'AES-256-CBC with a random IV, then HMAC-SHA-256 over context, IV and ciphertext. keys: 32 bytes to encrypt, 32 bytes to authenticate.';

create or replace function guard.field_unbox(boxed bytea, keys bytea, context bytea) returns bytea
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  body constant bytea := substr(boxed, 1, length(boxed) - 32);
begin
  if length(boxed) < 64 or hmac(context || body, substr(keys, 33, 32), 'sha256') <> substr(boxed, length(boxed) - 31) then
    raise exception 'an encrypted value was changed or belongs elsewhere' using errcode = 'AT022';
  end if;
  return decrypt_iv(substr(body, 17), substr(keys, 1, 32), substr(body, 1, 16), 'aes-cbc/pad:pkcs');
end
$$;
comment on function guard.field_unbox(bytea, bytea, bytea) is 'Opens what field_box made; AT022 when anything of it was changed.';

-- The settings below are assigned, never given in a statement: neither statement logs nor pg_stat_activity see them.
create or replace function guard.field_seal(value text, field uuid, key int) returns text
  language plpgsql volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  held constant text[] := string_to_array(current_setting('attestry.field_data_key', true), '.');
  own constant xid8 := pg_current_xact_id();
  keys bytea;
  number bigint;
  ignored text;
begin
  if held[1] = key::text then
    keys := decode(held[3], 'hex');
    -- Anybody may set a setting: it counts only when this transaction made the data key and it is the one.
    select d.id into number from guard.field_data_key d
     where d.id = held[2]::bigint and d.xid = own and d.key_id = key and d.tag = hmac('attestry data key'::bytea, keys, 'sha256');
  end if;
  if number is null then
    keys := gen_random_bytes(64);
    insert into guard.field_data_key (key_id, tag, wrapped)
    select k.id, hmac('attestry data key'::bytea, keys, 'sha256'),
           pgp_pub_encrypt_bytea(keys, k.public_key, 'cipher-algo=aes256, compress-algo=0')
      from guard.field_key k where k.id = key
    returning id into strict number;
    ignored := set_config('attestry.field_data_key', key || '.' || number || '.' || encode(keys, 'hex'), true);
  end if;
  return 'atf1.' || number || '.' ||
    translate(encode(guard.field_box(convert_to(value, 'UTF8'), keys, uuid_send(field) || int8send(number)), 'base64'), E'\n', '');
end
$$;
comment on function guard.field_seal(text, uuid, int) is 'Encrypts one value for a column. Needs no secret: each transaction makes a data key of its own and forgets it.';

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
comment on function guard.field_open(text, uuid) is 'Decrypts one value in a transaction that was given the key (AT021 otherwise). A value that is not encrypted comes back as it is.';

create or replace function guard.field_show(value text, field uuid, level text) returns text
  language sql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select case when value is null then null
              when level = 'full' then guard.field_open(value, field)
              when level = 'partial' then (select repeat('*', greatest(length(v) - 4, 0)) || case when length(v) > 7 then right(v, 4) else repeat('*', least(length(v), 4)) end
                                             from guard.field_open(value, field) v)
              else '****' end
$$;
comment on function guard.field_show(text, uuid, text) is 'A value as a role may see it: full, partial (the last four characters) or masked; masked needs no key.';

create or replace function guard.field_pad() returns text
  language plpgsql volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  pad constant text := encode(gen_random_bytes(64), 'hex');
  ignored text;
begin
  ignored := set_config('attestry.field_pad', pad, true);
  return pad;
end
$$;
comment on function guard.field_pad() is 'A key for one message: what field_give is given is encrypted with it, so that a server that logs parameters logs nothing of use.';

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
comment on function guard.field_give(int, bytea) is 'Takes the private half and the reading key for the rest of this transaction.';

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
comment on function guard.field_take_over(int) is 'Wraps data keys again under the reading key: the slow half of reading is done once for each, not at every read.';

-- pgcrypto may have been there before, in a schema of the clinic's.
do $$
declare
  home constant name := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pgcrypto');
  one regprocedure;
begin
  foreach one in array array['guard.field_box(bytea, bytea, bytea)', 'guard.field_unbox(bytea, bytea, bytea)', 'guard.field_seal(text, uuid, int)',
    'guard.field_open(text, uuid)', 'guard.field_pad()', 'guard.field_take_over(int)']::regprocedure[] loop
    execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', one, home);
  end loop;
end
$$;

revoke all on guard.field_key, guard.field, guard.field_data_key from public;
revoke all on function guard.field_is_sealed(text), guard.field_box(bytea, bytea, bytea), guard.field_unbox(bytea, bytea, bytea),
  guard.field_seal(text, uuid, int), guard.field_open(text, uuid), guard.field_show(text, uuid, text), guard.field_pad(),
  guard.field_give(int, bytea), guard.field_take_over(int) from public;
grant select on guard.field to attestry_reader;
