import pg from 'pg';
import type { GuardRoles } from '../../../src-shared/clinic/guard.ts';
import { Fault } from '../../base/fault.ts';
import { expectedOf, type PackFile } from '../pack.ts';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';
import { readDeployed } from './deployed.ts';
import { type FieldDrift, fieldDrift } from './field-drift.ts';
import { renewTrigger } from './field-trigger.ts';
import { makesRoles, missingFiles, unknownFiles } from './files.ts';
import { readPack } from './pack-files.ts';
import { missingRights } from './rights.ts';
import { mustBeOurs, mustWrite, readServer, type Server } from './server.ts';
import { alone, inTurn, type Patience } from './turn.ts';

/** What an installation works with. */
export type Installation = {
  readonly files: readonly PackFile[];
  readonly roles: GuardRoles;
  /** Version of the application, for the list. */
  readonly application: string;
  readonly patience: Patience;
  /** Told before each file. */
  readonly progress: (file: string, done: number, total: number) => void;
};

const quote = (name: string): string => pg.escapeIdentifier(name);
/** Kinds of objects whose name somebody else may have taken. */
const NAMED = new Set(['table', 'function', 'sequence', 'type']);

/**
 * Installs what is missing of the pack: each file in a transaction of its own (but see {@link turnsOf}) together with its
 * line in the list, so that whatever cuts it off leaves whole files, and running it again goes on. Nothing is changed when a right is missing.
 *
 * @returns names of the files that were run; empty when there was nothing to do
 * @throws Fault `guard-…`, `database-…`, `cancelled`
 */
export async function installPack(client: Connected, how: Installation): Promise<readonly string[]> {
  return alone(client, async () => {
    const server = await readServer(client);
    const files = await mayInstall(client, server, how);
    const owner = server.owner ?? how.roles.owner;
    let done = 0;
    for (const together of turnsOf(server, files)) {
      how.progress(together[0]?.name ?? '', done, files.length);
      await inTurn(client, how.patience, async () => {
        for (const file of together) {
          await runAs(client, server, owner, file);
          await list(client, owner, how, file);
        }
      });
      done += together.length;
    }
    await inTurn(client, how.patience, () => giveRoles(client, server, owner, how.roles));
    for (const table of await renewable(client))
      await inTurn(client, how.patience, () => renewTrigger(client, table));
    return files.map(({ name }) => name);
  });
}

/** Tables whose encrypting trigger is of an older form; what somebody else owns stays as it is, and is told as drift. */
export const renewable = async (client: Connected): Promise<FieldDrift['older']> =>
  (await fieldDrift(client)).older.filter(({ mine }) => mine);

/** The file that makes the list, 0007-pack.sql. */
const LIST_FILE = 7;

/**
 * Which files share a transaction. Of an installation without a list each file would put back what a later one had changed,
 * until that one's turn: up to the list they come together.
 */
const turnsOf = (server: Server, files: readonly PackFile[]): readonly (readonly PackFile[])[] => {
  if (server.listed || server.schema === 'none') return files.map((file) => [file]);
  const first = files.filter(({ number }) => number <= LIST_FILE);
  return [first, ...files.filter(({ number }) => number > LIST_FILE).map((file) => [file])];
};

/** @throws Fault when it must not begin; nothing was changed then */
async function mayInstall(
  client: Connected,
  server: Server,
  { files, roles }: Installation,
): Promise<readonly PackFile[]> {
  mustWrite(server);
  mustBeOurs(server);
  const unknown = unknownFiles(files, server);
  if (unknown.length > 0)
    throw new Fault(
      'guard-newer',
      `The guard pack in this database is newer than this application: it does not know ${unknown.slice(0, 5).join(', ')}.`,
      'Update Attestry on this computer first. Nothing was changed.',
    );
  const wanted = missingFiles(files, server);
  const missing = await missingRights(client, server, roles, wanted);
  if (missing.length > 0)
    throw new Fault(
      'guard-rights',
      `Rights are missing; nothing was changed. ${missing.map(({ right }) => right).join(' ')}`,
      `A superuser, or the owner of the database, can give them: ${missing.map(({ remedy }) => remedy).join(' ')}`,
    );
  const taken = await takenNames(client, server, files, wanted);
  if (taken.length > 0)
    throw new Fault(
      'guard-name-taken',
      `In the schema guard there is already: ${taken.slice(0, 5).join(', ')}. The pack makes something of that name. Nothing was changed.`,
      'Ask the database administrator whose it is, and to remove or rename it.',
    );
  return wanted;
}

/** Objects that a file would make and that are there without it. */
export async function takenNames(
  client: Connected,
  server: Server,
  files: readonly PackFile[],
  wanted: readonly PackFile[],
): Promise<readonly string[]> {
  const deployed = await readDeployed(client);
  const there = new Set(server.installed.map(({ number }) => number));
  const ours = expectedOf(files.filter(({ number }) => there.has(number))) ?? {};
  const coming = wanted
    .filter(({ number }) => !there.has(number))
    .flatMap(({ step }) => Object.entries(step?.made ?? {}));
  return coming
    .filter(([name, { kind }]) => NAMED.has(kind) && name in deployed && !(name in ours))
    .map(([name]) => name);
}

/** Runs the SQL of a file as whoever it is for, in the transaction that is open. */
export async function runAs(
  client: Connected,
  server: Server,
  owner: string,
  file: Pick<PackFile, 'sql'>,
): Promise<void> {
  if (makesRoles(file)) {
    await makeOwner(client, server, owner);
    await client.query(file.sql);
    return;
  }
  const { rows } = await client.query<{ may: boolean }>(
    `select has_database_privilege($1, current_database(), 'create') as may`,
    [owner],
  );
  const database = quote(server.database);
  // Given for this transaction only: a schema and extensions are made with it, nothing else needs it.
  const lent = rows[0]?.may !== true;
  if (lent) await client.query(`grant create on database ${database} to ${quote(owner)}`);
  await client.query(`set local role ${quote(owner)}`);
  await client.query(file.sql);
  await client.query('reset role');
  if (lent) await client.query(`revoke create on database ${database} from ${quote(owner)}`);
}

/** By its comment a roll back knows that the role was made here. */
export const OWNER_COMMENT = 'Attestry: owns the schema guard. Nobody logs in as this role.';

async function makeOwner(client: Connected, server: Server, owner: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [owner]);
  if (rowCount !== 0) return;
  await client.query(`create role ${quote(owner)} nologin noinherit`);
  await client.query(`comment on role ${quote(owner)} is ${pg.escapeLiteral(OWNER_COMMENT)}`);
  if (!server.superuser) await client.query(`grant ${quote(owner)} to current_user`);
}

async function list(client: Connected, owner: string, how: Installation, file: PackFile): Promise<void> {
  const { rows } = await client.query<{ listed: boolean }>(
    `select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                     where n.nspname = 'guard' and c.relname = 'pack') as listed`,
  );
  if (rows[0]?.listed !== true) return;
  await client.query(`set local role ${quote(owner)}`);
  // The first file behind which there is a list enters those before it too.
  for (const { number, name, sha256 } of how.files.filter((one) => one.number <= file.number))
    await client.query(
      `insert into guard.pack (number, name, sha256, application) select $1::int, $2, $3, $4
        where $1 = $5::int or not exists (select from guard.pack where number >= ${LIST_FILE})
       on conflict (number) do nothing`,
      [number, name, sha256, how.application, file.number],
    );
  await client.query('reset role');
}

/** Logins get their group role; only what is not so yet is changed. */
async function giveRoles(client: Connected, server: Server, owner: string, roles: GuardRoles): Promise<void> {
  const pairs = [
    ['attestry_reader', roles.officer],
    ['attestry_writer', roles.application],
  ] as const;
  for (const [group, login] of pairs) {
    if (login === null) continue;
    const { rows } = await client.query<{ member: boolean; uses: boolean }>(
      `select pg_has_role($1, $2, 'member') as member, pg_has_role($1, $2, 'usage') as uses`,
      [login, group],
    );
    // The group roles are used without SET ROLE: by the grant since PostgreSQL 16, by the login before.
    if (server.versionNumber >= 160_000) {
      if (rows[0]?.uses !== true) await client.query(`grant ${group} to ${quote(login)} with inherit true`);
    } else {
      if (rows[0]?.member !== true) await client.query(`grant ${group} to ${quote(login)}`);
      if (rows[0]?.uses !== true) await client.query(`alter role ${quote(login)} inherit`);
    }
  }
  // pg_control_system tells one cluster from another.
  for (const role of ['attestry_reader', owner]) {
    const { rows } = await client.query<{ may: boolean }>(
      `select has_function_privilege($1, 'pg_catalog.pg_control_system()', 'execute') as may`,
      [role],
    );
    if (rows[0]?.may !== true)
      await client.query(`grant execute on function pg_catalog.pg_control_system() to ${quote(role)}`);
  }
}

/**
 * Installs the whole pack, for whoever makes a database anew.
 *
 * @param folder - `resources/guard`
 * @throws Fault `guard-…`, `database-…`
 */
export async function installGuard(
  admin: ClinicConnection,
  folder: string,
  roles: GuardRoles,
): Promise<void> {
  const files = await readPack(folder);
  const patience = { limitMs: 60_000, signal: new AbortController().signal, waiting: () => undefined };
  await withConnection(admin, (client) =>
    installPack(client, { files, roles, application: '', patience, progress: () => undefined }),
  );
}
