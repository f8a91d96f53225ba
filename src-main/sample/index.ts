import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { type OpenTokenModule } from '../token/ports.ts';
import { makeClinic, patientsFor } from './clinic.ts';
import { AUDITED_TABLES } from './clinic-tables.ts';
import {
  ADMINISTRATOR,
  createDatabase,
  grantControls,
  loadClinic,
  loadHistory,
  newPassword,
  ROLES,
  urlOf,
  withClient,
  withPort,
} from './database.ts';
import { type GuardInstaller, type SampleClinic, type SamplePhase } from './ports.ts';
import { createCluster, hasCluster, openCluster, runningPort, startServer, stopServer } from './postgres.ts';
import {
  databaseHome,
  locked,
  readState,
  removeState,
  sampleFolder,
  writeState,
  type SampleState,
} from './state.ts';
import { hasToken, makeToken } from './token.ts';

export type { AuditedTable, GuardInstaller, SampleClinic, SamplePhase } from './ports.ts';

/** What a sample clinic is made with when nothing else is asked for. */
export const DEFAULT_ENTRIES = 10_000;
export const DEFAULT_SEED = 1;
export const MOST_ENTRIES = 5_000_000;

export type SampleOptions = {
  /** The profile. */
  readonly folder: string;
  /** The application's resources: `sample/clinic.sql` is read from there. */
  readonly resources: string;
  /** Entries of the audit history, 1 … 5,000,000. */
  readonly entries: number;
  /** Same seed and entries, same data. */
  readonly seed: number;
  readonly guard: GuardInstaller;
  readonly tokenModule: OpenTokenModule;
  readonly onProgress: (phase: SamplePhase, done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

export type SampleStatus = {
  readonly state: 'absent' | 'stopped' | 'running';
  /** Null when absent. */
  readonly clinic: SampleClinic | null;
};

/**
 * Brings the profile's sample clinic up: makes it the first time, starts its server again otherwise. The server stays
 * when the program ends. What a crash left half made is made anew.
 *
 * @throws Fault `usage` for other entries or another seed than those it was made with, `sample-unavailable`,
 * `sample-failed`, `profile-unreadable`, `cancelled`, and those of the guard and the token module
 */
export async function sampleUp(options: SampleOptions): Promise<SampleClinic> {
  const folder = resolve(options.folder);
  checkRange(options);
  await mkdir(folder, { recursive: true });
  return locked(folder, async () => {
    const state = await readState(folder);
    if (state === null) return build({ ...options, folder });
    const { entries, seed } = state.clinic;
    if (entries !== options.entries || seed !== options.seed)
      throw new Fault(
        'usage',
        `This profile already has a sample clinic with ${entries} entries and seed ${seed}.`,
        'Use it as it is, or run `sample down --delete` first; that removes its data.',
      );
    if (!(await hasCluster(state.home))) return build({ ...options, folder });
    return reuse({ ...options, folder }, state);
  });
}

/** What there is of a sample clinic in the profile; starts and changes nothing. */
export async function sampleStatus(folder: string): Promise<SampleStatus> {
  const state = await readState(resolve(folder));
  if (state === null) return { state: 'absent', clinic: null };
  const port = await runningPort(state);
  return { state: port === null ? 'stopped' : 'running', clinic: state.clinic };
}

/**
 * Stops the sample clinic's server; with `delete` removes its data and its token as well.
 * @throws Fault `sample-failed`, `sample-unavailable`, `profile-unreadable`
 */
export async function sampleDown(folder: string, options: { readonly delete: boolean }): Promise<void> {
  const profile = resolve(folder);
  await mkdir(profile, { recursive: true });
  await locked(profile, async () => {
    const home = await databaseHome(profile);
    if (await hasCluster(home)) await stopServer(await openCluster(home));
    if (options.delete) await removeAll(profile, home);
  });
}

/** The note first: without it, whatever is left counts as half made. */
async function removeAll(folder: string, home: string): Promise<void> {
  await removeState(folder);
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
  await rm(sampleFolder(folder), { recursive: true, force: true, maxRetries: 3 });
}

async function reuse(options: SampleOptions, state: SampleState): Promise<SampleClinic> {
  const { folder, onProgress } = options;
  onProgress('database', 0, 1);
  const wished = Number(new URL(state.clinic.adminUrl).port);
  const port = await startServer(await openCluster(state.home), wished);
  const { databaseUrl, adminUrl, applicationUrl, ownerUrl } = state.clinic;
  const token = (await hasToken(state.clinic))
    ? {}
    : await makeToken(sampleFolder(folder), options.tokenModule);
  const clinic: SampleClinic = {
    ...state.clinic,
    databaseUrl: withPort(databaseUrl, port),
    adminUrl: withPort(adminUrl, port),
    applicationUrl: withPort(applicationUrl, port),
    ownerUrl: withPort(ownerUrl, port),
    ...token,
  };
  await withClient(clinic.adminUrl, (client) => client.query('SELECT 1'));
  await writeState(folder, { ...state, clinic });
  onProgress('ready', 1, 1);
  return clinic;
}

async function build(options: SampleOptions): Promise<SampleClinic> {
  const { folder, resources, entries, seed, guard, onProgress, signal } = options;
  const home = await databaseHome(folder);
  onProgress('database', 0, 1);
  const cluster = await openCluster(home);
  if (await hasCluster(home)) await stopServer(cluster);
  await removeAll(folder, home);
  try {
    const passwords = {
      admin: newPassword(),
      owner: newPassword(),
      application: newPassword(),
      officer: newPassword(),
    };
    await createCluster(cluster, passwords.admin);
    const port = await startServer(cluster, null);
    const adminUrl = urlOf(ADMINISTRATOR, passwords.admin, port);
    const ownerUrl = urlOf(ROLES.owner, passwords.owner, port);
    await createDatabase(urlOf(ADMINISTRATOR, passwords.admin, port, 'postgres'), adminUrl, passwords);
    throwIfCancelled(signal);

    const clinic = makeClinic(seed, patientsFor(entries));
    await loadClinic(
      ownerUrl,
      resources,
      clinic,
      (done, total) => {
        onProgress('clinic', done, total);
      },
      signal,
    );
    onProgress('guard', 0, 1);
    await guard.install(adminUrl, ROLES);
    await grantControls(adminUrl, resources);
    const started = performance.now();
    await loadHistory(
      adminUrl,
      clinic,
      seed,
      // The audit triggers say themselves that they were attached, one entry a table.
      Math.max(1, entries - AUDITED_TABLES.length),
      (done, total) => {
        onProgress('history', done, total);
      },
      signal,
    );
    const loadedMs = Math.round(performance.now() - started);
    onProgress('triggers', 0, 1);
    await guard.attachTriggers(adminUrl, AUDITED_TABLES);
    throwIfCancelled(signal);
    onProgress('token', 0, 1);
    const token = await makeToken(sampleFolder(folder), options.tokenModule);
    const made: SampleClinic = {
      databaseUrl: urlOf(ROLES.officer, passwords.officer, port),
      adminUrl,
      applicationUrl: urlOf(ROLES.application, passwords.application, port),
      ownerUrl,
      ...token,
      entries,
      seed,
      patients: clinic.people.length,
      loadedMs,
    };
    await writeState(folder, { home, clinic: made });
    onProgress('ready', 1, 1);
    return made;
  } catch (error) {
    // Nothing half made is left running; whatever cannot be removed now, the next time removes.
    await stopServer(cluster).catch(() => undefined);
    await removeAll(folder, home).catch(() => undefined);
    throw error;
  }
}

function checkRange({ entries, seed }: SampleOptions): void {
  if (!Number.isInteger(entries) || entries < 1 || entries > MOST_ENTRIES)
    throw new Fault(
      'usage',
      `The number of entries must be a whole number from 1 to ${MOST_ENTRIES}.`,
      'Give another number with --entries.',
    );
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Fault(
      'usage',
      'The seed must be a whole number, 0 or more.',
      'Give another number with --seed.',
    );
}
