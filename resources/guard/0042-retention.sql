-- Attestry guard, retention: how long rows are kept, what is held for the law, and what was deleted. Run as the owner of
-- the schema. The officer sets rules and holds; deleting is done by an administrator, under an officer's signature.

create table if not exists guard.retention_policy (
  relation       oid         primary key,
  schema_name    text        not null,
  table_name     text        not null,
  kind           text        not null check (kind ~ '^[a-z][a-z-]{0,39}$'),
  months         int         not null check (months between 1 and 1200),
  basis          text        not null check (length(btrim(basis)) between 10 and 300),
  date_column    text        not null,
  subject_column text,
  active         boolean     not null,
  set_at         timestamptz not null default clock_timestamp(),
  set_by         name        not null default session_user
);
comment on table guard.retention_policy is 'How long rows of a table are kept, counted from a column; what is older is deleted when somebody runs it.';
comment on column guard.retention_policy.subject_column is 'The column that names the patient, so that a hold on a patient binds.';

create table if not exists guard.legal_hold (
  id            bigint      generated always as identity primary key,
  relation      oid,
  table_name    text,
  patient       text        check (length(patient) between 1 and 200),
  reason        text        not null check (length(btrim(reason)) between 10 and 300),
  placed_at     timestamptz not null default clock_timestamp(),
  placed_by     name        not null default session_user,
  lifted_at     timestamptz,
  lifted_by     name,
  lifted_reason text        check (length(btrim(lifted_reason)) between 10 and 300),
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_reason is null))
);
comment on table guard.legal_hold is 'What must not be deleted, whatever its age: a table, a patient, or a patient''s rows of a table; all three empty: everything. Lifted, never removed.';

create table if not exists guard.disposal (
  id          text        primary key check (id ~ '^[A-Za-z0-9_-]{1,64}$'),
  kind        text        not null check (kind in ('retention', 'erasure')),
  at          timestamptz not null,
  subject     text,
  subject_sha256 text,
  state       text        not null default 'running' check (state in ('running', 'verified', 'signed')),
  begun_at    timestamptz not null default clock_timestamp(),
  begun_by    name        not null default session_user,
  ended_at    timestamptz,
  result      jsonb,
  certificate jsonb
);
comment on table guard.disposal is 'Deletions: what was begun, what came of it, and the officer''s signed certificate.';
comment on column guard.disposal.subject is 'Of an erasure: whose rows; emptied when it has ended.';

create table if not exists guard.disposal_step (
  disposal   text   not null references guard.disposal,
  place      int    not null,
  definition jsonb  not null,
  deleted    bigint not null default 0,
  primary key (disposal, place)
);
comment on table guard.disposal_step is 'The tables of a deletion in their order. Counted in the transaction that deletes: whenever it stops, the numbers are right.';

create table if not exists guard.disposal_key (
  disposal text  not null,
  place    int   not null,
  key      jsonb not null
);
comment on table guard.disposal_key is 'Keys of deleted rows, kept until it was verified that they are gone.';
create index if not exists disposal_key_step on guard.disposal_key (disposal, place);

create or replace function guard.guard_hold() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and old.lifted_at is null and new.lifted_at is not null
     and (new.id, new.relation, new.table_name, new.patient, new.reason, new.placed_at, new.placed_by)
         is not distinct from (old.id, old.relation, old.table_name, old.patient, old.reason, old.placed_at, old.placed_by) then
    return new;
  end if;
  raise exception 'guard.legal_hold: a hold is lifted, never changed or removed' using errcode = 'insufficient_privilege';
end
$$;
comment on function guard.guard_hold() is 'First line only: an administrator can switch triggers off.';
drop trigger if exists legal_hold_kept on guard.legal_hold;
create trigger legal_hold_kept before update or delete on guard.legal_hold for each row execute function guard.guard_hold();
drop trigger if exists legal_hold_no_truncate on guard.legal_hold;
create trigger legal_hold_no_truncate before truncate on guard.legal_hold for each statement execute function guard.refuse_change();

create or replace function guard.relation_of(schema_name text, table_name text) returns oid
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = schema_name and c.relname = table_name and c.relkind in ('r', 'p') and n.nspname not in ('guard', 'pg_catalog', 'information_schema')
$$;
comment on function guard.relation_of(text, text) is 'A table of the clinic by its name; NULL when there is none.';

create or replace function guard.set_retention(
  schema_name text, table_name text, kind text, months int, basis text, date_column text, subject_column text, active boolean
) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  wanted constant oid := guard.relation_of(schema_name, table_name);
begin
  if wanted is null
     or not exists (select from pg_attribute a where a.attrelid = wanted and a.attname = date_column and not a.attisdropped
                      and a.atttypid in ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype))
     or (subject_column is not null and not exists (select from pg_attribute a where a.attrelid = wanted and a.attname = subject_column and not a.attisdropped and a.attnum > 0)) then
    raise exception 'guard.set_retention: there is no such table or column, or the column is no date' using errcode = 'undefined_column';
  end if;
  insert into guard.retention_policy values (wanted, schema_name, table_name, kind, months, btrim(basis), date_column, subject_column, active)
    on conflict (relation) do update set (schema_name, table_name, kind, months, basis, date_column, subject_column, active, set_at, set_by)
      = (excluded.schema_name, excluded.table_name, excluded.kind, excluded.months, excluded.basis, excluded.date_column,
         excluded.subject_column, excluded.active, clock_timestamp(), session_user);
  perform guard.log_access('config.changed', 'set', 'retention', schema_name || '.' || table_name, null, true,
    jsonb_build_object('months', months, 'active', active, 'column', date_column)::text);
end
$$;
comment on function guard.set_retention(text, text, text, int, text, text, text, boolean) is 'Sets how long rows of a table are kept. It deletes nothing.';

create or replace function guard.place_hold(schema_name text, table_name text, patient text, reason text) returns bigint
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  wanted constant oid := guard.relation_of(schema_name, table_name);
  made bigint;
begin
  if table_name is not null and wanted is null then
    raise exception 'guard.place_hold: there is no such table' using errcode = 'undefined_column';
  end if;
  insert into guard.legal_hold (relation, table_name, patient, reason)
    values (wanted, schema_name || '.' || table_name, patient, btrim(reason)) returning id into made;
  perform guard.log_access('config.changed', 'hold', 'legal-hold', made::text, null, true, '{}');
  return made;
end
$$;
comment on function guard.place_hold(text, text, text, text) is 'Forbids deleting rows: of a table, of a patient, of both, or (both NULL) any.';

create or replace function guard.lift_hold(hold bigint, reason text) returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  update guard.legal_hold h set lifted_at = clock_timestamp(), lifted_by = session_user, lifted_reason = btrim(lift_hold.reason)
   where h.id = hold and h.lifted_at is null;
  if not found then
    return false;
  end if;
  perform guard.log_access('config.changed', 'lift', 'legal-hold', hold::text, null, true, '{}');
  return true;
end
$$;
comment on function guard.lift_hold(bigint, text) is 'Lifts a hold, saying why; false when there is none or it was lifted before.';

create or replace function guard.is_held(wanted oid, patient text) returns boolean
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select exists (select from guard.legal_hold h
    where h.lifted_at is null and (h.relation is null or h.relation = wanted)
      and (h.patient is null or h.patient = is_held.patient))
$$;
comment on function guard.is_held(oid, text) is 'Whether a row of a table, of a patient (or NULL), must not be deleted.';

revoke all on guard.retention_policy, guard.legal_hold, guard.disposal, guard.disposal_step, guard.disposal_key from public;
revoke all on function guard.guard_hold(), guard.relation_of(text, text), guard.lift_hold(bigint, text), guard.is_held(oid, text),
  guard.set_retention(text, text, text, int, text, text, text, boolean), guard.place_hold(text, text, text, text) from public;
grant select on guard.retention_policy, guard.legal_hold, guard.disposal_step to attestry_reader;
grant select (id, kind, at, subject_sha256, state, begun_at, begun_by, ended_at, result, certificate) on guard.disposal to attestry_reader;
grant execute on function guard.set_retention(text, text, text, int, text, text, text, boolean),
  guard.place_hold(text, text, text, text), guard.lift_hold(bigint, text) to attestry_reader;
