/** What became of the scheduled verifications, who may run one now, and what was begun by which job. */
export const migration0005 = `
create table plan_memory (
  plan_id  text primary key,
  document text not null
) strict;

create table lease (
  name   text primary key,
  holder text not null,
  until  integer not null
) strict;

-- Only added to: the newest row of a job says how it stands. A job without an end belonged to a process that is gone.
create table job_state (
  id       integer primary key,
  job_id   text not null,
  state    text not null,
  document text not null
) strict;
create index job_state_job on job_state (job_id, id);
`;
