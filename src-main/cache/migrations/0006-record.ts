/**
 * What this machine keeps for good beside the witness: certificates of cuts, decisions to rebuild the witness, colleagues'
 * keys and checkpoints and what came of comparing them. Only added to.
 */
export const migration0006 = `
create table record (
  id          integer primary key,
  fingerprint text not null,
  kind        text not null,
  document    text not null
) strict;
create index record_kind on record (fingerprint, kind, id);
create trigger record_no_update before update on record begin select raise(abort, 'records are only ever added'); end;
create trigger record_no_delete before delete on record begin select raise(abort, 'records are only ever added'); end;
`;
