import { EntryFormatError } from '../../audit/index.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import { wrongForm } from './log-form.ts';

const IT = 'your IT department or the database administrator';

/**
 * The fault for an error of PostgreSQL or of the way to it. Server messages are not passed on: they quote row values.
 */
export function databaseFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error) ?? '';
  const message = error instanceof Error ? error.message : '';
  if (code === 'AT001')
    return new Fault(
      'seal-busy',
      'Another sealer is at work on this log.',
      'Wait until it has finished, then seal again.',
      error,
    );
  if (code === 'AT002' || (code === '23505' && schemaOf(error) === 'guard'))
    return new Fault(
      'seal-fork',
      'The sealer refused to go on: the end of the log does not fit the last block.',
      'Verify the log at the level "block chain" now; do not let anybody repair it before that.',
      error,
    );
  if (code === 'AT003')
    return new Fault(
      'seal-refused',
      'This log was sealed in another database cluster; this one is a restored copy.',
      `Verify the log at the level "block chain". If this is the database that the clinic works with from now on, ask ${IT} to take the log over with guard.adopt_cluster, then seal again.`,
      error,
    );
  if (code === '28P01' || code === '28000')
    return new Fault(
      'database-login-refused',
      'The database refused the user name or the password.',
      `Check both; ask ${IT} whether the user may connect from this machine.`,
      error,
    );
  if (code === '3D000')
    return new Fault(
      'database-unreachable',
      'The server answered, but it has no database of that name.',
      'Check the name of the database.',
      error,
    );
  if (code === '42501')
    return new Fault(
      'database-role-too-weak',
      'The database user may not do this.',
      `Ask ${IT} to grant it the role attestry_reader.`,
      error,
    );
  if (code === '3F000' || code === '42P01' || code === '42883')
    return new Fault(
      'database-not-guarded',
      'The database has no audit log of Attestry (schema guard).',
      `Audit tables that the clinic already has can be watched without it: Integrity, Other audit tables, or \`tables candidates\`. For a sealed log ask ${IT} to install the guard schema.`,
      error,
    );
  if (code === '42703' || code === '42804') return wrongForm('A column is gone or has another type.', error);
  if (error instanceof EntryFormatError) return wrongForm('What it holds are no audit entries.', error);
  if (code === '55P03')
    return new Fault(
      'log-locked',
      "Somebody is changing the audit log's tables, or has locked them; they could not be read.",
      `Nothing was verified. Try again when ${IT} has finished.`,
      error,
    );
  if (code === '25006')
    return new Fault(
      'database-read-only',
      'This database can only be read: it is a copy of the clinic’s server (a standby), or somebody set it to read only.',
      `Nothing was changed. Connect to the primary server, or ask ${IT} why it cannot be written; then try again.`,
      error,
    );
  if (code === '53100')
    return new Fault(
      'database-full',
      'The disk of the database server is full.',
      `The step that did not fit was taken back; what was finished before stays. Ask ${IT} to make room there, then run it again: it goes on.`,
      error,
    );
  if (code === '53300')
    return new Fault(
      'database-unreachable',
      'The database server takes no more connections at this moment.',
      `Try again in a few minutes; if it goes on, ask ${IT} to keep connections free for this user.`,
      error,
    );
  if (code === '40P01' || code === '40001')
    return new Fault(
      'database-error',
      `Somebody else changed the same rows at the same moment, and the database gave this work up (SQLSTATE ${code}).`,
      'Nothing was changed. Try again.',
      error,
    );
  if (code === 'XX001' || code === 'XX002')
    return new Fault(
      'database-error',
      `The database found damage in its own files (SQLSTATE ${code}).`,
      `Tell ${IT} at once: it says that the disk or a restore failed. Do not let anybody repair the log before it was verified on a copy.`,
      error,
    );
  if (code === '57014')
    return new Fault(
      'database-error',
      'The database stopped the work: an administrator or a time limit cancelled it (SQLSTATE 57014).',
      `Nothing was changed. Try again; if it happens again, ask ${IT} for the time limits that hold for this user.`,
      error,
    );
  if (/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/.test(code))
    return new Fault(
      'database-tls-untrusted',
      "The server's certificate could not be verified, so the connection was refused.",
      `Choose the CA certificate that ${IT} gives you, and use the host name that is in the server's certificate.`,
      error,
    );
  if (message.includes('does not support SSL'))
    return new Fault(
      'database-tls-required',
      'The server offers no encrypted connection.',
      `Ask ${IT} to switch TLS on; without it only a database on this machine may be used.`,
      error,
    );
  if (
    ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EAI_AGAIN'].includes(code) ||
    message.includes('timeout expired')
  )
    return new Fault(
      'database-unreachable',
      'The database server does not answer.',
      `Check host and port and the network; ask ${IT} whether the server is running.`,
      error,
    );
  if (
    [
      '57P01',
      '57P02',
      '57P03',
      '57P05',
      '25P03',
      '25P04',
      '08006',
      '08003',
      '08000',
      'ECONNRESET',
      'EPIPE',
    ].includes(code) ||
    /Connection terminated|closed the connection|not queryable/.test(message)
  )
    return new Fault(
      'database-connection-lost',
      'The connection to the database was lost.',
      'Nothing was changed. Start again when the database is back.',
      error,
    );
  return new Fault(
    'database-error',
    `The database reported an error${/^[0-9A-Z]{5}$/.test(code) ? ` (SQLSTATE ${code})` : ''}.`,
    `Try again; if it happens again, give the code to ${IT}.`,
    error,
  );
}

/** Schema of the table whose constraint was violated: in the guard only two sealers at once can do that. */
const schemaOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'schema' in error ? error.schema : undefined;
