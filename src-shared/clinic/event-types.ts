/** What an entry of the audit log can be about. */
export type EventFamily =
  | 'change'
  | 'access'
  | 'session'
  | 'permission'
  | 'privacy'
  | 'care'
  | 'exchange'
  | 'system'
  | 'log'
  | 'other';

/** One kind of event of the audit log. */
export type EventType = {
  readonly name: string;
  readonly family: EventFamily;
  /** What happened, in a few words. */
  readonly meaning: string;
  /** Whether `guard.log_access` takes it, or only triggers and functions of the guard write it. */
  readonly writtenBy: 'application' | 'guard';
};

/** Kinds that nobody can state: an application that could would forge changes, or leave to take a guard off. */
const isOfTheGuard = (name: string): boolean => /^(?:data|guard)\./.test(name) || name === 'schema.changed';

const of =
  (family: EventFamily) =>
  ([name, meaning]: readonly [string, string]): EventType => ({
    ...{ name, family, meaning },
    writtenBy: isOfTheGuard(name) ? 'guard' : 'application',
  });

/** A name that is not on the list is recorded under this one, with the given name in its details. */
export const OTHER_EVENT = 'other';

/**
 * The closed list of event types: what `guard.log_access` takes and what the guard writes by itself. The same list is in
 * `guard.event_type` (0010-audit-events.sql; who writes them: 0066-own-kinds.sql) and in docs/guard.md; tests compare them.
 */
export const EVENT_TYPES: readonly EventType[] = [
  ...(
    [
      ['data.insert', 'a row was added (by the audit trigger)'],
      ['data.update', 'a row was changed (by the audit trigger)'],
      ['data.delete', 'a row was deleted (by the audit trigger)'],
      ['data.truncate', 'a table was emptied at once (by the audit trigger)'],
      ['phi.create', 'patient data was added, in the words of the application'],
      ['phi.update', 'patient data was changed, in the words of the application'],
      ['phi.delete', 'patient data was deleted, in the words of the application'],
      ['psychotherapy-note.created', 'a psychotherapy note was written'],
    ] as const
  ).map(of('change')),
  ...(
    [
      ['phi.read', 'patient data was looked at'],
      ['phi.search', 'patients were searched for'],
      ['phi.export', 'patient data left the system as a file'],
      ['phi.print', 'patient data was printed'],
      ['psychotherapy-note.read', 'a psychotherapy note was opened'],
      ['record.read', 'a record was opened'],
      ['record.list', 'a list of records was shown'],
      ['record.export', 'a record left the system as a file'],
      ['record.print', 'a record was printed'],
      ['access.break-glass', 'somebody opened a record in an emergency, past the usual rules'],
      ['access.denied', 'somebody asked for a record and was refused'],
    ] as const
  ).map(of('access')),
  ...(
    [
      ['auth.login', 'somebody signed in'],
      ['auth.login-failed', 'somebody failed to sign in'],
      ['auth.logout', 'somebody signed out'],
      ['auth.lockout', 'an account was locked after failed attempts'],
      ['password.reset', 'a password was set anew'],
    ] as const
  ).map(of('session')),
  ...(
    [
      ['role.granted', 'somebody was given a role'],
      ['role.revoked', 'a role was taken from somebody'],
      ['user.created', 'an account was made'],
      ['user.updated', 'an account was changed'],
      ['user.disabled', 'an account was switched off'],
    ] as const
  ).map(of('permission')),
  ...(
    [
      ['consent.recorded', 'a patient gave a consent'],
      ['consent.withdrawn', 'a patient withdrew a consent'],
      ['disclosure.recorded', 'patient data was given to somebody outside'],
      ['restriction.recorded', 'a restriction that a patient asked for was agreed to'],
      ['restriction.ended', 'a restriction ended'],
      ['rights.request-received', 'a patient used one of the rights over their data'],
    ] as const
  ).map(of('privacy')),
  ...(
    [
      ['appointment.booked', 'an appointment was made'],
      ['document.scanned', 'a document was taken in'],
      ['image.acquired', 'an image was taken'],
      ['medication.administered', 'a drug was given'],
      ['medication.dispensed', 'a drug was handed out'],
      ['medication.prescribed', 'a drug was prescribed'],
      ['note.signed', 'a note was signed'],
      ['order.placed', 'an order was placed'],
      ['result.acknowledged', 'a result was seen'],
      ['result.corrected', 'a result was corrected'],
      ['result.entered', 'a result was entered'],
    ] as const
  ).map(of('care')),
  ...(
    [
      ['claim.submitted', 'a claim was sent to a payer'],
      ['claim.updated', 'a claim was changed'],
      ['fhir.sync', 'records were exchanged by FHIR'],
      ['interface.message', 'a message of another system was taken in'],
      ['report.exported', 'a report was saved'],
    ] as const
  ).map(of('exchange')),
  ...(
    [
      ['backup.completed', 'a backup was made'],
      ['config.changed', 'a setting was changed'],
      ['job.run', 'a scheduled job ran'],
      ['key.created', 'a key was made'],
      ['key.rotated', 'a key was replaced by a new one'],
      ['key.destroyed', 'a key was destroyed'],
      ['schema.changed', 'the form of the database was changed (by the event trigger)'],
    ] as const
  ).map(of('system')),
  ...(
    [
      ['audit.reviewed', 'somebody looked through the audit log'],
      ['guard.adopt', 'the log was taken over by another database cluster'],
      ['guard.attached', 'an audit trigger was put on a table'],
      ['guard.detached', 'an audit trigger was taken from a table'],
      ['guard.month-begun', 'a new month of the log began, with numbers of its own'],
    ] as const
  ).map(of('log')),
  ...([[OTHER_EVENT, 'an event that is not on this list; its name is in the details']] as const).map(
    of('other'),
  ),
];

/** True for a name of the closed list. */
export const isEventType = (name: string): boolean => EVENT_TYPES.some((type) => type.name === name);
