import { Fault } from '../base/fault.ts';
import type { Context } from './context.ts';
import { databaseLogin, type DatabaseOptions } from './database-login.ts';

/**
 * Sits the administrator of `--database` down at the desk, for one command.
 *
 * @returns the handle that commands take
 * @throws Fault `usage` without an address, `database-…`
 */
export async function administratorHandle(
  { services }: Context,
  { database, ca }: DatabaseOptions,
): Promise<string> {
  if (database === undefined)
    throw new Fault(
      'usage',
      'This changes the clinic’s database, and it is not said as whom.',
      'Give --database postgresql://ADMINISTRATOR@HOST:PORT/DATABASE; the password is asked for, or taken from PGPASSWORD.',
    );
  return (await services.administrator.sitDown(await databaseLogin(database, ca))).handle;
}
