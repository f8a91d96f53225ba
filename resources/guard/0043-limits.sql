-- Attestry guard, limits: how often something may be done. Run as the owner of the schema.

create table if not exists guard.rate_limit (
  kind    text        primary key check (kind ~ '^[a-z][a-z-]{0,39}$'),
  most    int         not null check (most between 1 and 10000),
  seconds int         not null default 3600 check (seconds between 1 and 86400),
  set_at  timestamptz not null default clock_timestamp(),
  set_by  name        not null default session_user
);
comment on table guard.rate_limit is 'How often something may be done by one subject within a time that slides.';
insert into guard.rate_limit (kind, most) values ('fhir-sync', 50), ('export', 10) on conflict (kind) do nothing;

create table if not exists guard.rate_use (
  kind       text          not null references guard.rate_limit,
  subject    text          not null check (length(subject) between 1 and 200),
  uses       timestamptz[] not null,
  allowed    boolean       not null,
  refused    bigint        not null default 0,
  refused_at timestamptz,
  primary key (kind, subject)
);
comment on table guard.rate_use is 'When a subject did something within the limit''s time, and how often it was refused.';

create or replace function guard.check_rate_limit(kind text, subject text) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  rule guard.rate_limit;
  moment constant timestamptz := clock_timestamp();
  since timestamptz;
  passed boolean;
  facts jsonb;
begin
  select * into rule from guard.rate_limit l where l.kind = check_rate_limit.kind;
  if not found then
    raise exception 'guard.check_rate_limit: there is no such limit' using errcode = 'invalid_parameter_value';
  end if;
  since := moment - make_interval(secs => rule.seconds);
  -- One statement: callers at the same moment wait for each other's row, and each sees what the one before it counted.
  insert into guard.rate_use as u (kind, subject, uses, allowed)
  values (rule.kind, check_rate_limit.subject, array[moment], true)
  on conflict on constraint rate_use_pkey do update
    set (uses, allowed, refused, refused_at) = (
      select case when count(x) < rule.most then coalesce(array_agg(x order by x) filter (where x is not null), '{}') || moment
                  else array_agg(x order by x) end,
             count(x) < rule.most,
             u.refused + case when count(x) < rule.most then 0 else 1 end,
             case when count(x) < rule.most then u.refused_at else moment end
        from unnest(u.uses) x where x > since)
  returning u.allowed into passed;
  if not passed then
    facts := jsonb_build_object('kind', rule.kind, 'most', rule.most, 'seconds', rule.seconds);
    perform guard.log_access('access.denied', 'rate-limit', 'rate-limit', check_rate_limit.subject, null, false, facts::text);
    -- The desk of security events is a later part of the pack, and may not be there.
    if to_regprocedure('guard.record_security_event(text, text, jsonb, text, text)') is not null then
      execute 'select guard.record_security_event($1, $2, $3)' using 'rate-limit-exceeded', check_rate_limit.subject, facts;
    end if;
  end if;
  return passed;
end
$$;
comment on function guard.check_rate_limit(text, text) is 'Counts one use and says whether it is within the limit; beyond it, an entry of the audit log and a security event tell of it. Call it in a short transaction of its own: callers for the same subject wait for each other.';

create or replace function guard.set_rate_limit(kind text, most int, seconds int default 3600) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into guard.rate_limit (kind, most, seconds) values (kind, most, seconds)
    on conflict on constraint rate_limit_pkey do update
    set (most, seconds, set_at, set_by) = (excluded.most, excluded.seconds, clock_timestamp(), session_user);
  perform guard.log_access('config.changed', 'set', 'rate-limit', kind, null, true,
    jsonb_build_object('most', most, 'seconds', seconds)::text);
end
$$;
comment on function guard.set_rate_limit(text, int, int) is 'Sets how often something may be done within so many seconds.';

revoke all on guard.rate_limit, guard.rate_use from public;
revoke all on function guard.check_rate_limit(text, text), guard.set_rate_limit(text, int, int) from public;
grant select on guard.rate_limit, guard.rate_use to attestry_reader;
grant execute on function guard.set_rate_limit(text, int, int) to attestry_reader;
grant execute on function guard.check_rate_limit(text, text) to attestry_reader, attestry_writer;
