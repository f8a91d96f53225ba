/**
 * Audit tables without the guard schema: where each key's row stands in the witness, when rows were taken over, and what
 * is remembered between take-overs.
 */
export const migration0008 = `
create table mapped_log (
  id          integer primary key,
  fingerprint text not null unique,
  document    text
) strict;

create table mapped_key (
  log      integer not null references mapped_log,
  -- SHA-256 over the key fields as sent.
  key      blob not null,
  position integer not null,
  primary key (log, key)
) strict, without rowid;

create table mapped_batch (
  log   integer not null references mapped_log,
  first integer not null,
  at    text not null,
  primary key (log, first)
) strict, without rowid;
`;
