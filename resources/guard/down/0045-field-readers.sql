-- Takes away what 0045-field-readers.sql gave.

do $$
declare
  one text;
begin
  if to_regprocedure('guard.field_show(text, uuid, text)') is null then
    return;
  end if;
  foreach one in array array['attestry_clinician', 'attestry_billing', 'attestry_front_desk', 'attestry_compliance', 'attestry_researcher'] loop
    if exists (select from pg_catalog.pg_roles r where r.rolname = one) then
      execute format('revoke execute on function guard.field_show(text, uuid, text), guard.field_pad(), guard.field_give(int, bytea) from %I', one);
    end if;
  end loop;
end
$$;
