import { makeClinic, patientsFor } from '../../src-main/sample/clinic.ts';
import { loadHistory } from '../../src-main/sample/database.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

/** How fast a backlog was caught up. */
export type Sealing = {
  readonly entries: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
};

/** A server of its own with a realistic history in the log, sealed in whole windows, and its pages warm. */
export async function startSealedDatabase(
  entries: number,
  say: (text: string) => void,
): Promise<{ readonly database: ClinicDatabase; readonly sealed: Sealing }> {
  const database = await startClinicDatabase();
  try {
    await appendHistory(database, 1, entries);
    say(`${entries} entries are in the log`);
    const begun = performance.now();
    await sealAll(database);
    const seconds = (performance.now() - begun) / 1000;
    // As autovacuum would: sets the hint bits that the first reader would have to write.
    await database.sql('vacuum (analyze) guard.seal; ');
    await database.sql('vacuum (analyze) guard.block');
    return { database, sealed: { entries, seconds, entriesPerSecond: Math.round(entries / seconds) } };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** Appends entries of the sample clinic's history. */
export async function appendHistory(database: ClinicDatabase, seed: number, entries: number): Promise<void> {
  const { user, password, host, port, database: name } = database.admin;
  const clinic = makeClinic(seed, patientsFor(entries));
  await loadHistory(
    `postgres://${user}:${password}@${host}:${port}/${name}`,
    clinic,
    seed,
    entries,
    () => undefined,
  );
}

/** Seals everything that is settled, a window at a time. */
export async function sealAll(database: ClinicDatabase): Promise<void> {
  while ((await database.log.sealPending(65_536)) > 0);
}
