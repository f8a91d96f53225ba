import { tableRows } from './copy-text.ts';

/** Empty tables of what the hospital writes down about its own running; the columns are those of clinic.sql. */
export const governanceTables = () => ({
  jobRoles: tableRows('job_roles', ['job_title', 'role_id']),
  accessReviews: tableRows('access_reviews', ['id', 'role_id', 'reviewed_on', 'reviewed_by', 'outcome']),
  changeRecords: tableRows('change_records', [
    ...['id', 'number', 'object', 'description', 'emergency', 'requested_by', 'approved_by', 'approved_at'],
    ...['tested_at', 'deployed_at', 'reviewed_at'],
  ]),
  backups: tableRows('backups', [
    ...['id', 'started_at', 'finished_at', 'outcome', 'bytes', 'encrypted', 'off_site', 'sha256'],
  ]),
  restoreTests: tableRows('restore_tests', [
    ...['id', 'backup_id', 'started_at', 'finished_at', 'outcome', 'differences'],
  ]),
  trainingRecords: tableRows('training_records', ['id', 'staff_id', 'course', 'completed_on']),
  businessAssociates: tableRows('business_associates', [
    ...['id', 'service', 'handles_records', 'agreement_signed_on', 'agreement_ends_on', 'reports_breaches'],
    'assessed_on',
  ]),
  incidents: tableRows('incidents', [
    ...[
      'id',
      'kind',
      'severity',
      'detected_at',
      'assessed_at',
      'breach',
      'notified_on',
      'closed_at',
      'lesson',
    ],
  ]),
  mediaDisposals: tableRows('media_disposals', ['id', 'device', 'disposed_on', 'method', 'certificate']),
  riskAnalyses: tableRows('risk_analyses', ['id', 'scope', 'completed_on', 'approved_by', 'approved_on']),
});
