/** What was done with this installation: chained entries in the clinic's format, and signed checkpoints over them. */
export const migration0004 = `
create table activity_log (
  id     integer primary key check (id = 1),
  log_id text not null,
  size   integer not null,
  chain  blob not null
) strict;
insert into activity_log values (1, lower(hex(randomblob(16))), 0, zeroblob(32));

create table activity (
  position integer primary key,
  entry    blob not null,
  leaf     blob not null,
  chain    blob not null
) strict;

create table activity_checkpoint (
  size        integer primary key,
  root        blob not null,
  note        text not null,
  certificate blob not null
) strict;

-- No hindrance for somebody who can write the file, but a mistake of ours stops here.
create trigger activity_kept_update before update on activity begin select raise(abort, 'append only'); end;
create trigger activity_kept_delete before delete on activity begin select raise(abort, 'append only'); end;
create trigger activity_checkpoint_kept before delete on activity_checkpoint
  begin select raise(abort, 'append only'); end;
`;
