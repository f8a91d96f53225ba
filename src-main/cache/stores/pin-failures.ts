import type { CacheDatabase } from '../database.ts';

/** Wrong PINs in a row per token serial number; see token/pin-guard.ts. */
export function pinFailureStore(database: CacheDatabase) {
  return {
    read: (serial: string): number =>
      database
        .prepare<[string], { failures: number }>('select failures from pin_failure where serial = ?')
        .get(serial)?.failures ?? 0,
    write: (serial: string, failures: number): void => {
      database.prepare('insert or replace into pin_failure values (?, ?)').run(serial, failures);
    },
  };
}
