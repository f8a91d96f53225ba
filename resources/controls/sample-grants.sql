-- What the role of the control tests may read in the sample clinic: columns that say how it is run, and no names, contacts or findings.
grant usage on schema clinic to attestry_controls;
grant select on clinic.users, clinic.user_roles, clinic.roles, clinic.job_roles, clinic.access_reviews, clinic.change_records,
  clinic.backups, clinic.restore_tests, clinic.training_records, clinic.business_associates, clinic.incidents,
  clinic.media_disposals, clinic.risk_analyses to attestry_controls;
grant select (id, job_title, hired_on, left_on) on clinic.staff to attestry_controls;
grant select (id, mrn, birth_date, registered_on, deceased_on, notice_given_on, notice_acknowledged_on) on clinic.patients to attestry_controls;
grant select (id, patient_id, disclosed_at, recipient_name, recipient_address, description, purpose, basis, accountable)
  on clinic.disclosures to attestry_controls;
grant select (id, patient_id, kind, status, given_on, withdrawn_on) on clinic.consents to attestry_controls;
grant select (id, base_url, scopes, status, secret_reference, last_sync_at) on clinic.fhir_connections to attestry_controls;
