import type { Planted } from './plant.ts';

/** Faults in columns, rules for rows, retention, limits and connections of the guard, and in input rules. */
export const IN_GUARDED: readonly Planted[] = [
  {
    fault: 'a column that nobody decided on',
    plant: 'alter table clinic.allergies add column planted text',
    undo: 'alter table clinic.allergies drop column planted',
    found: ['columns-decided'],
  },
  {
    fault: 'a column that should be encrypted and is not',
    plant: `insert into guard.column_decision (schema_name, table_name, column_name, relation, attribute, last_attribute, column_type, classification, encrypt, audit, verdict, reason, decided_by)
      select schema_name, table_name, column_name, relation, attribute, last_attribute, column_type, 'identifier', true, true, 'accepted', '', 'officer' from guard.column_class where table_name = 'patients' and column_name = 'ssn'`,
    undo: ['guard.column_decision'],
    found: ['columns-encrypted'],
  },
  {
    fault: 'a table without rules for rows',
    plant: 'alter table clinic.notes no force row level security',
    undo: 'alter table clinic.notes force row level security',
    found: ['rows-ruled'],
  },
  {
    fault: 'a clinician whom nobody named',
    plant: 'delete from guard.row_person',
    undo: ['guard.row_person'],
    found: ['rows-persons-named'],
  },
  {
    fault: 'a table without a rule about retention',
    plant: "update guard.retention_policy set active = false where table_name = 'notes'",
    undo: ['guard.retention_policy'],
    found: ['retention-ruled'],
  },
  {
    fault: 'disclosures that are kept a year',
    plant: "update guard.retention_policy set months = 12 where table_name = 'disclosures'",
    undo: ['guard.retention_policy'],
    found: ['retention-long-enough'],
  },
  {
    fault: 'a deletion that hangs',
    plant:
      "insert into guard.disposal (id, kind, at, begun_at) values ('d2', 'retention', now(), now() - interval '3 days')",
    undo: ['guard.disposal'],
    found: ['retention-disposals-signed'],
  },
  {
    fault: 'no limit on exports',
    plant: "delete from guard.rate_limit where kind = 'export'",
    undo: ['guard.rate_limit'],
    found: ['limits-set'],
  },
  {
    fault: 'credentials that have run out',
    plant: "update guard.fhir_connection set expires_at = now() - interval '1 day'",
    undo: ['guard.fhir_connection'],
    found: ['connections-current'],
  },
  {
    fault: 'a table that cannot tell its rows apart',
    plant: 'alter table clinic.job_roles drop constraint job_roles_pkey',
    undo: 'alter table clinic.job_roles add primary key (job_title, role_id)',
    found: ['input-keys'],
  },
  {
    fault: 'a rule that was never checked',
    plant: "alter table clinic.departments add constraint planted check (code <> '') not valid",
    undo: 'alter table clinic.departments drop constraint planted',
    found: ['input-rules-checked'],
  },
];
