/** Readiness reports that were made: what is known of each; the files lie in a folder of their own. */
export const migration0022 = `
create table readiness_report (
  id         text primary key,
  created_at text not null,
  document   text not null
) strict;
create index readiness_report_time on readiness_report (created_at);

create trigger readiness_report_kept before delete on readiness_report begin
  select raise(abort, 'reports are never removed');
end;
create trigger readiness_report_same before update on readiness_report begin
  select raise(abort, 'reports are never changed');
end;
`;
