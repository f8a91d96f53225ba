/** Files of detached signatures that wait for their time-stamp. */
export const migration0012 = `
create table waiting_signature (
  path       text primary key,
  /* SHA-256 of the signature as it was written: another file in its place is left alone. */
  sha256     text not null,
  signed_at  text not null
) strict;
`;
