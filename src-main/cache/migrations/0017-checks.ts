/** Runs of the unified check, and what people ticked on the lists; nothing of either is changed or removed. */
export const migration0017 = `
create table check_run (
  id          text primary key,
  finished_at text not null,
  document    text not null
) strict;
create index check_run_time on check_run (finished_at);

create table checklist_tick (
  number   integer primary key,
  turn     text not null,
  at       text not null,
  document text not null
) strict;
create index checklist_tick_turn on checklist_tick (turn);

create trigger check_run_kept before delete on check_run begin
  select raise(abort, 'runs of the check are never removed');
end;
create trigger check_run_same before update on check_run begin
  select raise(abort, 'runs of the check are never changed');
end;
create trigger checklist_tick_kept before delete on checklist_tick begin
  select raise(abort, 'what was ticked is never removed');
end;
create trigger checklist_tick_same before update on checklist_tick begin
  select raise(abort, 'what was ticked is never changed');
end;
`;
