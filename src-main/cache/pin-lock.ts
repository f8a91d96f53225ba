import Database from 'better-sqlite3';

/** Whether this program may send a PIN to a token now; one program a profile at a time. */
export type PinLock = {
  /** False when another program holds it, or this one does already. */
  take(): boolean;
  release(): void;
};

/**
 * A lock between the programs of one profile. It is SQLite's lock on a file of its own, so the operating system gives it
 * back when its holder ends, however that ends; nothing is ever written to the file.
 *
 * @param file - beside the cache
 */
export function pinLock(file: string): PinLock {
  let held: Database.Database | undefined;
  return {
    take: () => {
      if (held !== undefined) return false;
      const database = new Database(file, { timeout: 0 });
      try {
        database.exec('begin exclusive');
        held = database;
        return true;
      } catch (error) {
        database.close();
        if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
        throw error;
      }
    },
    release: () => {
      held?.close();
      held = undefined;
    },
  };
}
