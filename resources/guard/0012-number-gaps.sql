-- Attestry guard, step 12: entry numbers that no entry has. Run as the owner of the schema.
-- A number is used up when its transaction is rolled back, so a missing one is no finding by itself. Here it is set beside
-- what else the server knows. Whether a sealed entry is gone, only verification tells.

create or replace function guard.missing_numbers(newest bigint default 1000000, most int default 200)
  returns table (first_id bigint, numbers bigint, cause text, before_at timestamptz, after_at timestamptz)
  language plpgsql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  gap record;
  cut_id constant bigint := (select max(b.passed_id) from guard.block b
                              where b.last_position < (select max(c.size) from guard.prefix_cut c));
  low bigint;
  high bigint;
  status text;
  seen text[];
begin
  for gap in
    select g.* from (
      select l.id, l.occurred_at, lag(l.id) over near as previous, lag(l.occurred_at) over near as previous_at
        from (select a.id, a.occurred_at from guard.audit_log a order by a.id desc limit newest) l
      window near as (order by l.id)) g
     where g.id > g.previous + 1
     order by g.id desc limit most
  loop
    first_id := gap.previous + 1;
    numbers := gap.id - gap.previous - 1;
    before_at := gap.previous_at;
    after_at := gap.occurred_at;
    if exists (select from guard.log_month m where m.first_id > gap.previous and m.first_id <= gap.id) then
      cause := 'month';
    elsif gap.id <= cut_id then
      cause := 'removed';
    else
      seen := '{}';
      -- Numbers and transactions are given out in about the same order, not in the same.
      select min(n.xid::text::bigint), max(n.xid::text::bigint) into low, high from (
        (select a.xid from guard.audit_log a where a.id <= gap.previous order by a.id desc limit 100)
        union all
        (select a.xid from guard.audit_log a where a.id >= gap.id order by a.id limit 100)) n;
      for one in greatest(low - 64, 3) .. least(high + 64, low + 20000) loop
        begin
          status := coalesce(pg_xact_status(one::text::xid8), 'forgotten');
        exception when invalid_parameter_value then
          -- Not given out yet.
          exit;
        end;
        if status <> 'committed' and not status = any (seen) then
          seen := seen || status;
        end if;
        exit when status = 'aborted';
      end loop;
      cause := case when 'aborted' = any (seen) then 'rolled-back'
                    when 'in progress' = any (seen) then 'under-way'
                    -- The server writes ahead 32 numbers; those are lost when it stops hard.
                    when numbers <= 32 and pg_postmaster_start_time() between gap.previous_at and gap.occurred_at then 'restart'
                    when 'forgotten' = any (seen) then 'forgotten'
                    else 'unexplained' end;
    end if;
    return next;
  end loop;
end
$$;
comment on function guard.missing_numbers(bigint, int) is 'Runs of numbers that no entry has, the newest first, with what explains them: month, removed, rolled-back, under-way, restart, forgotten (too long ago to tell), unexplained.';

create or replace function guard.log_counters()
  returns table (updated bigint, deleted bigint, updates_explained bigint, deletions_explained bigint)
  language sql stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(pg_stat_get_tuples_updated(c.oid)), 0)::bigint, coalesce(sum(pg_stat_get_tuples_deleted(c.oid)), 0)::bigint,
         (select coalesce(sum(a.carried), 0)::bigint from guard.adoption a),
         (select coalesce(max(p.size), 0) from guard.prefix_cut p)
    from pg_class c
   where c.relnamespace = 'guard'::regnamespace and c.relkind = 'r' and c.relname ~ '^audit_log(_([0-9]{4,}|far))?$'
$$;
comment on function guard.log_counters() is 'Rows of the log that were changed or removed by the server''s own statistics, beside what take-overs and certificates explain. An administrator can reset the statistics.';

revoke all on function guard.missing_numbers(bigint, int), guard.log_counters() from public;
grant execute on function guard.missing_numbers(bigint, int), guard.log_counters() to attestry_reader;
