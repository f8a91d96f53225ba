/** Results of automated control tests. */
export const migration0023 = `
create table test_result (
  number      integer primary key,
  id          text not null unique,
  test_id     text not null,
  outcome     text not null check (outcome in ('pass', 'fail', 'could-not-tell')),
  -- A fail, or a pass over the whole population: see src-main/controls/tests/standing.ts.
  concludes   integer not null check (concludes in (0, 1)),
  day         text not null,
  document    text not null
) strict;
create index test_result_of on test_result (test_id, number);
create index test_result_day on test_result (day, number);
create trigger test_result_hold before delete on test_result begin
  select raise(abort, 'results of tests are never removed');
end;
create trigger test_result_frozen before update on test_result begin
  select raise(abort, 'results of tests are never changed');
end;
`;
