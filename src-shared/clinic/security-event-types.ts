/** How bad an event is. CRITICAL ones are to be answered within 15 minutes. */
export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Minutes within which somebody has to answer a critical event. */
export const CRITICAL_MINUTES = 15;

/** One kind of security event. */
export type SecurityEventType = {
  readonly name: string;
  readonly severity: Severity;
  /** Somebody has to look into each of them. */
  readonly investigate: boolean;
  /** From how many on it is one; null where a single one is. The database's owner may change it there. */
  readonly threshold: number | null;
  /** What happened, in a few words. */
  readonly meaning: string;
};

const of = ([name, severity, investigate, threshold, meaning]: readonly [
  string,
  Severity,
  boolean,
  number | null,
  string,
]): SecurityEventType => ({ name, severity, investigate, threshold, meaning });

/**
 * The closed list of security events. The same list is in `guard.security_event_type` (0060-security-events.sql) and in
 * docs/guard.md; a test compares them.
 */
export const SECURITY_EVENT_TYPES: readonly SecurityEventType[] = (
  [
    ['failed-logins', 'MEDIUM', true, 5, 'one account failed to sign in several times within 15 minutes'],
    ['password-guessing', 'HIGH', true, 20, 'one account failed to sign in many times within 15 minutes'],
    [
      'password-spraying',
      'CRITICAL',
      true,
      5,
      'several accounts failed to sign in from one address within an hour',
    ],
    [
      'login-after-failures',
      'CRITICAL',
      true,
      5,
      'somebody signed in after several failures within 15 minutes',
    ],
    ['account-locked', 'MEDIUM', false, null, 'an account was locked'],
    ['account-created', 'LOW', false, null, 'an account was made'],
    ['account-disabled', 'LOW', false, null, 'an account was switched off'],
    ['password-reset', 'LOW', false, null, 'a password was set anew'],
    ['permission-changed', 'MEDIUM', false, null, 'a role was given or taken'],
    ['permission-self-granted', 'CRITICAL', true, null, 'somebody gave a role to themselves'],
    ['emergency-access', 'HIGH', true, null, 'a record was opened in an emergency, past the usual rules'],
    ['access-denied', 'LOW', false, null, 'somebody asked for a record and was refused'],
    ['access-probing', 'HIGH', true, 10, 'somebody was refused many times within an hour'],
    ['mass-read', 'HIGH', true, 100, 'one person looked at many patients within an hour'],
    ['mass-export', 'CRITICAL', true, 10, 'one person exported or printed many times within an hour'],
    ['mass-change', 'HIGH', true, 500, 'one person changed many rows within an hour'],
    ['mass-deletion', 'CRITICAL', true, 100, 'one person deleted many rows within an hour'],
    ['after-hours', 'LOW', false, 20, 'one person worked with patient data between 23:00 and 05:00'],
    ['table-emptied', 'CRITICAL', true, null, 'a table was emptied at once'],
    ['schema-changed', 'MEDIUM', false, null, 'the form of the database was changed'],
    ['configuration-changed', 'MEDIUM', false, null, 'a setting was changed'],
    ['key-destroyed', 'HIGH', true, null, 'a key was destroyed'],
    ['auditing-removed', 'HIGH', true, null, 'an audit trigger was taken from a table through Attestry'],
    [
      'trigger-disabled',
      'CRITICAL',
      true,
      null,
      'an audit trigger was switched off or removed past Attestry',
    ],
    [
      'log-unprotected',
      'CRITICAL',
      true,
      null,
      'a trigger that protects the log itself was switched off or removed',
    ],
    ['guard-changed', 'CRITICAL', true, null, 'something of the guard was changed or removed past Attestry'],
    ['entry-forged', 'HIGH', true, null, 'an application tried to write an entry that only the guard writes'],
    ['log-taken-over', 'HIGH', true, null, 'the log was taken over by another database cluster'],
    ['access-risk-medium', 'MEDIUM', true, null, "the risk score of somebody's accesses reached 0.7"],
    ['access-risk-high', 'HIGH', true, null, "the risk score of somebody's accesses reached 0.9"],
    ['access-risk-critical', 'CRITICAL', true, null, "the risk score of somebody's accesses reached 0.95"],
    ['integrity-broken', 'CRITICAL', true, null, 'a verification found the log tampered with'],
    ['rate-limit-exceeded', 'MEDIUM', true, null, 'somebody asked for more than the limit allows'],
    ['encryption-removed', 'CRITICAL', true, null, 'a column is no longer encrypted'],
    ['row-policy-changed', 'HIGH', true, null, 'a rule for rows was changed or taken away'],
    ['legal-hold-ended', 'MEDIUM', false, null, 'a legal hold ended'],
    ['connection-refused', 'LOW', false, null, 'a connection to another system was refused or expired'],
    ['input-refused', 'LOW', false, null, 'data of another system was refused'],
    ['unknown-event-type', 'LOW', false, null, 'an application used an event type that is not on the list'],
    ['other', 'MEDIUM', true, null, 'an event that is not on this list; its name is in the details'],
  ] as const
).map(of);
