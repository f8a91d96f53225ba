import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { codeOf, Fault, throwIfCancelled } from '../base/fault.ts';
import { auditHistory, HISTORY_COLUMNS } from './audit-history.ts';
import { type Clinic } from './clinic.ts';
import { copyIn } from './copy-in.ts';

/** Names of the sample's database and of its login roles. */
export const DATABASE = 'clinic';
export const ROLES = {
  owner: 'attestry_owner',
  application: 'clinic_app',
  officer: 'attestry_officer',
} as const;
export const ADMINISTRATOR = 'postgres';

/** Role of the sample's dossier map (resources/dossier). */
const RECORDS = 'attestry_records';
/** Role of the sample's control tests (resources/controls). */
const CONTROLS = 'attestry_controls';
/** Entries per transaction: enough to be fast, few enough to notice a cancel and to show progress. */
const BATCH_ROWS = 50_000;
const CONNECT_PATIENCE_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** A password that needs no quoting anywhere. */
export const newPassword = (): string => randomBytes(24).toString('base64url');

/** A connection to the server on this machine; no TLS is needed there. */
export const urlOf = (role: string, password: string, port: number, database: string = DATABASE): string =>
  `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;

/** The same connection on another port. */
export function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}

/**
 * Runs work on one connection; waits while a server is still starting.
 * @throws Fault `sample-failed` with the database's error as its cause
 */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } catch (error) {
    throw error instanceof Fault ? error : databaseFailed(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const until = Date.now() + CONNECT_PATIENCE_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    // A connection that breaks between queries must not end the program.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      // 57P03: cannot_connect_now (PostgreSQL manual, "Error Codes").
      const starting = ['57P03', 'ECONNREFUSED', 'ECONNRESET'].includes(codeOf(error) ?? '');
      if (!starting || Date.now() > until) throw databaseFailed(error);
      await sleep(200);
    }
  }
}

/** Login roles with their passwords, and the database that belongs to the owner. */
export async function createDatabase(
  maintenanceUrl: string,
  adminUrl: string,
  passwords: Readonly<Record<keyof typeof ROLES, string>>,
): Promise<void> {
  const limits = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  await withClient(maintenanceUrl, async (client) => {
    for (const [kind, role] of [
      ['owner', ROLES.owner],
      ['application', ROLES.application],
      ['officer', ROLES.officer],
    ] as const)
      await client.query(`CREATE ROLE ${role} LOGIN ${limits} PASSWORD '${passwords[kind]}'`);
    // Nobody logs in as these: the officer's login takes them on where the record set is read and where controls are tested,
    // and has none of their rights otherwise.
    for (const role of [RECORDS, CONTROLS]) {
      await client.query(`CREATE ROLE ${role} NOLOGIN ${limits}`);
      await client.query(`GRANT ${role} TO ${ROLES.officer} WITH INHERIT FALSE, SET TRUE`);
    }
    await client.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLES.owner}`);
    await client.query(`REVOKE ALL ON DATABASE ${DATABASE}, postgres, template1 FROM PUBLIC`);
    await client.query(
      `GRANT CONNECT ON DATABASE ${DATABASE} TO ${ROLES.owner}, ${ROLES.application}, ${ROLES.officer}`,
    );
  });
  await withClient(adminUrl, async (client) => {
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  });
}

/** Schema and rows of the clinic, as the owner, in one transaction. */
export async function loadClinic(
  ownerUrl: string,
  resources: string,
  clinic: Clinic,
  onTable: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const ddl = await readFile(join(resources, 'sample', 'clinic.sql'), 'utf8');
  const grants = await readFile(join(resources, 'dossier', 'sample-grants.sql'), 'utf8');
  const tested = await readFile(join(resources, 'controls', 'sample-grants.sql'), 'utf8');
  const tables = Object.values(clinic.tables);
  await withClient(ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query(ddl);
    await client.query(`GRANT USAGE ON SCHEMA clinic TO ${ROLES.application}`);
    await client.query(`GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA clinic TO ${ROLES.application}`);
    // Patients' requests need to find who is meant; nothing else of the record is the officer's to read.
    await client.query(`GRANT USAGE ON SCHEMA clinic TO ${ROLES.officer}`);
    await client.query(`GRANT SELECT ON clinic.patients TO ${ROLES.officer}`);
    await client.query(`${grants};${tested}`);
    for (const [index, { table, columns, lines }] of tables.entries()) {
      onTable(index, tables.length);
      await copyIn(client, `COPY clinic.${table} (${columns.join(', ')}) FROM STDIN`, lines, signal);
    }
    await client.query('COMMIT');
    await client.query(`ANALYZE ${tables.map(({ table }) => `clinic.${table}`).join(', ')}`);
    onTable(tables.length, tables.length);
  });
}

/** What the role of the control tests reads beyond the clinic's tables, as the administrator; the guard must be there. */
export const grantControls = (adminUrl: string, resources: string): Promise<void> =>
  withClient(adminUrl, async (client) => {
    await client.query(await readFile(join(resources, 'controls', 'sample-server-grants.sql'), 'utf8'));
  });

/** The audit history, as the administrator: nobody else may write the log past its functions. */
export async function loadHistory(
  adminUrl: string,
  clinic: Clinic,
  seed: number,
  entries: number,
  onRows: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const days = auditHistory(clinic, seed, entries);
  const statement = `COPY guard.audit_log (${HISTORY_COLUMNS.join(', ')}) FROM STDIN`;
  let done = 0;
  // One transaction's worth of whole days.
  function* batch(): Generator<string> {
    const until = done + BATCH_ROWS;
    for (let day = days.next(); day.done !== true; day = days.next()) {
      done += day.value.rows;
      yield day.value.lines;
      if (done >= until) return;
    }
  }
  await withClient(adminUrl, async (client) => {
    while (done < entries) {
      throwIfCancelled(signal);
      await copyIn(client, statement, batch(), signal);
      onRows(done, entries);
    }
    // Sets the hint bits that the first reader would have to write.
    await client.query('VACUUM (ANALYZE) guard.audit_log');
  });
}

const databaseFailed = (cause: unknown): Fault =>
  new Fault(
    'sample-failed',
    "The sample clinic's database refused a step of its set-up.",
    'Run `sample down --delete`, then `sample up` again; if it happens again, free some disk space first.',
    cause,
  );
