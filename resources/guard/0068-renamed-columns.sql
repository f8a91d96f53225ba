-- Attestry guard, step 68: a column of the clinic's that was renamed does not stop those who care for patients. Run as the owner
-- of the schema.

create or replace function guard.missing_columns(source guard.row_source) returns text[]
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select array(
    select w.name from (
      select unnest(array[source.subject_column, source.person_column, source.from_column, source.to_column]) as name
      union select jsonb_object_keys(source.condition)) w
     where w.name is not null and not exists (
       select from pg_attribute a
        where a.attrelid = source.relation and a.attname = w.name and a.attnum > 0 and not a.attisdropped)
     order by 1)
$$;
comment on function guard.missing_columns(guard.row_source) is 'Columns by which the row rules go, and which the clinic''s table has no more: renamed, removed, or the table itself is gone.';

-- What cannot be asked names nobody: fewer rows are seen, never more. Records that were opened saying why are seen all the same.
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
    if cardinality(guard.missing_columns(source)) > 0 then
      -- Accounts that are not named would be shown as ordinary ones.
      if wanted = 'privilege' then
        raise exception 'guard.row_subjects: which accounts are administrators'' cannot be told, a column was renamed or removed'
          using errcode = 'AT027', hint = 'Put the access rules on again.';
      end if;
      continue;
    end if;
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
    if cardinality(guard.missing_columns(source)) > 0 then
      -- An emergency does not wait for somebody to put the rules on again: a key that is nobody's opens nothing.
      known := true;
    else
      -- Compared as text: what is no key at all is an unknown patient, not an error that every later query would meet.
      execute format('select exists (select from %s t where t.%I::text = $1)', source.relation::regclass, source.subject_column)
         into known using patient;
    end if;
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

revoke all on function guard.missing_columns(guard.row_source) from public;
