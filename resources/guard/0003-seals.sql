-- Attestry guard, step 3: seals and blocks. Run as the owner of the schema.
-- Formats: RFC 9162 for the tree, the bytes of COPY ... (FORMAT binary) for entries and blocks; see docs/formats.md.

create table if not exists guard.seal (
  position bigint primary key,
  entry_id bigint not null unique,
  leaf     bytea  not null,
  body     bytea  not null,
  chain    bytea  not null
);
comment on table guard.seal is 'One narrow row for each sealed entry, in sealing order.';
comment on column guard.seal.position is 'Place in the log, from 0, without gaps.';
comment on column guard.seal.leaf is 'SHA-256 of the entry bytes: the leaf hash of RFC 9162, since their first byte is 0x00.';
comment on column guard.seal.body is 'SHA-256 of the entry bytes without occurred_at: tells a changed time from a changed content.';
comment on column guard.seal.chain is 'SHA-256 of the chain before (32 zero bytes at the beginning) and this leaf.';

create table if not exists guard.block (
  number         bigint      primary key,
  first_position bigint      not null,
  last_position  bigint      not null,
  entries        bigint      not null,
  root           bytea       not null,
  tree_root      bytea       not null,
  previous_hash  bytea       not null unique,
  sealed_at      timestamptz not null,
  hash           bytea       not null unique,
  -- What the sealer needs to go on; not part of the hash.
  frontier       bytea       not null,
  cursor_xid     xid8        not null,
  cursor_id      bigint      not null,
  snapshot_xmax  xid8        not null,
  passed_id      bigint      not null,
  cluster        text        not null
);
comment on table guard.block is 'One row for each run of the sealer. Linked by hash; the unique previous_hash makes a fork an error.';
comment on column guard.block.root is 'RFC 9162 tree hash over the leaves of this block alone.';
comment on column guard.block.tree_root is 'RFC 9162 tree hash over all leaves up to and with this block.';
comment on column guard.block.hash is 'SHA-256 of the COPY binary tuple (number, first_position, last_position, entries, root, tree_root, previous_hash, sealed_at).';
comment on column guard.block.frontier is 'Hashes of the complete subtrees after this block, largest first, 32 bytes each.';
comment on column guard.block.cursor_xid is 'Everything up to (cursor_xid, cursor_id) in the order of (xid, id) was taken.';
comment on column guard.block.snapshot_xmax is 'Transactions from here on had not begun when this block was sealed.';
comment on column guard.block.passed_id is 'Highest entry number sealed so far.';
comment on column guard.block.cluster is 'System identifier of the database cluster: a transaction number means nothing in another one.';

create index if not exists block_snapshot_xmax on guard.block (snapshot_xmax, number);

-- Transaction numbers begin anew in another cluster: from a recorded decision on, the sealer counts by those of the new one.
create table if not exists guard.adoption (
  number        bigint      primary key,
  from_cluster  text,
  cluster       text        not null,
  first_block   bigint      not null,
  cursor_xid    xid8        not null,
  snapshot_xmax xid8        not null,
  passed_id     bigint      not null,
  carried       bigint      not null,
  reason        text        not null,
  decided_by    text        not null,
  decided_at    timestamptz not null
);
comment on table guard.adoption is 'One row for each time that this log was taken over by another database cluster; see guard.adopt_cluster.';
comment on column guard.adoption.from_cluster is 'System identifier of the cluster that sealed the last block; null when nothing was sealed.';
comment on column guard.adoption.first_block is 'Blocks from this number on are sealed by the transaction numbers of the new cluster.';
comment on column guard.adoption.cursor_xid is 'Up to here everything counts as taken; snapshot_xmax and passed_id as in guard.block.';
comment on column guard.adoption.carried is 'Entries that waited to be sealed and were given the number of the adopting transaction.';

drop trigger if exists adoption_append_only on guard.adoption;
create trigger adoption_append_only before update or delete on guard.adoption
  for each row execute function guard.refuse_change();
drop trigger if exists adoption_no_truncate on guard.adoption;
create trigger adoption_no_truncate before truncate on guard.adoption
  for each statement execute function guard.refuse_change();

drop trigger if exists seal_append_only on guard.seal;
create trigger seal_append_only before update or delete on guard.seal
  for each row execute function guard.refuse_change();
drop trigger if exists seal_no_truncate on guard.seal;
create trigger seal_no_truncate before truncate on guard.seal
  for each statement execute function guard.refuse_change();
drop trigger if exists block_append_only on guard.block;
create trigger block_append_only before update or delete on guard.block
  for each row execute function guard.refuse_change();
drop trigger if exists block_no_truncate on guard.block;
create trigger block_no_truncate before truncate on guard.block
  for each statement execute function guard.refuse_change();

-- One field as COPY binary sends it: length and bytes, or -1 for NULL.
create or replace function guard.field(value bytea) returns bytea
  language sql immutable parallel safe
as $$
  select coalesce(pg_catalog.int4send(pg_catalog.octet_length(value)) operator(pg_catalog.||) value, '\xffffffff'::pg_catalog.bytea)
$$;
comment on function guard.field(bytea) is 'Length-prefixed field as in COPY ... (FORMAT binary).';

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
