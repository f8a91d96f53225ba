-- The sample clinic: a small hospital's record as one schema. Synthetic people only.
-- Run once, by the owner, in an empty database.
CREATE SCHEMA clinic;
COMMENT ON SCHEMA clinic IS 'Sample hospital record; every person in it is made up.';
SET LOCAL search_path = clinic;

CREATE TABLE departments (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL
);

CREATE TABLE patients (
  id uuid PRIMARY KEY,
  mrn text NOT NULL UNIQUE,
  family_name text NOT NULL,
  given_names text NOT NULL,
  sex text NOT NULL CHECK (sex IN ('female', 'male')),
  birth_date date NOT NULL,
  deceased_on date CHECK (deceased_on >= birth_date),
  ssn text NOT NULL,
  phone text,
  email text,
  address_line text NOT NULL,
  city text NOT NULL,
  postal_code text NOT NULL,
  language text NOT NULL,
  guardian_id uuid REFERENCES patients,
  registered_on date NOT NULL,
  notice_given_on date,
  notice_acknowledged_on date CHECK (notice_acknowledged_on >= notice_given_on),
  updated_at timestamptz NOT NULL,
  CHECK (registered_on >= birth_date)
);
COMMENT ON TABLE patients IS 'One row per person in care.';
COMMENT ON COLUMN patients.mrn IS 'Medical record number.';
COMMENT ON COLUMN patients.ssn IS 'Social security number; in the sample always of a range that is never issued.';
COMMENT ON COLUMN patients.notice_acknowledged_on IS
  'When the receipt of the notice of privacy practices was acknowledged in writing (45 CFR 164.520(c)(2)(ii)).';
COMMENT ON COLUMN patients.guardian_id IS 'For minors: the parent who decides, if in care too.';
CREATE INDEX patients_name ON patients (family_name, given_names);
CREATE INDEX patients_guardian ON patients (guardian_id);

CREATE TABLE staff (
  id uuid PRIMARY KEY,
  employee_number text NOT NULL UNIQUE,
  patient_id uuid UNIQUE REFERENCES patients,
  department_id uuid NOT NULL REFERENCES departments,
  family_name text NOT NULL,
  given_names text NOT NULL,
  job_title text NOT NULL,
  email text NOT NULL,
  phone text NOT NULL,
  hired_on date NOT NULL,
  left_on date CHECK (left_on >= hired_on)
);
COMMENT ON COLUMN staff.patient_id IS 'Set when this member of staff is a patient here as well.';

CREATE TABLE roles (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  description text NOT NULL
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  username text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('person', 'service')),
  staff_id uuid UNIQUE REFERENCES staff,
  active boolean NOT NULL,
  mfa_enrolled boolean NOT NULL,
  created_at timestamptz NOT NULL,
  password_changed_at timestamptz,
  disabled_at timestamptz,
  CHECK ((kind = 'person') = (staff_id IS NOT NULL))
);

CREATE TABLE user_roles (
  user_id uuid NOT NULL REFERENCES users,
  role_id uuid NOT NULL REFERENCES roles,
  granted_at timestamptz NOT NULL,
  granted_by uuid REFERENCES users,
  revoked_at timestamptz,
  PRIMARY KEY (user_id, role_id)
);

CREATE TABLE shifts (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff,
  work_date date NOT NULL,
  kind text NOT NULL CHECK (kind IN ('day', 'evening', 'night')),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  UNIQUE (staff_id, work_date)
);

CREATE TABLE care_team (
  patient_id uuid NOT NULL REFERENCES patients,
  staff_id uuid NOT NULL REFERENCES staff,
  role text NOT NULL,
  from_date date NOT NULL,
  to_date date CHECK (to_date >= from_date),
  PRIMARY KEY (patient_id, staff_id)
);
COMMENT ON TABLE care_team IS 'Who has a treatment relationship with whom.';
CREATE INDEX care_team_staff ON care_team (staff_id);

CREATE TABLE encounters (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  department_id uuid NOT NULL REFERENCES departments,
  attending_id uuid NOT NULL REFERENCES staff,
  class text NOT NULL CHECK (class IN ('ambulatory', 'emergency', 'inpatient', 'virtual')),
  status text NOT NULL CHECK (status IN ('planned', 'in-progress', 'finished', 'cancelled')),
  reason text NOT NULL,
  sensitivity text CHECK (sensitivity IN ('mental-health', 'substance-use', 'hiv', 'reproductive')),
  started_at timestamptz NOT NULL,
  ended_at timestamptz CHECK (ended_at >= started_at)
);
COMMENT ON COLUMN encounters.sensitivity IS 'Care under special protection, such as 42 CFR Part 2 for substance use.';
CREATE INDEX encounters_patient ON encounters (patient_id, started_at);

CREATE TABLE conditions (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  encounter_id uuid NOT NULL REFERENCES encounters,
  code text NOT NULL,
  display text NOT NULL,
  clinical_status text NOT NULL CHECK (clinical_status IN ('active', 'remission', 'resolved')),
  verification_status text NOT NULL CHECK (verification_status IN ('provisional', 'confirmed', 'refuted')),
  onset_on date NOT NULL,
  abated_on date CHECK (abated_on >= onset_on),
  recorded_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL REFERENCES staff
);
COMMENT ON COLUMN conditions.code IS 'ICD-10-CM.';
CREATE INDEX conditions_patient ON conditions (patient_id);

CREATE TABLE observations (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  encounter_id uuid NOT NULL REFERENCES encounters,
  category text NOT NULL CHECK (category IN ('vital-signs', 'laboratory')),
  code text NOT NULL,
  display text NOT NULL,
  value numeric NOT NULL,
  unit text NOT NULL,
  reference_low numeric,
  reference_high numeric,
  interpretation text CHECK (interpretation IN ('L', 'N', 'H')),
  observed_at timestamptz NOT NULL,
  performed_by uuid NOT NULL REFERENCES staff
);
COMMENT ON COLUMN observations.code IS 'LOINC.';
CREATE INDEX observations_patient ON observations (patient_id, observed_at);

CREATE TABLE medications (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  encounter_id uuid NOT NULL REFERENCES encounters,
  code text NOT NULL,
  display text NOT NULL,
  dose text NOT NULL,
  frequency text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'completed', 'stopped')),
  started_on date NOT NULL,
  stopped_on date CHECK (stopped_on >= started_on),
  prescribed_by uuid NOT NULL REFERENCES staff
);
COMMENT ON COLUMN medications.code IS 'RxNorm.';
CREATE INDEX medications_patient ON medications (patient_id);

CREATE TABLE allergies (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  substance text NOT NULL,
  reaction text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('mild', 'moderate', 'severe')),
  status text NOT NULL CHECK (status IN ('active', 'inactive')),
  recorded_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL REFERENCES staff
);
CREATE INDEX allergies_patient ON allergies (patient_id);

CREATE TABLE immunisations (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  code text NOT NULL,
  display text NOT NULL,
  lot_number text NOT NULL,
  given_on date NOT NULL,
  given_by uuid NOT NULL REFERENCES staff
);
COMMENT ON COLUMN immunisations.code IS 'CVX.';
CREATE INDEX immunisations_patient ON immunisations (patient_id);

CREATE TABLE procedures (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  encounter_id uuid NOT NULL REFERENCES encounters,
  code text NOT NULL,
  display text NOT NULL,
  performed_at timestamptz NOT NULL,
  performed_by uuid NOT NULL REFERENCES staff
);
COMMENT ON COLUMN procedures.code IS 'ICD-10-PCS.';
CREATE INDEX procedures_patient ON procedures (patient_id);

CREATE TABLE notes (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  encounter_id uuid NOT NULL REFERENCES encounters,
  author_id uuid NOT NULL REFERENCES staff,
  kind text NOT NULL CHECK (kind IN ('progress', 'discharge-summary', 'consultation', 'nursing')),
  body text NOT NULL,
  written_at timestamptz NOT NULL,
  signed_at timestamptz CHECK (signed_at >= written_at)
);
CREATE INDEX notes_patient ON notes (patient_id);

CREATE TABLE psychotherapy_notes (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  author_id uuid NOT NULL REFERENCES staff,
  session_at timestamptz NOT NULL,
  body text NOT NULL
);
COMMENT ON TABLE psychotherapy_notes IS
  'Kept apart from the rest of the record (45 CFR 164.501): outside the right of access (164.524(a)(1)(i)).';
CREATE INDEX psychotherapy_notes_patient ON psychotherapy_notes (patient_id);

CREATE TABLE documents (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  kind text NOT NULL CHECK (kind IN ('referral', 'outside-record', 'imaging-report', 'consent-form', 'identification')),
  title text NOT NULL,
  mime_type text NOT NULL,
  received_from text,
  content bytea NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX documents_patient ON documents (patient_id);

CREATE TABLE billing (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  encounter_id uuid NOT NULL REFERENCES encounters,
  payer text NOT NULL,
  policy_number text,
  description text NOT NULL,
  amount numeric(10, 2) NOT NULL CHECK (amount >= 0),
  patient_share numeric(10, 2) NOT NULL CHECK (patient_share BETWEEN 0 AND amount),
  status text NOT NULL CHECK (status IN ('open', 'submitted', 'paid', 'denied')),
  billed_on date NOT NULL,
  paid_on date CHECK (paid_on >= billed_on)
);
COMMENT ON TABLE billing IS 'Part of the designated record set (45 CFR 164.501).';
CREATE INDEX billing_patient ON billing (patient_id);

CREATE TABLE disclosures (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  disclosed_at timestamptz NOT NULL,
  recipient_name text NOT NULL,
  recipient_address text,
  description text NOT NULL,
  purpose text NOT NULL,
  basis text NOT NULL,
  accountable boolean NOT NULL,
  disclosed_by uuid NOT NULL REFERENCES staff
);
COMMENT ON COLUMN disclosures.accountable IS
  'Belongs into an accounting of disclosures (45 CFR 164.528): not for treatment, payment, operations or to the person.';
CREATE INDEX disclosures_patient ON disclosures (patient_id, disclosed_at);

CREATE TABLE consents (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  kind text NOT NULL CHECK (kind IN ('treatment', 'information-exchange', 'research', 'part-2', 'restriction')),
  scope text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'withdrawn', 'refused')),
  given_on date NOT NULL,
  withdrawn_on date CHECK (withdrawn_on >= given_on),
  signed_by_guardian boolean NOT NULL
);
CREATE INDEX consents_patient ON consents (patient_id);

CREATE TABLE appointments (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  staff_id uuid NOT NULL REFERENCES staff,
  department_id uuid NOT NULL REFERENCES departments,
  starts_at timestamptz NOT NULL,
  minutes integer NOT NULL CHECK (minutes > 0),
  status text NOT NULL CHECK (status IN ('booked', 'fulfilled', 'no-show', 'cancelled')),
  reason text NOT NULL
);
CREATE INDEX appointments_patient ON appointments (patient_id, starts_at);
CREATE INDEX appointments_staff ON appointments (staff_id, starts_at);

CREATE TABLE fhir_connections (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  patient_id uuid REFERENCES patients,
  base_url text NOT NULL,
  client_id text NOT NULL,
  scopes text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'expired', 'revoked')),
  secret_reference text NOT NULL,
  token_expires_at timestamptz,
  last_sync_at timestamptz
);
COMMENT ON COLUMN fhir_connections.secret_reference IS 'Where the secret is kept; never the secret itself.';
COMMENT ON COLUMN fhir_connections.patient_id IS 'Set for an application that one patient has connected.';

-- What the hospital writes down about its own running: no patient stands in any of these.
CREATE TABLE job_roles (
  job_title text NOT NULL,
  role_id uuid NOT NULL REFERENCES roles,
  PRIMARY KEY (job_title, role_id)
);
COMMENT ON TABLE job_roles IS 'Which roles a job may have.';

CREATE TABLE access_reviews (
  id uuid PRIMARY KEY,
  role_id uuid NOT NULL REFERENCES roles,
  reviewed_on date NOT NULL,
  reviewed_by uuid NOT NULL REFERENCES staff,
  outcome text NOT NULL CHECK (outcome IN ('kept', 'changed'))
);

CREATE TABLE change_records (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  object text NOT NULL,
  description text NOT NULL,
  emergency boolean NOT NULL,
  requested_by text NOT NULL,
  approved_by text,
  approved_at timestamptz,
  tested_at timestamptz,
  deployed_at timestamptz,
  reviewed_at timestamptz
);
COMMENT ON COLUMN change_records.requested_by IS 'The team; who it was stands in the change itself.';
COMMENT ON COLUMN change_records.object IS 'The table, view or function that was made or changed, as schema.name.';

CREATE TABLE backups (
  id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL,
  finished_at timestamptz CHECK (finished_at >= started_at),
  outcome text NOT NULL CHECK (outcome IN ('completed', 'failed')),
  bytes bigint,
  encrypted boolean NOT NULL,
  off_site boolean NOT NULL,
  sha256 text
);

CREATE TABLE restore_tests (
  id uuid PRIMARY KEY,
  backup_id uuid NOT NULL REFERENCES backups,
  started_at timestamptz NOT NULL,
  finished_at timestamptz CHECK (finished_at >= started_at),
  outcome text NOT NULL CHECK (outcome IN ('passed', 'failed')),
  differences integer NOT NULL CHECK (differences >= 0)
);

CREATE TABLE training_records (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff,
  course text NOT NULL CHECK (course IN ('security', 'privacy')),
  completed_on date NOT NULL
);
CREATE INDEX training_records_staff ON training_records (staff_id);

CREATE TABLE business_associates (
  id uuid PRIMARY KEY,
  service text NOT NULL,
  handles_records boolean NOT NULL,
  agreement_signed_on date,
  agreement_ends_on date CHECK (agreement_ends_on >= agreement_signed_on),
  reports_breaches boolean NOT NULL,
  assessed_on date
);
COMMENT ON COLUMN business_associates.reports_breaches IS 'The agreement binds them to report breaches (45 CFR 164.314(a)(2)(i)(C)).';

CREATE TABLE incidents (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
  detected_at timestamptz NOT NULL,
  assessed_at timestamptz,
  breach boolean,
  notified_on date,
  closed_at timestamptz,
  lesson text
);

CREATE TABLE media_disposals (
  id uuid PRIMARY KEY,
  device text NOT NULL UNIQUE,
  disposed_on date NOT NULL,
  method text,
  certificate text
);

CREATE TABLE risk_analyses (
  id uuid PRIMARY KEY,
  scope text NOT NULL,
  completed_on date NOT NULL,
  approved_by text,
  approved_on date
);
