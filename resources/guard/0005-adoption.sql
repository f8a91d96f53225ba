-- Attestry guard, step 5: taking the log over after a restore into another cluster. Run as the owner of the schema.

create or replace function guard.adopt_cluster(reason text) returns bigint
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  here constant text := (select system_identifier::text from pg_control_system());
  lowest constant bigint := -9223372036854775808;
  own xid8;
  snapshot pg_snapshot;
  last guard.block;
  before guard.adoption;
  from_cluster text;
  since bigint;
  taken_xid xid8;
  taken_id bigint;
  carried bigint;
  number bigint;
begin
  if length(trim(coalesce(reason, ''))) < 10 then
    raise exception 'guard.adopt_cluster: give the reason in a sentence' using errcode = 'invalid_parameter_value';
  end if;
  if not pg_try_advisory_xact_lock(7305804402566590836) then
    raise exception 'another sealer is at work' using errcode = 'AT001';
  end if;
  -- Nobody appends meanwhile, and nobody who has appended is still under way.
  lock table guard.audit_log in share row exclusive mode;
  own := pg_current_xact_id();
  snapshot := pg_current_snapshot();

  select * into last from guard.block b order by b.number desc limit 1;
  select * into before from guard.adoption a order by a.number desc limit 1;
  if exists (select from guard.seal s where s.position > coalesce(last.last_position, -1))
     or (last.number is not null and not exists (select from guard.seal s where s.position = last.last_position)) then
    raise exception 'the seals do not end where the last block ends' using errcode = 'AT002';
  end if;
  since := coalesce(before.first_block, 0);
  if before.first_block > coalesce(last.number, -1) then
    from_cluster := before.cluster;
    taken_xid := before.cursor_xid;
    taken_id := 9223372036854775807;
  else
    from_cluster := last.cluster;
    taken_xid := coalesce(last.cursor_xid, '0');
    taken_id := coalesce(last.cursor_id, lowest);
  end if;
  if from_cluster = here or (from_cluster is null
     and not exists (select from guard.audit_log l where l.xid >= pg_snapshot_xmax(snapshot) and l.xid <> own)) then
    raise exception 'this log was sealed in this very cluster: there is nothing to adopt' using errcode = 'AT004';
  end if;

  -- What waited there waits here: the transaction number is not part of an entry. What was put in behind the log's back
  -- keeps its number, and is found.
  alter table guard.audit_log disable trigger audit_log_append_only;
  update guard.audit_log l set xid = own
   where not exists (select from guard.seal s where s.entry_id = l.id)
     and (l.id > coalesce(last.passed_id, lowest)
          or ((l.xid, l.id) > (taken_xid, taken_id)
              and l.id > coalesce((select b.passed_id from guard.block b where b.snapshot_xmax <= l.xid and b.number >= since
                                    order by b.snapshot_xmax desc, b.number desc limit 1),
                                  case when before.snapshot_xmax <= l.xid then before.passed_id end, lowest)));
  get diagnostics carried = row_count;
  alter table guard.audit_log enable trigger audit_log_append_only;

  number := coalesce(before.number + 1, 0);
  insert into guard.adoption values
    (number, from_cluster, here, coalesce(last.number + 1, 0), (pg_snapshot_xmin(snapshot)::text::numeric - 1)::text::xid8,
     greatest(pg_snapshot_xmax(snapshot), (own::text::numeric + 1)::text::xid8), coalesce(last.passed_id, lowest), carried,
     reason, session_user, clock_timestamp());
  -- In the log as well: the decision is sealed with the first block behind it.
  insert into guard.audit_log (actor, event_type, action, resource_type, resource_id, source_ip, details, xid)
  values (session_user, 'guard.adopt', 'adopt', 'guard.adoption', number::text, inet_client_addr(),
          jsonb_build_object('from', from_cluster, 'to', here, 'carried', carried, 'reason', reason)::text, own);
  return carried;
end
$$;
comment on function guard.adopt_cluster(text) is 'Goes on with a log that was restored into this cluster; returns how many entries waited. AT001, AT002 as guard.seal_pending; AT004: nothing to adopt.';
revoke all on function guard.adopt_cluster(text) from public;
