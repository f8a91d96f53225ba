/** What this machine has seen of the clinic's logs, its verification runs, and the small counters that must survive. */
export const migration0001 = `
create table log (
  fingerprint text primary key,
  size        integer not null default 0 check (size >= 0),
  last_block  integer,
  last_block_hash blob
) strict;

-- C2SP tlog-tiles: 256 hashes a tile.
create table tile (
  fingerprint text not null references log,
  level       integer not null,
  number      integer not null,
  hashes      blob not null,
  primary key (fingerprint, level, number)
) strict, without rowid;

-- 256 entries a chunk, beside the leaf tile of the same number.
create table chunk (
  fingerprint text not null references log,
  number      integer not null,
  entry_ids   blob not null,
  bodies      blob not null,
  headers     blob not null,
  offsets     blob not null,
  primary key (fingerprint, number)
) strict, without rowid;

create table checkpoint (
  id          integer primary key,
  fingerprint text not null references log,
  size        integer not null,
  root        blob not null,
  note        text not null,
  certificate blob not null,
  unique (fingerprint, size)
) strict;

create table run (
  id          text primary key,
  fingerprint text not null,
  started_at  text not null,
  result      text not null,
  level       text not null,
  document    text not null
) strict;
create index run_started on run (started_at);

create table finding (
  run_id   text not null references run on delete cascade,
  number   integer not null,
  type     text not null,
  document text not null,
  primary key (run_id, number)
) strict, without rowid;
create index finding_type on finding (run_id, type, number);

create table report (
  id       text primary key,
  created_at text not null,
  document text not null,
  json_sha256 text not null
) strict;

create table pin_failure (
  serial   text primary key,
  failures integer not null
) strict;
`;
