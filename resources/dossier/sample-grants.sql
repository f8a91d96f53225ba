-- What the role of the dossier map may read in the sample clinic: the record set, and of psychotherapy notes that there are some.
grant usage on schema clinic to attestry_records;
grant select on clinic.patients, clinic.encounters, clinic.conditions, clinic.observations, clinic.medications, clinic.allergies,
  clinic.immunisations, clinic.procedures, clinic.notes, clinic.documents, clinic.billing, clinic.consents, clinic.appointments,
  clinic.disclosures, clinic.departments to attestry_records;
grant select (id, given_names, family_name, job_title) on clinic.staff to attestry_records;
grant select (id, patient_id, session_at) on clinic.psychotherapy_notes to attestry_records;
-- Who is who, for the risk of accesses (resources/risk/sample-clinic.yaml).
grant select (username, staff_id) on clinic.users to attestry_records;
grant select (patient_id) on clinic.staff to attestry_records;
grant select on clinic.care_team, clinic.shifts to attestry_records;
