/** Recovery keys, who approved them and how often they opened something; whom each envelope is for beside its token. */
export const migration0021 = `
create table recovery_key (
  id                text primary key,
  certificate       blob not null,
  proposed_at       text not null,
  proposed_by       text not null,
  removed_at        text,
  removed_by        text,
  removed_reason    text
) strict;

create table recovery_approval (
  recovery_id text not null references recovery_key,
  officer     text not null,
  certificate blob not null,
  statement   text not null,
  signature   blob not null,
  at          text not null,
  primary key (recovery_id, officer)
) strict, without rowid;

-- By the hash of the public key: a key that is not named here any more may still open what names it.
create table recovery_use (
  public_key_sha256 text primary key,
  operations        integer not null,
  last_at           text not null
) strict, without rowid;

-- Hashes of recovery keys that the envelope names, in order, one space between; empty for none.
alter table sealed_object add column recipients text not null default '';
`;
