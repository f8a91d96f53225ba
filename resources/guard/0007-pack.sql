-- Attestry guard, step 7: what is installed, and what was put on the clinic's own tables. Run as the owner of the schema.

create table if not exists guard.pack (
  number       int         primary key,
  name         text        not null,
  sha256       text        not null,
  installed_at timestamptz not null default clock_timestamp(),
  installed_by text        not null default session_user,
  application  text        not null
);
comment on table guard.pack is 'Attestry: one row for each file of the pack that was installed here. Removed with its file.';
comment on column guard.pack.sha256 is 'SHA-256 of the file, as 64 hexadecimal digits.';
comment on column guard.pack.application is 'Version of Attestry that installed the file.';

create table if not exists guard.attachment (
  kind        text        not null,
  schema_name text        not null,
  table_name  text        not null,
  relation    oid         not null,
  definition  jsonb       not null,
  attached_at timestamptz not null default clock_timestamp(),
  attached_by text        not null default session_user,
  primary key (kind, relation)
);
comment on table guard.attachment is 'Attestry: what was put on tables of the clinic, so that drift is seen and everything can be taken away again.';
comment on column guard.attachment.kind is 'audit, encrypt, rows, …: see docs/guard.md.';
comment on column guard.attachment.relation is 'The table by its number, which stays when the table is renamed.';
comment on column guard.attachment.definition is 'What is needed to compare and to undo it.';

revoke all on guard.pack, guard.attachment from public;
grant select on guard.pack, guard.attachment to attestry_reader;
