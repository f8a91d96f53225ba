/** Packages of answers, and what was done to deliver them. */
export const migration0016 = `
create table rights_package (
  id       text primary key,
  case_id  text not null references rights_case,
  made_at  text not null,
  document text not null
) strict;

create table rights_delivery (
  id         text primary key,
  case_id    text not null references rights_case,
  package    text not null,
  state      text not null check (state in ('ready', 'sending', 'sent', 'failed', 'unknown')),
  changed_at text not null,
  document   text not null
) strict;
-- One package goes out once: only what is known not to have been sent may be tried anew.
create unique index rights_delivery_once on rights_delivery (case_id, package) where state <> 'failed';
create trigger rights_delivery_hold before delete on rights_delivery begin
  select raise(abort, 'deliveries are never removed');
end;
`;
