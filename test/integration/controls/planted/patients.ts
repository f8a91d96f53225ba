import type { Planted } from './plant.ts';

/** Faults in records of patients, disclosures and connections. */
export const IN_PATIENTS: readonly Planted[] = [
  {
    fault: 'a disclosure without an address',
    plant:
      "update clinic.disclosures set recipient_address = null where id = (select id from clinic.disclosures where accountable and disclosed_at > '2022-01-01' limit 1)",
    undo: ['clinic.disclosures'],
    found: ['disclosures-whole'],
  },
  {
    fault: 'a disclosure that is not counted',
    plant:
      "update clinic.disclosures set accountable = false where id = (select id from clinic.disclosures where basis like '164.512%' and disclosed_at > '2022-01-01' limit 1)",
    undo: ['clinic.disclosures'],
    found: ['disclosures-counted'],
  },
  {
    fault: 'research without consent',
    plant:
      "update clinic.disclosures d set purpose = 'research', basis = '164.508', accountable = false where id = (select d.id from clinic.disclosures d where disclosed_at > '2022-01-01' and not exists (select from clinic.consents c where c.patient_id = d.patient_id and c.kind = 'research') limit 1)",
    undo: ['clinic.disclosures'],
    found: ['disclosures-authorised'],
  },
  {
    fault: 'a health plan was told in spite of a restriction',
    plant: `insert into clinic.consents select gen_random_uuid(), d.patient_id, 'restriction', 'x', 'active', '2012-01-01', null, false from clinic.disclosures d where d.purpose = 'payment' limit 1`,
    undo: ['clinic.consents'],
    found: ['disclosures-restricted'],
  },
  {
    fault: 'a patient without a consent',
    plant: `delete from clinic.consents where kind = 'treatment' and patient_id = (select id from clinic.patients order by registered_on desc limit 1)`,
    undo: ['clinic.consents'],
    found: ['consents-given'],
  },
  {
    fault: 'a patient who did not get the notice',
    plant:
      'update clinic.patients set notice_acknowledged_on = null where id = (select id from clinic.patients order by registered_on desc limit 1)',
    undo: ['clinic.patients'],
    found: ['notices-acknowledged'],
  },
  {
    fault: 'a record number of blanks',
    plant: "update clinic.patients set mrn = '  ' where id = (select id from clinic.patients limit 1)",
    undo: ['clinic.patients'],
    found: ['patients-told-apart'],
  },
  {
    fault: 'somebody was born in 1066',
    plant:
      "update clinic.patients set birth_date = '1066-10-14' where id = (select id from clinic.patients limit 1)",
    undo: ['clinic.patients'],
    found: ['patients-dates-possible'],
  },
  {
    fault: 'a password in an address',
    plant:
      "update clinic.fhir_connections set base_url = 'https://me:secret@exchange.example.org/fhir' where id = (select id from clinic.fhir_connections where status = 'active' limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-encrypted'],
  },
  {
    fault: 'a secret in the table',
    plant:
      "update clinic.fhir_connections set secret_reference = 'hunter2' where id = (select id from clinic.fhir_connections limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-secrets-apart'],
  },
  {
    fault: 'a connection that may write everything',
    plant:
      "update clinic.fhir_connections set scopes = 'system/*.write' where id = (select id from clinic.fhir_connections where status = 'active' limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-narrow'],
  },
  {
    fault: 'a forgotten connection',
    plant:
      "update clinic.fhir_connections set last_sync_at = '2025-01-01' where id = (select id from clinic.fhir_connections where status = 'active' limit 1)",
    undo: ['clinic.fhir_connections'],
    found: ['connections-in-use'],
  },
];
