import { Fault } from '../base/fault.ts';
import { runCommand } from './command.ts';

/** An account of the operating system to run the sample database as. */
export type Account = { readonly uid: number; readonly gid: number };

const NAME = 'attestry-sample';
const TIMEOUT_MS = 20_000;

/**
 * PostgreSQL refuses to run as root: then an account without rights, made when it isn't there. Null: run as ourselves.
 *
 * @throws Fault `sample-unavailable`
 */
export async function databaseAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const known = await lookUp(NAME);
  if (known !== null) return known;
  const made = await runCommand(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
    { timeoutMs: TIMEOUT_MS },
  );
  // Somebody else may have made it meanwhile.
  const account = await lookUp(NAME);
  if (account !== null) return account;
  throw new Fault(
    'sample-unavailable',
    'The sample database cannot run as root, and no other account could be made for it.',
    `Run the command as an ordinary user, or make an account named ${NAME} first.`,
    new Error(made.output),
  );
}

async function lookUp(name: string): Promise<Account | null> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((flag) => runCommand('id', [flag, name], { timeoutMs: TIMEOUT_MS })),
  );
  if (uid?.code !== 0 || gid?.code !== 0) return null;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}
