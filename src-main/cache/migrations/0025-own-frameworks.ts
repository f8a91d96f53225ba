/** Frameworks of one's own: every edition as it was imported, and which were taken out of use. None is changed or lost. */
export const migration0025 = `
create table framework_edition (
  number      integer primary key,
  framework   text not null,
  version     text not null,
  sha256      text not null check (length(sha256) = 64),
  imported_at text not null,
  imported_by text not null,
  document    text not null
) strict;
create table framework_removal (
  number integer primary key references framework_edition (number),
  at     text not null,
  by_who text not null
) strict;
create trigger framework_edition_kept before delete on framework_edition begin
  select raise(abort, 'editions of frameworks are never lost');
end;
create trigger framework_edition_same before update on framework_edition begin
  select raise(abort, 'editions of frameworks are never changed');
end;
create trigger framework_removal_kept before delete on framework_removal begin
  select raise(abort, 'removals of frameworks stay');
end;
create trigger framework_removal_same before update on framework_removal begin
  select raise(abort, 'removals of frameworks are never changed');
end;
`;
