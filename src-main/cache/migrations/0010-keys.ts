/** Keys on tokens with their versions, how often each was used, what is encrypted under them, and their destruction. */
export const migration0010 = `
create table key (
  id         text primary key,
  serial     text not null,
  name       text not null,
  kind       text not null,
  created_at text not null,
  created_by text not null
) strict;

create table key_version (
  key_id       text not null references key,
  version      integer not null check (version > 0),
  token_key_id text not null unique,
  state        text not null
    check (state in ('pre-active', 'active', 'suspended', 'deactivated', 'compromised', 'destroyed')),
  reason       text not null default '',
  created_at   text not null,
  activated_at text,
  ended_at     text,
  operations   integer not null default 0,
  public_key   blob,
  certificate  blob,
  primary key (key_id, version)
) strict, without rowid;
create unique index key_in_use on key_version (key_id) where state = 'active';

create table key_use (
  key_id     text not null,
  version    integer not null,
  operation  text not null,
  operations integer not null,
  last_at    text not null,
  primary key (key_id, version, operation),
  foreign key (key_id, version) references key_version
) strict, without rowid;

-- What is encrypted under a version: a value kept here, or where a file lies (itself encrypted).
create table sealed_object (
  id         text primary key,
  kind       text not null check (kind in ('value', 'file')),
  key_id     text not null,
  version    integer not null,
  context    text not null,
  envelope   blob not null,
  updated_at text not null,
  foreign key (key_id, version) references key_version
) strict;
create index sealed_object_key on sealed_object (key_id, version);

create table key_request (
  id           text primary key,
  key_id       text not null,
  version      integer not null,
  reason       text not null,
  requested_at text not null,
  requested_by text not null,
  state        text not null check (state in ('waiting', 'destroying', 'done', 'withdrawn')),
  foreign key (key_id, version) references key_version
) strict;

create table key_approval (
  request_id  text not null references key_request,
  officer     text not null,
  certificate blob not null,
  statement   text not null,
  signature   blob not null,
  at          text not null,
  primary key (request_id, officer)
) strict, without rowid;
`;
