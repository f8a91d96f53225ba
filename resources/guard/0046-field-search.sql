-- Attestry guard, step 46: equality search on encrypted columns. Run as the owner of the schema, after the roles of step 40.
-- What it reveals is said in docs/guard.md, "Equality search": which rows have equal values, to whoever reads these tables.

create table if not exists guard.field_index (
  field_id uuid    primary key references guard.field on delete cascade,
  rule     text    not null check (rule in ('exact', 'digits', 'words')),
  ready    boolean not null default false
);
comment on table guard.field_index is 'Attestry: encrypted columns that can be searched for equal values, and what counts as equal. Not ready: a search would miss values, so it is refused.';

create table if not exists guard.field_index_value (
  field_id uuid not null references guard.field_index on delete cascade,
  sealed   text not null,
  key_id   int,
  blind    bytea
);
comment on table guard.field_index_value is 'Attestry: an HMAC of each encrypted value, under a key that only the officer''s token opens. blind is null until somebody with that token catches up.';
create index if not exists field_index_value_blind on guard.field_index_value (field_id, blind);
create index if not exists field_index_value_sealed on guard.field_index_value using hash (sealed);

create or replace function guard.field_normal(value text, rule text) returns text
  language sql immutable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(nullif(case rule when 'digits' then regexp_replace(value, '[^0-9]', '', 'g')
                                   when 'words' then btrim(regexp_replace(lower(normalize(value, nfc)), '\s+', ' ', 'g'))
                                   else value end, ''), value)
$$;
comment on function guard.field_normal(text, text) is 'What of a value counts: exact, digits (of a number), words (without regard to upper case and spaces). A value of which nothing is left counts as it is.';

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
comment on function guard.field_blind(text, uuid, text, int) is 'HMAC-SHA-256 of a value under a key of its column, which is derived from the secret half; 16 bytes of it.';

create or replace function guard.field_matches(in_schema name, in_table name, in_column name, wanted text) returns setof text
  language plpgsql stable rows 5
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  found_field uuid;
  found_rule text;
  is_ready boolean;
  current_key int;
  tag bytea;
begin
  select f.id, i.rule, i.ready, f.key_id into found_field, found_rule, is_ready, current_key
    from guard.field f join guard.field_index i on i.field_id = f.id
    join pg_class c on c.oid = f.relation join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped
   where n.nspname = in_schema and c.relname = in_table and a.attname = in_column;
  if found_field is null then
    raise exception 'this column cannot be searched' using errcode = 'AT024', hint = 'Make it searchable first: fields search.';
  end if;
  if not is_ready then
    raise exception 'the index of this column is being made' using errcode = 'AT025', hint = 'Run fields search on it again: it goes on.';
  end if;
  tag := guard.field_blind(wanted, found_field, found_rule, current_key);
  return query
    select v.sealed from guard.field_index_value v where v.field_id = found_field and v.blind = tag
    union all
    select v.sealed from guard.field_index_value v
     where v.field_id = found_field and v.blind is null
       and guard.field_normal(guard.field_open(v.sealed, found_field), found_rule) = guard.field_normal(wanted, found_rule);
end
$$;
comment on function guard.field_matches(name, name, name, text) is 'The encrypted values of a column that equal a value, in a transaction that was given the key. Those not yet in the index are opened one by one.';

create or replace function guard.field_index_fill(field uuid, most int) returns int
  language plpgsql volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  done int;
begin
  with next as (
    select v.ctid as place, i.rule, f.key_id
      from guard.field_index_value v join guard.field_index i on i.field_id = v.field_id join guard.field f on f.id = v.field_id
     where v.field_id = field and (v.blind is null or v.key_id <> f.key_id)
     limit most for update of v skip locked)
  update guard.field_index_value v
     set blind = guard.field_blind(guard.field_open(v.sealed, field), field, next.rule, next.key_id), key_id = next.key_id
    from next where v.ctid = next.place;
  get diagnostics done = row_count;
  return done;
end
$$;
comment on function guard.field_index_fill(uuid, int) is 'Puts values into the index that are not in it yet, in a transaction that was given the key. Returns how many.';

-- pgcrypto may have been there before, in a schema of the clinic's.
do $$
begin
  execute format('alter function guard.field_blind(text, uuid, text, int) set search_path = pg_catalog, %I, pg_temp',
    (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pgcrypto'));
end
$$;

revoke all on guard.field_index, guard.field_index_value from public;
revoke all on function guard.field_normal(text, text), guard.field_blind(text, uuid, text, int), guard.field_matches(name, name, name, text),
  guard.field_index_fill(uuid, int) from public;
grant select on guard.field_index to attestry_reader;
grant execute on function guard.field_matches(name, name, name, text)
  to attestry_clinician, attestry_billing, attestry_front_desk, attestry_compliance;
