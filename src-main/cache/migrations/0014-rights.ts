/** Patients' requests: every step of every case, only ever added, and the case that they come to. */
export const migration0014 = `
create table rights_case (
  id          text primary key,
  year        integer not null,
  number      integer not null,
  type        text not null,
  state       text not null,
  open        integer not null check (open in (0, 1)),
  due         text not null,
  received_on text not null,
  steps       integer not null check (steps > 0),
  document    text not null,
  unique (year, number)
) strict;
create index rights_case_due on rights_case (open desc, due, id);

create table rights_step (
  case_id  text not null references rights_case,
  number   integer not null check (number >= 0),
  at       text not null,
  day      text not null,
  officer  text not null,
  sealed   text,
  document text not null,
  primary key (case_id, number)
) strict, without rowid;
create trigger rights_step_keep before update on rights_step begin
  select raise(abort, 'steps of a case are never changed');
end;
create trigger rights_step_hold before delete on rights_step begin
  select raise(abort, 'steps of a case are never removed');
end;

-- Keyed hashes of persons: they say nothing to whoever has no token.
create table rights_person (
  person  text not null,
  case_id text not null references rights_case,
  primary key (person, case_id)
) strict, without rowid;
`;
