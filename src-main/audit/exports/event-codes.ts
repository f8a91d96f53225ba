/** A code of a code system (FHIR R4 Coding). */
export type Coding = { readonly system: string; readonly code: string; readonly display: string };

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const dcm = (code: string, display: string): Coding => ({ system: DCM, code, display });

/** DICOM PS3.16 CID 400 (types of audit events) and CID 401 (subtypes), as FHIR R4 AuditEvent binds them. */
const AUTHENTICATION = dcm('110114', 'User Authentication');
const ALERT = dcm('110113', 'Security Alert');
const PATIENT_RECORD = dcm('110110', 'Patient Record');
const APPLICATION = dcm('110100', 'Application Activity');
const EXPORT = dcm('110106', 'Export');
const QUERY = dcm('110112', 'Query');
const LOG_USED = dcm('110101', 'Audit Log Used');

const SUBTYPES: Readonly<Record<string, readonly [Coding, Coding | null]>> = {
  'auth.login': [AUTHENTICATION, dcm('110122', 'Login')],
  'auth.login-failed': [AUTHENTICATION, dcm('110122', 'Login')],
  'auth.logout': [AUTHENTICATION, dcm('110123', 'Logout')],
  'auth.lockout': [ALERT, null],
  'access.break-glass': [ALERT, dcm('110127', 'Emergency Override Started')],
  'role.granted': [ALERT, dcm('110136', 'Security Roles Changed')],
  'role.revoked': [ALERT, dcm('110136', 'Security Roles Changed')],
  'user.created': [ALERT, dcm('110137', 'User security Attributes Changed')],
  'user.updated': [ALERT, dcm('110137', 'User security Attributes Changed')],
  'user.disabled': [ALERT, dcm('110137', 'User security Attributes Changed')],
  'password.reset': [ALERT, dcm('110137', 'User security Attributes Changed')],
  'config.changed': [ALERT, dcm('110131', 'Software Configuration')],
  'schema.changed': [ALERT, dcm('110131', 'Software Configuration')],
  'key.created': [ALERT, dcm('110129', 'Security Configuration')],
  'key.rotated': [ALERT, dcm('110129', 'Security Configuration')],
  'key.destroyed': [ALERT, dcm('110129', 'Security Configuration')],
  'access.denied': [ALERT, dcm('110132', 'Use of Restricted Function')],
  'guard.detached': [ALERT, dcm('110133', 'Audit Recording Stopped')],
  'guard.attached': [ALERT, dcm('110134', 'Audit Recording Started')],
};

/** What leaves the system, whatever the action is called. */
const EXPORTS: ReadonlySet<string> = new Set(['phi.export', 'phi.print', 'record.export', 'record.print']);

/** Our event type as a DICOM type of audit event and, where there is one, its subtype. What is not known is an application activity. */
export function eventCodes(
  eventType: string | null,
  action: string | null,
  aboutPatient: boolean,
): { readonly type: Coding; readonly subtype: Coding | null } {
  const known = SUBTYPES[eventType ?? ''];
  if (known !== undefined) return { type: known[0], subtype: known[1] };
  if (eventType === 'audit.reviewed') return { type: LOG_USED, subtype: null };
  if (action === 'export' || EXPORTS.has(eventType ?? '')) return { type: EXPORT, subtype: null };
  if (eventType === 'phi.search') return { type: QUERY, subtype: null };
  return { type: aboutPatient ? PATIENT_RECORD : APPLICATION, subtype: null };
}

const ACTIONS: Readonly<Record<string, 'C' | 'R' | 'U' | 'D' | 'E'>> = {
  create: 'C',
  insert: 'C',
  read: 'R',
  select: 'R',
  export: 'R',
  update: 'U',
  delete: 'D',
  truncate: 'D',
  execute: 'E',
};

/** Our action as FHIR's AuditEventAction; null for one that is not among ours. */
export const actionCode = (action: string | null): 'C' | 'R' | 'U' | 'D' | 'E' | null =>
  ACTIONS[action?.toLowerCase() ?? ''] ?? null;
