-- Takes away what 0069-later-transactions.sql made; the function is again that of 0003-seals.sql.

create or replace function guard.seal_pending(max int) returns bigint
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  -- Blocks never cross a multiple of this, so that readers can work on aligned ranges by themselves.
  window_size constant bigint := 65536;
  node constant bytea := '\x01';
  here constant text := (select system_identifier::text from pg_control_system());
  snapshot pg_snapshot;
  horizon xid8;
  last guard.block;
  adopted guard.adoption;
  fresh boolean;
  sealed_in text;
  size bigint := 0;
  taken bigint := 0;
  wanted bigint;
  previous_hash bytea := decode(repeat('00', 32), 'hex');
  previous_chain bytea := decode(repeat('00', 32), 'hex');
  last_xid xid8 := '0';
  last_id bigint := -9223372036854775808;
  passed bigint := -9223372036854775808;
  tree bytea[] := '{}';
  block_tree bytea[] := '{}';
  hash bytea;
  height int;
  rest bigint;
  block_hash bytea;
  tree_root bytea;
  block_root bytea;
  sealed_at timestamptz;
  number bigint := 0;
  entry record;
begin
  if max is null or max < 1 then
    raise exception 'guard.seal_pending: max must be at least 1' using errcode = 'invalid_parameter_value';
  end if;
  if not pg_try_advisory_xact_lock(7305804402566590836) then
    raise exception 'another sealer is at work' using errcode = 'AT001';
  end if;

  -- The horizon first, the rows after it: a row of a transaction below the horizon is settled for every later look.
  snapshot := pg_current_snapshot();
  horizon := pg_snapshot_xmin(snapshot);

  select * into last from guard.block b order by b.number desc limit 1;
  if found then
    size := last.last_position + 1;
    previous_hash := last.hash;
    last_xid := last.cursor_xid;
    last_id := last.cursor_id;
    passed := last.passed_id;
    number := last.number + 1;
    select s.chain into previous_chain from guard.seal s where s.position = last.last_position;
    if not found then
      raise exception 'the last seal is missing' using errcode = 'AT002';
    end if;
    for i in 0 .. octet_length(last.frontier) / 32 - 1 loop
      tree := tree || substring(last.frontier from i * 32 + 1 for 32);
    end loop;
  end if;
  if exists (select from guard.seal s where s.position >= size) then
    raise exception 'there are seals behind the last block' using errcode = 'AT002';
  end if;
  select * into adopted from guard.adoption a order by a.number desc limit 1;
  fresh := coalesce(adopted.first_block >= number, false);
  sealed_in := (case when fresh then adopted.cluster else last.cluster end);
  last_xid := (case when fresh then adopted.cursor_xid else last_xid end);
  last_id := (case when fresh then 9223372036854775807 else last_id end);
  if sealed_in <> here or (sealed_in is null and exists (
    select from guard.audit_log l
     where l.xid >= pg_snapshot_xmax(pg_current_snapshot()) and l.xid is distinct from pg_current_xact_id_if_assigned()))
  then
    raise exception 'this log was written in another database cluster' using errcode = 'AT003';
  end if;

  wanted := least(max, window_size - size % window_size);
  for entry in
    with field as (
      select l.xid, l.id,
             guard.field(int8send(l.id)) as id_field,
             guard.field(timestamptz_send(l.occurred_at)) as time_field,
             guard.field(convert_to(l.actor, 'UTF8')) || guard.field(convert_to(l.actor_role, 'UTF8'))
               || guard.field(convert_to(l.event_type, 'UTF8')) || guard.field(convert_to(l.action, 'UTF8'))
               || guard.field(convert_to(l.resource_type, 'UTF8')) || guard.field(convert_to(l.resource_id, 'UTF8'))
               || guard.field(uuid_send(l.patient_id)) || guard.field(inet_send(l.source_ip))
               || guard.field(convert_to(l.session_id, 'UTF8')) || guard.field(boolsend(l.success))
               || guard.field(convert_to(l.details, 'UTF8')) as rest_fields
        from guard.audit_log l
       where (l.xid, l.id) > (last_xid, last_id) and l.xid < horizon
         -- A number that was passed over before its transaction began was not given out by the sequence.
         and l.id > coalesce((select b.passed_id from guard.block b
                               where b.snapshot_xmax <= l.xid and b.number >= coalesce(adopted.first_block, 0)
                               order by b.snapshot_xmax desc, b.number desc limit 1),
                             case when adopted.snapshot_xmax <= l.xid then adopted.passed_id end, -9223372036854775808)
       order by l.xid, l.id
       limit wanted)
    select f.xid, f.id,
           sha256('\x000d'::bytea || f.id_field || f.time_field || f.rest_fields) as leaf,
           sha256('\x000c'::bytea || f.id_field || f.rest_fields) as body
      from field f
  loop
    previous_chain := sha256(previous_chain || entry.leaf);
    insert into guard.seal (position, entry_id, leaf, body, chain)
      values (size + taken, entry.id, entry.leaf, entry.body, previous_chain);

    hash := entry.leaf;
    rest := size + taken;
    height := cardinality(tree);
    while rest & 1 = 1 loop
      hash := sha256(node || tree[height] || hash);
      height := height - 1;
      rest := rest >> 1;
    end loop;
    tree := tree[1:height] || hash;

    hash := entry.leaf;
    rest := taken;
    height := cardinality(block_tree);
    while rest & 1 = 1 loop
      hash := sha256(node || block_tree[height] || hash);
      height := height - 1;
      rest := rest >> 1;
    end loop;
    block_tree := block_tree[1:height] || hash;

    taken := taken + 1;
    last_xid := entry.xid;
    last_id := entry.id;
    passed := greatest(passed, entry.id);
  end loop;
  if taken = 0 then
    return 0;
  end if;
  -- Nothing below the horizon is left: what turns up there later was put in behind the log's back.
  if taken < wanted then
    last_xid := (horizon::text::numeric - 1)::text::xid8;
    last_id := 9223372036854775807;
  end if;

  tree_root := tree[cardinality(tree)];
  for i in reverse cardinality(tree) - 1 .. 1 loop
    tree_root := sha256(node || tree[i] || tree_root);
  end loop;
  block_root := block_tree[cardinality(block_tree)];
  for i in reverse cardinality(block_tree) - 1 .. 1 loop
    block_root := sha256(node || block_tree[i] || block_root);
  end loop;

  sealed_at := clock_timestamp();
  block_hash := sha256('\x0008'::bytea
    || guard.field(int8send(number)) || guard.field(int8send(size)) || guard.field(int8send(size + taken - 1))
    || guard.field(int8send(taken)) || guard.field(block_root) || guard.field(tree_root)
    || guard.field(previous_hash) || guard.field(timestamptz_send(sealed_at)));
  insert into guard.block values
    (number, size, size + taken - 1, taken, block_root, tree_root, previous_hash, sealed_at, block_hash,
     (select string_agg(h, ''::bytea order by o) from unnest(tree) with ordinality as t(h, o)),
     last_xid, last_id, pg_snapshot_xmax(snapshot), passed, here);
  perform pg_notify('attestry_seal', number::text);
  return taken;
end
$$;
comment on function guard.seal_pending(int) is 'Seals up to max settled entries into one block and returns how many. AT001: another sealer is at work; AT002: fork or damage; AT003: restored into another cluster.';
