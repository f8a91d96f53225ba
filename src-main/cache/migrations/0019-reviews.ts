/** Reviews of controls with their history, evidence and samples. What was signed lies with the sign-offs. */
export const migration0019 = `
create table review_cycle (
  number   integer primary key,
  id       text not null unique,
  held     integer not null default 0 check (held in (0, 1)),
  document text not null
) strict;
create trigger review_cycle_hold before delete on review_cycle begin
  select raise(abort, 'cycles are never removed');
end;

create table control_review (
  cycle_id    text not null references review_cycle (id),
  framework   text not null,
  requirement text not null,
  position    integer not null,
  revision    integer not null check (revision >= 0),
  document    text not null,
  primary key (cycle_id, framework, requirement)
) strict, without rowid;
create trigger control_review_hold before delete on control_review begin
  select raise(abort, 'controls of a cycle are never removed');
end;

create table control_review_change (
  cycle_id    text not null,
  framework   text not null,
  requirement text not null,
  revision    integer not null,
  at          text not null,
  by_whom     text not null,
  what        text not null,
  document    text not null,
  primary key (cycle_id, framework, requirement, revision),
  foreign key (cycle_id, framework, requirement) references control_review
) strict, without rowid;
create trigger control_review_change_keep before update on control_review_change begin
  select raise(abort, 'the history of a control is never changed');
end;
create trigger control_review_change_hold before delete on control_review_change begin
  select raise(abort, 'the history of a control is never removed');
end;

create table review_sample (
  id       text primary key,
  cycle_id text not null references review_cycle (id),
  revision integer not null check (revision >= 0),
  document text not null
) strict;
create index review_sample_of on review_sample (cycle_id);
create trigger review_sample_hold before delete on review_sample begin
  select raise(abort, 'samples are never removed');
end;

create table evidence (
  number   integer primary key,
  id       text not null unique,
  document text not null
) strict;
create trigger evidence_keep before update on evidence begin
  select raise(abort, 'evidence is never changed');
end;
create trigger evidence_hold before delete on evidence begin
  select raise(abort, 'evidence is never removed');
end;
create table evidence_check (
  id    text primary key references evidence (id),
  state text not null check (state in ('intact', 'missing', 'changed')),
  at    text not null
) strict;
`;
