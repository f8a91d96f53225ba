import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../base/fault.ts';
import { MIGRATIONS } from './migrate.ts';

/** The cache's database handle; used on the cache thread alone. */
export type CacheDatabase = Database.Database;

/**
 * Opens the cache and brings its schema up to date.
 *
 * @throws Fault `cache-unreadable`: damaged, or written by a newer version; it is never overwritten, it holds evidence
 */
export function openCache(file: string): CacheDatabase {
  let database: Database.Database | undefined;
  try {
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    database = new Database(file, { timeout: 10_000 });
    database.pragma('journal_mode = wal');
    // A checkpoint that was signed must outlive a power cut.
    database.pragma('synchronous = full');
    database.pragma('foreign_keys = on');
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw cacheFault(error);
  }
}

function migrate(database: CacheDatabase): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length)
    throw new Fault(
      'cache-unreadable',
      "This profile's cache was written by a newer version of Attestry.",
      'Use the newer version, or another profile folder.',
    );
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database
      .transaction(() => {
        // Window and command line may open the same file at once: the other one may have been here meanwhile.
        if (Number(database.pragma('user_version', { simple: true })) > index) return;
        database.exec(sql);
        database.pragma(`user_version = ${index + 1}`);
      })
      .immediate();
  }
}

/** The fault for an error of SQLite. */
export function cacheFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code.startsWith('SQLITE_FULL'))
    return new Fault(
      'disk-full',
      'There is not enough room on the disk for the cache.',
      'Free some space and try again; what was kept before is safe.',
      error,
    );
  return new Fault(
    'cache-unreadable',
    `This profile's cache cannot be used${code === '' ? '' : ` (${code})`}.`,
    'Keep the profile folder as it is, it may be evidence; ask your IT department to restore it from the last backup.',
    error,
  );
}
