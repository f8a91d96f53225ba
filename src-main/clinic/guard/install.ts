import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Fault } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import { databaseFault } from '../postgres/answers.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';

/** Logins that get the guard's group roles. */
export type GuardRoles = { readonly owner: string; readonly officer: string; readonly application: string };

const quote = (name: string): string => pg.escapeIdentifier(name);

/** What a file says in its head that makes roles: an owner of a schema may not. */
const MAKES_ROLES = /^-- [^\n]*Run as a role with CREATEROLE\./m;

/**
 * Installs the guard schema: the numbered SQL files in order, in one transaction. Files that make roles run as the
 * administrator, the others as the owner.
 *
 * @throws Fault `database-…`; nothing is left half installed
 */
export async function installGuard(
  admin: ClinicConnection,
  folder: string,
  roles: GuardRoles,
): Promise<void> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name)).sort();
  if (files.length === 0)
    throw new Fault(
      'internal',
      'The SQL files of the guard schema are missing.',
      'Install the application again.',
    );
  await withConnection(admin, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      "select exists (select from pg_namespace where nspname = 'guard') as there",
    );
    if (rows[0]?.there === true) return;
    await transaction(client, async () => {
      await client.query('select pg_advisory_xact_lock(7305804402566590837)');
      await client.query(`grant create on database ${quote(admin.database)} to ${quote(roles.owner)}`);
      for (const file of files) {
        const sql = await readFile(join(folder, file), 'utf8');
        await client.query(MAKES_ROLES.test(sql) ? 'reset role' : `set local role ${quote(roles.owner)}`);
        await client.query(sql);
      }
      await client.query('reset role');
      await client.query(`grant attestry_reader to ${quote(roles.officer)}`);
      await client.query(`grant attestry_writer to ${quote(roles.application)}`);
      // Group roles do not inherit; the logins do.
      await client.query(`alter role ${quote(roles.officer)} inherit`);
      await client.query(`alter role ${quote(roles.application)} inherit`);
      // pg_control_system tells one cluster from another.
      await client.query(
        `grant execute on function pg_catalog.pg_control_system() to attestry_reader, ${quote(roles.owner)}`,
      );
    });
  });
}

async function transaction(client: Connected, work: () => Promise<void>): Promise<void> {
  await client.query("begin; set local lock_timeout to '5s'");
  try {
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw databaseFault(error);
  }
}
