import { Fault } from '../../base/fault.ts';
import type { ClinicConnection, ConnectionCheck, ConnectionReport } from '../ports.ts';
import { databaseFault } from './answers.ts';
import { connect, type Connected } from './connect.ts';

const OLDEST = 13;

type Rights = {
  readonly version: string;
  readonly guard: boolean;
  readonly reads: boolean;
  readonly seals: boolean;
  /** A standby, or set to read only: nothing can be sealed there. */
  readonly readOnly: boolean;
  readonly superuser: boolean;
  readonly bypass: boolean;
  readonly creates: boolean;
  readonly writes: boolean;
  readonly owns: boolean;
  /** Tables outside the guard schema that the user may change or owns. */
  readonly changeable: number;
};

/** A check that failed carries the fault that the command line ends with. */
type Outcome = { readonly check: ConnectionCheck; readonly fault: Fault | null };

const ok = (id: string, title: string, detail: string): Outcome => ({
  check: { id, outcome: 'ok', title, detail, remedy: '' },
  fault: null,
});
const failed = (id: string, title: string, fault: Fault): Outcome => ({
  check: { id, outcome: 'failed', title, detail: fault.message, remedy: fault.remedy },
  fault,
});

/**
 * Tries a connection and says what is right and wrong with it: reachable, encrypted, accepted, a version we know, the
 * guard schema, enough rights, and no dangerous ones. Without the guard schema the user may change no table at all: which
 * ones will be watched is not known yet.
 */
export async function checkConnection(connection: ClinicConnection): Promise<ConnectionReport> {
  let client: Connected;
  try {
    client = await connect(connection, 'attestry check');
  } catch (error) {
    return reportOf([failed('connect', 'Connection', databaseFault(error))]);
  }
  try {
    const rights = await readRights(client);
    const outcomes = [
      ok('connect', 'Connection', `The server answers and accepts the user ${connection.user}.`),
      ok(
        'tls',
        'Encryption',
        connection.tls === 'loopback'
          ? 'The database is on this machine; nothing crosses the network.'
          : "The connection is encrypted, and the server's certificate was verified.",
      ),
      versionCheck(rights.version),
      guardCheck(rights),
      ...(rights.guard ? [readCheck(rights), sealCheck(rights)] : []),
      dangerCheck(rights, connection.user),
    ];
    return reportOf(outcomes, rights.guard);
  } catch (error) {
    return reportOf([failed('rights', 'Rights', databaseFault(error))]);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readRights(client: Connected): Promise<Rights> {
  // to_regclass and to_regprocedure answer NULL where the schema may not even be looked into: ask only when it is there.
  const { rows } = await client.query<Rights>(
    `with names as (select exists (select from pg_namespace where nspname = 'guard') as guard),
          tables as (select c.oid, c.relowner from pg_class c join pg_namespace n on n.oid = c.relnamespace
                      where n.nspname = 'guard' and c.relname in ('audit_log', 'seal', 'block') and c.relkind in ('r', 'p')),
          sealers as (select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                       where n.nspname = 'guard' and p.proname = 'seal_pending')
     select current_setting('server_version') as version,
            names.guard,
            (select count(*) = 3 and bool_and(has_table_privilege(oid, 'select')) from tables)
              and coalesce((select has_schema_privilege(oid, 'usage') from pg_namespace where nspname = 'guard'), false) as reads,
            coalesce((select bool_and(has_function_privilege(oid, 'execute')) from sealers), false) as seals,
            current_setting('transaction_read_only')::boolean as "readOnly",
            r.rolsuper as superuser, r.rolbypassrls as bypass, r.rolcreaterole or r.rolreplication as creates,
            coalesce((select bool_or(has_table_privilege(oid, 'insert, update, delete, truncate')) from tables), false) as writes,
            coalesce((select bool_or(pg_has_role(relowner, 'usage')) from tables), false) as owns,
            (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'guard')
                and n.nspname !~ '^pg_(toast|temp)'
                and (has_any_column_privilege(c.oid, 'insert, update') or has_table_privilege(c.oid, 'delete, truncate, trigger')
                     or pg_has_role(c.relowner, 'usage'))) as changeable
       from names, pg_roles r where r.rolname = current_user`,
  );
  const found = rows[0];
  if (found === undefined)
    throw new Fault('database-error', 'The database gave no answer about rights.', 'Try again.');
  return found;
}

function versionCheck(version: string): Outcome {
  const major = Number.parseInt(version, 10);
  if (major >= OLDEST) return ok('version', 'Version', `PostgreSQL ${version}.`);
  return failed(
    'version',
    'Version',
    new Fault(
      'database-unsupported',
      `The server runs PostgreSQL ${version}; Attestry needs ${OLDEST} or newer.`,
      'Ask the database administrator for an update.',
    ),
  );
}

function guardCheck(rights: Rights): Outcome {
  if (rights.guard) return ok('guard', 'Audit log', 'The audit log of Attestry (schema guard) is installed.');
  return {
    check: {
      id: 'guard',
      outcome: 'warning',
      title: 'Audit log',
      detail: 'There is no guard schema; Attestry can watch audit tables the clinic already has.',
      remedy:
        'In the window go to Integrity, Other audit tables; on the command line run `tables candidates`. Or ask the database administrator to install the guard schema.',
    },
    fault: null,
  };
}

const TOO_WEAK = 'Ask the database administrator to grant it the role attestry_reader.';

const readCheck = (rights: Rights): Outcome =>
  rights.reads
    ? ok('read', 'Reading', 'The user may read the audit log and its seals.')
    : failed(
        'read',
        'Reading',
        new Fault('database-role-too-weak', 'The user may not read the audit log and its seals.', TOO_WEAK),
      );

function sealCheck({ seals, readOnly }: Rights): Outcome {
  if (!seals)
    return failed(
      'seal',
      'Sealing',
      new Fault('database-role-too-weak', 'The user may not run the sealer.', TOO_WEAK),
    );
  if (!readOnly) return ok('seal', 'Sealing', 'The user may run the sealer.');
  return failed(
    'seal',
    'Sealing',
    new Fault(
      'database-read-only',
      'Nothing can be sealed here: this server is a copy of the clinic’s (a standby), or this user or database is set to read only.',
      'Connect to the primary server; or ask the database administrator to take default_transaction_read_only off this user.',
    ),
  );
}

function dangerCheck(rights: Rights, user: string): Outcome {
  const dangers = [
    ...(rights.superuser ? ['is a superuser'] : []),
    ...(rights.bypass && !rights.superuser ? ['bypasses row-level security'] : []),
    ...(rights.creates && !rights.superuser ? ['may make roles or replicate'] : []),
    ...(rights.writes && !rights.superuser ? ['may change the audit log'] : []),
    ...(rights.owns && !rights.superuser ? ["owns the guard's tables"] : []),
    ...(!rights.guard && rights.changeable > 0 && !rights.superuser
      ? [`may change ${rights.changeable} of the clinic's tables`]
      : []),
  ];
  if (dangers.length === 0)
    return ok(
      'danger',
      'Least privilege',
      rights.guard
        ? 'The user can do nothing beyond reading and sealing the log.'
        : "The user may change none of the clinic's tables.",
    );
  return failed(
    'danger',
    'Least privilege',
    new Fault(
      'database-role-too-strong',
      `The user ${user} ${dangers.join(', ')}: who watches the log must not be able to change it.`,
      rights.guard
        ? 'Ask the database administrator for a login of its own that has the role attestry_reader and nothing else.'
        : 'Ask the database administrator for a login of its own that may read the audit tables and nothing else.',
    ),
  );
}

const reportOf = (outcomes: readonly Outcome[], guarded: boolean | null = null): ConnectionReport => ({
  guarded,
  ready: outcomes.every(({ fault }) => fault === null),
  checks: outcomes.map(({ check }) => check),
  fault: outcomes.find(({ fault }) => fault !== null)?.fault ?? null,
});
