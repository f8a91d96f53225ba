/** Decisions that officers signed; a row is only ever added. */
export const migration0007 = `
create table sign_off (
  number    integer primary key,
  id        text not null unique,
  kind      text not null,
  subject   text not null,
  document  text not null,
  signature blob not null
) strict;
create index sign_off_about on sign_off (kind, subject, number);

create trigger sign_off_keep before update on sign_off begin
  select raise(abort, 'sign-offs are never changed');
end;
create trigger sign_off_hold before delete on sign_off begin
  select raise(abort, 'sign-offs are never removed');
end;
`;
