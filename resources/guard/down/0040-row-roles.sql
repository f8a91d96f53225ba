-- Takes away what 0040-row-roles.sql made. A role that the DBA has granted to somebody, or that owns or may do something
-- in another database of this cluster, stays: taking it away would take away more than this file made.

do $$
declare
  one text;
begin
  foreach one in array array['attestry_clinician', 'attestry_billing', 'attestry_front_desk', 'attestry_compliance',
                             'attestry_administrator', 'attestry_super_administrator', 'attestry_researcher'] loop
    if exists (select from pg_catalog.pg_roles r where r.rolname = one
                  and not exists (select from pg_catalog.pg_auth_members m where m.roleid = r.oid)) then
      begin
        execute pg_catalog.format('drop role %I', one);
      exception when dependent_objects_still_exist then
        null;
      end;
    end if;
  end loop;
end
$$;
