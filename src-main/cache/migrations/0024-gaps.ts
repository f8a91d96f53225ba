/** Gaps of review cycles as their changes, each with the gap as it was after it; none is changed or removed. */
export const migration0024 = `
create table gap_change (
  gap_id   text not null,
  number   integer not null check (number >= 0),
  cycle_id text not null references review_cycle (id),
  document text not null,
  primary key (gap_id, number)
) strict;
create index gap_change_cycle on gap_change (cycle_id);
create trigger gap_change_kept before delete on gap_change begin
  select raise(abort, 'the history of a gap is never removed');
end;
create trigger gap_change_same before update on gap_change begin
  select raise(abort, 'the history of a gap is never changed');
end;
`;
