/**
 * Every way an operation can fail to give an answer, as a closed union. Negative findings (a broken chain, an invalid
 * signature) are not errors: they are returned values. A code never carries patient data, and neither does its message.
 */
export const ERROR_CODES = [
  'usage',
  'internal',
  'cancelled',
  // profile and files
  'profile-missing',
  'profile-unreadable',
  'disk-full',
  'file-unreadable',
  'file-unwritable',
  'cache-unreadable',
  // clinic database
  'database-unreachable',
  'database-login-refused',
  'database-tls-required',
  'database-tls-untrusted',
  'database-connection-lost',
  'database-role-too-weak',
  'database-role-too-strong',
  'database-not-guarded',
  'database-unsupported',
  'database-error',
  'administrator-needed',
  'rows-refused',
  'disposal-refused',
  'hold-unknown',
  'log-form',
  'log-locked',
  // sealing and checkpoints
  'seal-busy',
  'seal-fork',
  'seal-refused',
  'checkpoint-inconsistent',
  'activity-tampered',
  'clock-behind',
  'cut-refused',
  'pack-outdated',
  // mapped tables
  'table-unknown',
  'table-missing',
  'table-changed',
  'table-unusable',
  'rebuild-refused',
  'note-refused',
  // token
  'module-missing',
  'module-architecture',
  'module-unusable',
  'module-untrusted',
  'module-changed',
  'module-crashed',
  'token-absent',
  'token-removed',
  'token-timeout',
  'token-error',
  'pin-required',
  'pin-wrong',
  'pin-length',
  'pin-final-try',
  'pin-confirm',
  'pin-busy',
  'pin-locked',
  'pin-expired',
  'not-signed-in',
  'key-missing',
  'key-unsafe',
  'certificate-missing',
  'certificate-mismatch',
  'certificate-expired',
  'signature-check-failed',
  // life of a key
  'key-state',
  'key-in-use',
  'key-forbidden',
  // data keys
  'envelope-damaged',
  'envelope-context',
  // reports
  'report-failed',
  'pdf-unreadable',
  'pdf-encrypted',
  'pdf-unsupported',
  'trust-unreadable',
  // time-stamps and sign-offs
  'time-stamp-unavailable',
  'time-stamp-refused',
  'sign-off-unknown',
  // sample clinic
  'sample-unavailable',
  'sample-failed',
  // things asked for that are not there
  'job-unknown',
  'run-unknown',
  'report-unknown',
  'entry-unknown',
  'proof-impossible',
  'report-changed',
  // shell
  'sender-refused',
  'input-refused',
  'output-refused',
] as const;

/** A code of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];
