-- Attestry guard, rows: who a login is, what makes somebody responsible for a patient, and access in an emergency.
-- Run as the owner of the schema. The policies themselves are put on the clinic's tables one by one (guard.attachment).

create table if not exists guard.row_person (
  login    name        primary key,
  person   text        not null check (person <> '' and length(person) <= 200),
  named_at timestamptz not null default clock_timestamp(),
  named_by name        not null default session_user
);
comment on table guard.row_person is 'Which member of staff a login is. Never taken from a setting: whoever has a login can set those.';
comment on column guard.row_person.person is 'The key of the member of staff in the clinic''s own tables, as text.';

create table if not exists guard.row_source (
  purpose        text   not null check (purpose in ('patients', 'care', 'research', 'privilege')),
  relation       oid    not null,
  subject_column text   not null,
  person_column  text,
  from_column    text,
  to_column      text,
  days           int    not null default 1 check (days between 1 and 3650),
  condition      jsonb  not null default '{}' check (jsonb_typeof(condition) = 'object'),
  primary key (purpose, relation),
  check ((purpose = 'care') = (person_column is not null))
);
comment on table guard.row_source is 'Where the clinic''s own tables say who is a patient, who cares for whom, who consented to research, and which accounts are administrators''.';
comment on column guard.row_source.subject_column is 'The patient; for purpose privilege the account.';
comment on column guard.row_source.person_column is 'The member of staff who takes part in the care.';
comment on column guard.row_source.days is 'How many days it holds after its end; 1 covers the last day.';
comment on column guard.row_source.condition is 'Columns that must have this value, or one of these, e.g. {"status": "active"}.';

create table if not exists guard.break_glass (
  id         bigint      generated always as identity primary key,
  login      name        not null default session_user,
  patient    text        not null check (length(patient) <= 200),
  reason     text        not null check (length(btrim(reason)) between 10 and 300),
  opened_at  timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null check (expires_at > opened_at and expires_at <= opened_at + interval '8 hours')
);
comment on table guard.break_glass is 'Access to a patient''s record outside the care relationship: by whom, why, until when. Rows are only ever appended.';
create index if not exists break_glass_login on guard.break_glass (login, expires_at);

drop trigger if exists break_glass_append_only on guard.break_glass;
create trigger break_glass_append_only before update or delete on guard.break_glass
  for each row execute function guard.refuse_change();
drop trigger if exists break_glass_no_truncate on guard.break_glass;
create trigger break_glass_no_truncate before truncate on guard.break_glass
  for each statement execute function guard.refuse_change();

create or replace function guard.own_person() returns text
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select p.person from guard.row_person p where p.login = session_user
$$;
comment on function guard.own_person() is 'The member of staff that this login is; NULL when nobody said so.';

-- One of the clinic's tables is asked by its name of this moment: a table that was renamed is followed.
create or replace function guard.row_subjects(wanted text, person text) returns text[]
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  source guard.row_source;
  person_type text;
  clause text;
  one record;
  part text[];
  found_all text[] := '{}';
begin
  for source in select * from guard.row_source s where s.purpose = wanted loop
    clause := 'true';
    if source.person_column is not null then
      select format_type(a.atttypid, a.atttypmod) into person_type from pg_attribute a
       where a.attrelid = source.relation and a.attname = source.person_column and not a.attisdropped;
      clause := format('t.%I = $1::%s', source.person_column, person_type);
    end if;
    if source.from_column is not null then
      clause := clause || format(' and (t.%1$I is null or t.%1$I <= statement_timestamp())', source.from_column);
    end if;
    if source.to_column is not null then
      clause := clause || format(' and (t.%1$I is null or t.%1$I + %2$L::interval > statement_timestamp())',
                                 source.to_column, source.days || ' days');
    end if;
    for one in select e.key, e.value from jsonb_each(source.condition) e loop
      clause := clause || format(' and %L::jsonb ? t.%I::text', one.value, one.key);
    end loop;
    execute format('select array(select distinct t.%I::text from %s t where %s and t.%1$I is not null)',
                   source.subject_column, source.relation::regclass, clause)
       into part using person;
    found_all := found_all || part;
  end loop;
  return found_all;
end
$$;
comment on function guard.row_subjects(text, text) is 'What the clinic''s tables of a purpose name now, for one member of staff where the purpose is care. For the functions below alone.';

create or replace function guard.opened_patients() returns text[]
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(b.patient), '{}') from guard.break_glass b
   where b.login = session_user and b.expires_at > statement_timestamp()
$$;
comment on function guard.opened_patients() is 'Patients whose record this login opened, saying why, and whose time is not over.';

create or replace function guard.my_patients() returns text[]
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  me constant text := guard.own_person();
begin
  return guard.opened_patients() || case when me is null then '{}'::text[] else guard.row_subjects('care', me) end;
end
$$;
comment on function guard.my_patients() is 'Patients in whose care this login takes part now, and those it opened saying why.';

create or replace function guard.consented_patients() returns text[]
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select guard.row_subjects('research', null)
$$;
comment on function guard.consented_patients() is 'Patients who have consented to research and have not withdrawn.';

create or replace function guard.privileged_accounts() returns text[]
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select guard.row_subjects('privilege', null)
$$;
comment on function guard.privileged_accounts() is 'Accounts of administrators, which only super-administrators may see and change.';

create or replace function guard.open_record(patient text, reason text, minutes int default 60) returns timestamptz
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  until constant timestamptz := clock_timestamp() + make_interval(mins => minutes);
  known boolean;
  source guard.row_source;
begin
  if patient is null or reason is null or length(btrim(reason)) not between 10 and 300 then
    raise exception 'guard.open_record: a patient, and a reason of 10 to 300 characters' using errcode = 'invalid_parameter_value';
  end if;
  if minutes is null or minutes not between 5 and 480 then
    raise exception 'guard.open_record: 5 to 480 minutes' using errcode = 'invalid_parameter_value';
  end if;
  for source in select * from guard.row_source s where s.purpose = 'patients' loop
    -- Compared as text: what is no key at all is an unknown patient, not an error that every later query would meet.
    execute format('select exists (select from %s t where t.%I::text = $1)', source.relation::regclass, source.subject_column)
       into known using patient;
    exit when known;
  end loop;
  if not coalesce(known, false) then
    raise exception 'guard.open_record: there is no such patient' using errcode = 'no_data_found';
  end if;
  insert into guard.break_glass (patient, reason, expires_at) values (patient, btrim(reason), until);
  perform guard.log_access('access.break-glass', 'open', 'patient', patient,
    case when patient ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then patient::uuid end, true,
    jsonb_build_object('login', session_user, 'reason', btrim(reason), 'until', until)::text);
  return until;
end
$$;
comment on function guard.open_record(text, text, int) is 'Opens the record of one patient to this login for some minutes, outside the care relationship; the reason is recorded and stands in the audit log.';

create or replace function guard.name_person(login name, person text) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  one record;
begin
  if not exists (select from pg_roles r where r.rolname = login) then
    raise exception 'guard.name_person: there is no such login' using errcode = 'undefined_object';
  end if;
  if person is null then
    delete from guard.row_person p where p.login = name_person.login;
    return;
  end if;
  -- A key that cannot be one would make every later query of this login fail.
  for one in select format_type(a.atttypid, a.atttypmod) as kind from guard.row_source s
               join pg_attribute a on a.attrelid = s.relation and a.attname = s.person_column loop
    execute format('select $1::%s', one.kind) using person;
  end loop;
  insert into guard.row_person (login, person) values (name_person.login, name_person.person)
    on conflict on constraint row_person_pkey do update
    set person = excluded.person, named_at = clock_timestamp(), named_by = session_user;
end
$$;
comment on function guard.name_person(name, text) is 'Says which member of staff a login is; NULL takes it back. For the schema''s owner and administrators.';

revoke all on guard.row_person, guard.row_source, guard.break_glass from public;
revoke all on function guard.own_person(), guard.row_subjects(text, text), guard.opened_patients(), guard.my_patients(),
  guard.consented_patients(), guard.privileged_accounts(), guard.open_record(text, text, int), guard.name_person(name, text)
  from public;
grant select on guard.row_person, guard.row_source, guard.break_glass to attestry_reader;
grant usage on schema guard to attestry_clinician, attestry_billing, attestry_front_desk, attestry_compliance,
  attestry_administrator, attestry_super_administrator, attestry_researcher;
grant execute on function guard.own_person(), guard.my_patients() to attestry_clinician;
grant execute on function guard.opened_patients() to attestry_compliance;
grant execute on function guard.open_record(text, text, int) to attestry_clinician, attestry_compliance;
grant execute on function guard.consented_patients() to attestry_researcher;
grant execute on function guard.privileged_accounts() to attestry_administrator;
