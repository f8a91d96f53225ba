-- Attestry guard, rows: the group roles by which the rules of access speak. Run as a role with CREATEROLE.
-- Nobody logs in as these; the hospital's DBA grants them to the logins of persons and revokes them again.

do $$
declare
  wanted constant text[][] := array[
    ['attestry_clinician', 'Attestry: sees the rows of patients in whose care the person takes part.'],
    ['attestry_billing', 'Attestry: sees bills and whose they are, and nothing clinical.'],
    ['attestry_front_desk', 'Attestry: sees who is a patient and when they come, and nothing clinical.'],
    ['attestry_compliance', 'Attestry: sees consents, disclosures and accounts, and the record of a patient only after saying why.'],
    ['attestry_administrator', 'Attestry: manages ordinary accounts; sees no patient.'],
    ['attestry_super_administrator', 'Attestry: manages the accounts of administrators too; sees no patient.'],
    ['attestry_researcher', 'Attestry: sees clinical rows of patients who consented to research, and nobody''s name.']];
  one text[];
begin
  foreach one slice 1 in array wanted loop
    if not exists (select from pg_catalog.pg_roles r where r.rolname = one[1]) then
      execute pg_catalog.format('create role %I nologin noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls', one[1]);
    end if;
    execute pg_catalog.format('comment on role %I is %L', one[1], one[2]);
  end loop;
end
$$;
