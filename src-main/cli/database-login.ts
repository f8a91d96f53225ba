import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import { connectionFromUrl } from '../clinic/index.ts';
import type { ClinicConnection } from '../clinic/ports.ts';
import { askSecret } from './secret.ts';

/** The address of a database on the command line. */
export type DatabaseOptions = { readonly database?: string; readonly ca?: string };

/**
 * The connection of `--database` and `--ca`. A password in the address is seen by every user of the machine: without one it
 * comes from ATTESTRY_DATABASE_PASSWORD, PGPASSWORD, PostgreSQL's password file, or a prompt.
 *
 * @throws Fault `usage`, `trust-unreadable`, `cancelled`
 */
export async function databaseLogin(
  database: string,
  caFile: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ClinicConnection> {
  const connection = connectionFromUrl(database, caFile === undefined ? null : await readPem(caFile));
  if (connection.password !== '') return connection;
  const password =
    env.ATTESTRY_DATABASE_PASSWORD ??
    env.PGPASSWORD ??
    (await fromPassFile(connection, env)) ??
    (await askSecret(`Password of ${connection.user}: `)) ??
    '';
  return { ...connection, password };
}

/** The password file of libpq (PostgreSQL manual, "The Password File"); one that others may read is not used. */
async function fromPassFile(
  { host, port, database, user }: ClinicConnection,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const file = env.PGPASSFILE ?? join(env.HOME ?? '', '.pgpass');
  const mode = (await stat(file).catch(() => null))?.mode;
  if (mode === undefined || (process.platform !== 'win32' && (mode & 0o077) !== 0)) return null;
  const wanted = [host, String(port), database, user];
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = '']) =>
      field.replace(/\\(.)/g, '$1'),
    );
    const password = fields[wanted.length];
    if (password !== undefined && wanted.every((value, at) => fields[at] === '*' || fields[at] === value))
      return password;
  }
  return null;
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Fault(
      'trust-unreadable',
      'The CA certificate cannot be read.',
      'Check the name of the file.',
      error,
    );
  }
}
