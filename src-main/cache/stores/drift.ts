import type { CacheDatabase } from '../database.ts';

/** What is remembered of the guard of each clinic's database, as a document. */
export function driftStore(database: CacheDatabase) {
  const load = database.prepare<[string], { document: string }>(
    'select document from drift where source = ?',
  );
  const save = database.prepare('insert or replace into drift values (?, ?)');
  const remove = database.prepare('delete from drift where source = ?');
  return {
    load: (source: string): string | null => load.get(source)?.document ?? null,
    save: (source: string, document: string | null): void => {
      if (document === null) remove.run(source);
      else save.run(source, document);
    },
  };
}
