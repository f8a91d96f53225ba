-- Attestry guard, step 1: the two group roles. Run as a role with CREATEROLE.
-- Nobody logs in as these; the hospital's DBA grants them to logins and revokes them again.

do $$
begin
  if not exists (select from pg_roles where rolname = 'attestry_reader') then
    create role attestry_reader nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'attestry_writer') then
    create role attestry_writer nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
end
$$;

comment on role attestry_reader is 'Attestry: may read the audit log and its seals and run the sealer, and nothing else.';
comment on role attestry_writer is 'Attestry: may append to the audit log through guard.log_access, and nothing else.';
