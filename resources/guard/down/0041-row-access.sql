-- Takes away what 0041-row-access.sql made. Refused by the database while a policy on one of the clinic's tables uses it:
-- detach the rules first.
drop function if exists guard.name_person(name, text);
drop function if exists guard.open_record(text, text, int);
drop function if exists guard.privileged_accounts();
drop function if exists guard.consented_patients();
drop function if exists guard.my_patients();
drop function if exists guard.opened_patients();
drop function if exists guard.row_subjects(text, text);
drop function if exists guard.own_person();
drop table if exists guard.break_glass;
drop table if exists guard.row_source;
drop table if exists guard.row_person;
revoke usage on schema guard from attestry_clinician, attestry_billing, attestry_front_desk, attestry_compliance,
  attestry_administrator, attestry_super_administrator, attestry_researcher;
