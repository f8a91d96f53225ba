/** Where the monitor stands, one document for each log, and who took note of which finding. */
export const migration0003 = `
create table monitor (
  fingerprint text primary key,
  document    text not null
) strict;

-- Only added to: it outlives the run that it speaks of.
create table acknowledgement (
  id     integer primary key,
  run_id text not null,
  number integer not null,
  reason text not null,
  by     text not null,
  at     text not null
) strict;
create index acknowledgement_finding on acknowledgement (run_id, number, id);
`;
