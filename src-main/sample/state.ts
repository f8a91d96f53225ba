import { createHash } from 'node:crypto';
import { readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../base/durable-file.ts';
import { codeOf, Fault } from '../base/fault.ts';
import { SHARED_FOLDER } from './binaries.ts';
import { type SampleClinic } from './ports.ts';

/** What the profile keeps about its sample clinic. Written last: when it is there, the clinic is whole. */
export type SampleState = {
  /** Where the database's files are. */
  readonly home: string;
  readonly clinic: SampleClinic;
};

const stateSchema: z.ZodType<SampleState> = z.strictObject({
  home: z.string(),
  clinic: z.strictObject({
    databaseUrl: z.url(),
    adminUrl: z.url(),
    applicationUrl: z.url(),
    ownerUrl: z.url(),
    module: z.string(),
    tokenLabel: z.string(),
    tokenSerial: z.string(),
    softhsmConf: z.string(),
    pin: z.string(),
    caCertificate: z.string(),
    entries: z.number().int(),
    seed: z.number().int(),
    patients: z.number().int(),
    loadedMs: z.number(),
  }),
});

const LONGEST_WORK_MS = 30 * 60_000;
const stateFile = (folder: string): string => join(folder, 'sample.json');
const lockFile = (folder: string): string => join(folder, 'sample.lock');

/** Folder of the token and, unless we are root, of the database; all the sample has inside the profile. */
export const sampleFolder = (folder: string): string => join(folder, 'sample');

/**
 * Where the database's files go. As root outside the profile: the account that runs the server may not be let into it.
 */
export async function databaseHome(folder: string): Promise<string> {
  if (process.getuid?.() !== 0) return join(sampleFolder(folder), 'postgres');
  const name = createHash('sha256').update(await realpath(folder));
  return join(SHARED_FOLDER, name.digest('hex').slice(0, 20));
}

/**
 * The state, or null when the profile has no sample clinic that was finished.
 * @throws Fault `profile-unreadable`
 */
export async function readState(folder: string): Promise<SampleState | null> {
  let text: string;
  try {
    text = await readFile(stateFile(folder), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(error);
  }
  try {
    const state = stateSchema.parse(JSON.parse(text));
    // Root removes this folder with all that is in it: never one that a file talks us into.
    if (state.home !== (await databaseHome(folder))) throw new Error('other home');
    return state;
  } catch (error) {
    throw unreadable(error);
  }
}

/** Writes the state for the owner's eyes only. */
export const writeState = (folder: string, state: SampleState): Promise<void> =>
  writeDurably(stateFile(folder), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });

export const removeState = (folder: string): Promise<void> => rm(stateFile(folder), { force: true });

/**
 * Runs the work while nobody else sets this profile's sample clinic up or takes it down.
 * @throws Fault `sample-failed` when somebody does
 */
export async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = lockFile(folder);
  if (!(await tookLock(file))) {
    if (await holderLives(file))
      throw new Fault(
        'sample-failed',
        'The sample clinic of this profile is being set up or taken down at this moment.',
        'Wait until that is finished, then try again.',
      );
    await rm(file, { force: true });
    if (!(await tookLock(file)))
      throw new Fault('sample-failed', 'Two programs began at the same moment.', 'Try again.');
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function tookLock(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new Fault(
      'file-unwritable',
      'The profile folder cannot be written.',
      'Choose a folder that you may write to.',
      error,
    );
  }
}

async function holderLives(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  const taken = await stat(file).catch(() => null);
  // After a reboot the number may belong to any other program; no work here takes that long.
  if (!(pid > 0) || taken === null || Date.now() - taken.mtimeMs > LONGEST_WORK_MS) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const unreadable = (cause: unknown): Fault =>
  new Fault(
    'profile-unreadable',
    "The profile's note about its sample clinic (sample.json) cannot be used.",
    'Delete the file sample.json in the profile folder, then run `sample up` again.',
    cause,
  );
