-- Attestry guard, step 20: what each column of the clinic holds, as an officer decided it. Run as the owner of the schema.

create table if not exists guard.column_decision (
  id             bigint      generated always as identity primary key,
  schema_name    text        not null,
  table_name     text        not null,
  column_name    text        not null,
  relation       oid         not null,
  attribute      int2        not null,
  last_attribute int2        not null,
  column_type    text        not null,
  classification text        not null check (classification in ('none', 'internal', 'personal', 'identifier', 'health', 'special', 'credential')),
  tags           text[]      not null default '{}',
  encrypt        boolean     not null,
  audit          boolean     not null,
  verdict        text        not null check (verdict in ('accepted', 'rejected', 'chosen')),
  reason         text        not null check (length(reason) <= 2000 and (verdict = 'accepted' or length(trim(reason)) >= 3)),
  decided_by     text        not null,
  login          text        not null default session_user,
  decided_at     timestamptz not null default clock_timestamp()
);
comment on table guard.column_decision is 'Attestry: every decision on what a column holds; the newest one counts. Rows are only ever appended.';
comment on column guard.column_decision.relation is 'The table by its number: it stays when the table is renamed, and is another one after a restore.';
comment on column guard.column_decision.last_attribute is 'The highest number of a column in this table then: what has a higher one came later.';
comment on column guard.column_decision.encrypt is 'Whether the column has to be encrypted; whether it is stands elsewhere.';
comment on column guard.column_decision.verdict is 'accepted: as the scanner proposed; rejected: the proposal was wrong, and why; chosen: without or against a proposal.';
comment on column guard.column_decision.decided_by is 'Who decided, as Attestry knows them; login is the database user they came with.';
create index if not exists column_decision_column on guard.column_decision (schema_name, table_name, column_name, id);

drop trigger if exists column_decision_append_only on guard.column_decision;
create trigger column_decision_append_only before update or delete on guard.column_decision
  for each row execute function guard.refuse_change();
drop trigger if exists column_decision_no_truncate on guard.column_decision;
create trigger column_decision_no_truncate before truncate on guard.column_decision
  for each statement execute function guard.refuse_change();

create or replace view guard.column_class as
  select distinct on (schema_name, table_name, column_name)
         schema_name, table_name, column_name, relation, attribute, last_attribute, column_type,
         classification, tags, encrypt, audit, verdict, reason, decided_by, login, decided_at
    from guard.column_decision
   order by schema_name, table_name, column_name, id desc;
comment on view guard.column_class is 'Attestry: the decision on each column that counts now.';

create or replace function guard.decide_columns(decisions jsonb, decided_by text) returns int
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  one jsonb;
  found_relation oid;
  found_attribute int2;
  found_last int2;
  found_type text;
  decided int := 0;
begin
  for one in select * from jsonb_array_elements(decisions) loop
    select c.oid, a.attnum, c.relnatts, format_type(a.atttypid, a.atttypmod)
      into found_relation, found_attribute, found_last, found_type
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = one ->> 'schema' and c.relname = one ->> 'table' and a.attname = one ->> 'column'
       and c.relkind in ('r', 'p', 'f');
    if not found then
      raise exception 'a column is not there any more' using errcode = 'AT020';
    end if;
    insert into guard.column_decision
      (schema_name, table_name, column_name, relation, attribute, last_attribute, column_type,
       classification, tags, encrypt, audit, verdict, reason, decided_by)
    values
      (one ->> 'schema', one ->> 'table', one ->> 'column', found_relation, found_attribute, found_last, found_type,
       one ->> 'classification', array(select jsonb_array_elements_text(one -> 'tags')),
       (one ->> 'encrypt')::boolean, (one ->> 'audit')::boolean, one ->> 'verdict', one ->> 'reason', decide_columns.decided_by);
    decided := decided + 1;
  end loop;
  return decided;
end
$$;
comment on function guard.decide_columns(jsonb, text) is 'Appends decisions on columns; all of them or none. AT020: a column is not there.';

revoke all on guard.column_decision, guard.column_class from public;
revoke all on function guard.decide_columns(jsonb, text) from public;
grant select on guard.column_decision, guard.column_class to attestry_reader;
grant execute on function guard.decide_columns(jsonb, text) to attestry_reader;
