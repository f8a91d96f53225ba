/** Scores of accesses, cases made of them, and what is remembered of people to judge them. Patients stand here by pseudonym. */
export const migration0020 = `
create table risk_log (
  number      integer primary key,
  fingerprint text not null unique,
  cursor      text,
  scored      integer not null default 0
) strict;

create table risk_actor (
  number integer primary key,
  log    integer not null references risk_log,
  actor  text not null,
  job    text,
  memory text not null,
  unique (log, actor)
) strict;

-- Tenths of a score; factors as bits; the pseudonym as the number it is.
create table risk_score (
  log       integer not null references risk_log,
  entry_id  integer not null,
  at        integer not null,
  actor     integer not null references risk_actor,
  patient   integer,
  event     text not null,
  tenths    integer not null check (tenths between 0 and 10),
  factors   integer not null,
  findings  text,
  case_id   integer,
  primary key (log, entry_id)
) strict, without rowid;
create index risk_score_actor on risk_score (actor, at);
create index risk_score_patient on risk_score (log, patient, at) where patient is not null;
create index risk_score_high on risk_score (log, tenths, at) where tenths >= 3;
create index risk_score_case on risk_score (case_id, at) where case_id is not null;

create table risk_hit (
  log           integer not null references risk_log,
  entry_id      integer not null,
  pattern       text not null,
  version       integer not null,
  fact          text not null,
  suppressed_by integer,
  primary key (log, entry_id, pattern)
) strict, without rowid;

create table risk_case (
  number      integer primary key,
  log         integer not null references risk_log,
  actor       integer not null references risk_actor,
  first_at    integer not null,
  last_at     integer not null,
  first_entry integer not null,
  tenths      integer not null,
  state       text not null default 'new' check (state in ('new', 'explained', 'escalated')),
  -- What somebody has to be told of, and was: the threshold reached in tenths, with the entry that reached it.
  due         integer not null default 0,
  due_entry   integer,
  told        integer not null default 0
) strict;
create index risk_case_actor on risk_case (actor, last_at);
create index risk_case_state on risk_case (log, state, tenths, last_at);
create index risk_case_due on risk_case (log) where due > told;

create table risk_case_step (
  number  integer primary key,
  case_id integer not null references risk_case,
  state   text not null check (state in ('explained', 'escalated')),
  reason  text not null,
  by      text not null,
  at      text not null
) strict;
create index risk_case_step_case on risk_case_step (case_id, number);
create trigger risk_case_step_hold before delete on risk_case_step begin
  select raise(abort, 'decisions are never removed');
end;
create trigger risk_case_step_keep before update on risk_case_step begin
  select raise(abort, 'decisions are never changed');
end;

create table risk_peer (
  log      integer not null references risk_log,
  day      integer not null,
  job      text not null,
  actor    text not null,
  patients integer not null,
  primary key (log, day, job, actor)
) strict, without rowid;

-- The newest counts.
create table risk_tuning (
  number   integer primary key,
  at       text not null,
  by       text not null,
  reason   text not null,
  what     text not null,
  document text not null
) strict;
create trigger risk_tuning_hold before delete on risk_tuning begin
  select raise(abort, 'tunings are never removed');
end;
create trigger risk_tuning_keep before update on risk_tuning begin
  select raise(abort, 'tunings are never changed');
end;
`;
