import { LOG, NURSE, SEALED, entry, one, type Planted } from './plant.ts';

/** Faults in what the clinic records of changes, backups, staff, partners and incidents. */
export const IN_RECORDS: readonly Planted[] = [
  {
    fault: 'a change that who asked for it approved',
    plant: `update clinic.change_records set approved_by = requested_by where number = 'CHG-0003'`,
    undo: ['clinic.change_records'],
    found: ['changes-approved'],
  },
  {
    fault: 'a change that was not tested',
    plant: `update clinic.change_records set tested_at = null where number = 'CHG-0003'`,
    undo: ['clinic.change_records'],
    found: ['changes-tested'],
  },
  {
    fault: 'an emergency change that nobody looked at',
    plant: 'update clinic.change_records set reviewed_at = null where emergency',
    undo: ['clinic.change_records'],
    found: ['changes-emergencies-reviewed'],
  },
  {
    fault: 'a table that no change record names',
    plant: 'create table clinic.shadow (id int primary key)',
    undo: 'drop table clinic.shadow',
    found: ['changes-objects-recorded'],
  },
  {
    fault: 'the form of the database changed on a day without a change record',
    plant: `${entry('2026-06-15 10:00:00+00', "'u4000'", 'schema.changed')}; ${SEALED}`,
    undo: LOG,
    found: ['changes-of-schema-recorded'],
  },
  {
    fault: 'a day without a backup',
    plant: "update clinic.backups set outcome = 'failed' where started_at::date = '2026-06-20'",
    undo: ['clinic.backups'],
    found: ['backups-daily'],
  },
  {
    fault: 'a backup that is not encrypted',
    plant: "update clinic.backups set encrypted = false where started_at::date = '2026-06-20'",
    undo: ['clinic.backups'],
    found: ['backups-protected'],
  },
  {
    fault: 'the last tries to restore showed differences',
    plant: 'update clinic.restore_tests set differences = 4',
    undo: ['clinic.restore_tests'],
    found: ['restores-tried'],
  },
  {
    fault: 'restoring took two days',
    plant: `update clinic.restore_tests set finished_at = started_at + interval '2 days' where ${one('restore_tests')}`,
    undo: ['clinic.restore_tests'],
    found: ['restores-in-time'],
  },
  {
    fault: 'a disk that went without a certificate',
    plant: `update clinic.media_disposals set certificate = null where ${one('media_disposals')}`,
    undo: ['clinic.media_disposals'],
    found: ['media-disposed'],
  },
  {
    fault: 'somebody was never trained in security',
    plant: `delete from clinic.training_records where course = 'security' and staff_id = (select staff_id from clinic.users where id = ${NURSE})`,
    undo: ['clinic.training_records'],
    found: ['training-security'],
  },
  {
    fault: 'somebody’s training in privacy is too old',
    plant: `delete from clinic.training_records where course = 'privacy' and completed_on > '2025-01-01' and staff_id = (select staff_id from clinic.users where id = ${NURSE})`,
    undo: ['clinic.training_records'],
    found: ['training-privacy'],
  },
  {
    fault: 'an agreement that ended',
    plant:
      "update clinic.business_associates set agreement_ends_on = '2026-06-01' where service = 'laboratory network'",
    undo: ['clinic.business_associates'],
    found: ['partners-agreed'],
  },
  {
    fault: 'a partner who need not report breaches',
    plant:
      "update clinic.business_associates set reports_breaches = false where service = 'laboratory network'",
    undo: ['clinic.business_associates'],
    found: ['partners-report'],
  },
  {
    fault: 'a partner whom nobody assessed',
    plant: "update clinic.business_associates set assessed_on = null where service = 'laboratory network'",
    undo: ['clinic.business_associates'],
    found: ['partners-assessed'],
  },
  {
    fault: 'an incident that nobody assessed',
    plant: "update clinic.incidents set assessed_at = null where kind = 'lost badge'",
    undo: ['clinic.incidents'],
    found: ['incidents-assessed'],
  },
  {
    fault: 'a breach that was told too late',
    plant: "update clinic.incidents set notified_on = '2026-06-29' where breach",
    undo: ['clinic.incidents'],
    found: ['incidents-notified'],
  },
  {
    fault: 'an incident without a lesson',
    plant: "update clinic.incidents set lesson = null where kind = 'lost badge'",
    undo: ['clinic.incidents'],
    found: ['incidents-closed'],
  },
  {
    fault: 'a risk analysis that nobody approved',
    plant: 'update clinic.risk_analyses set approved_by = null',
    undo: ['clinic.risk_analyses'],
    found: ['risk-analysis-current'],
  },
];
