/** What was collected for requests, what was decided of it, and what is kept about patients beyond one request. */
export const migration0015 = `
create table rights_collection (
  case_id  text primary key references rights_case,
  document text not null,
  review   text
) strict;

create table rights_source (
  case_id  text not null references rights_collection,
  source   text not null,
  place    integer not null,
  document text not null,
  attempt  text,
  primary key (case_id, source)
) strict, without rowid;

create table rights_batch (
  case_id text not null references rights_collection,
  source  text not null,
  number  integer not null,
  first   integer not null,
  items   integer not null check (items > 0),
  sealed  text not null unique,
  primary key (case_id, source, number)
) strict, without rowid;

-- Long values, each in sealed pieces under its own id.
create table rights_content (
  case_id text not null references rights_collection,
  source  text not null,
  content text not null,
  primary key (case_id, source, content)
) strict, without rowid;

create table rights_item (
  case_id    text not null references rights_collection,
  number     integer not null,
  source     text not null,
  held       text,
  part2      integer not null check (part2 in (0, 1)),
  companions integer not null,
  decision   text not null check (decision in ('open', 'release', 'redact', 'withhold')),
  ground     text,
  redacted   text not null,
  officer    text,
  primary key (case_id, number)
) strict, without rowid;
create index rights_item_decision on rights_item (case_id, decision, number);
create index rights_item_source on rights_item (case_id, source, number);

create table rights_companion (
  sealed   text primary key,
  person   text not null,
  case_id  text not null references rights_case,
  kind     text not null,
  added_on text not null
) strict, without rowid;
create index rights_companion_person on rights_companion (person);

create table rights_entry (
  id       text primary key,
  person   text not null,
  kind     text not null check (kind in ('disclosure', 'suspension')),
  at       text not null,
  officer  text not null,
  replaces text references rights_entry
) strict, without rowid;
create index rights_entry_person on rights_entry (person, kind);
create trigger rights_entry_keep before update on rights_entry begin
  select raise(abort, 'entries about a patient are never changed');
end;
create trigger rights_entry_hold before delete on rights_entry begin
  select raise(abort, 'entries about a patient are never removed');
end;
create trigger rights_companion_keep before update on rights_companion begin
  select raise(abort, 'what travels with a record is never changed');
end;
create trigger rights_companion_hold before delete on rights_companion begin
  select raise(abort, 'what travels with a record is never removed');
end;
`;
