import type { CacheDatabase } from '../database.ts';

/** The copy of the data map of each database, as a document. */
export function dataMapStore(database: CacheDatabase) {
  const load = database.prepare<[string], { document: string }>(
    'select document from data_map where source = ?',
  );
  const save = database.prepare('insert or replace into data_map values (?, ?)');
  return {
    load: (source: string): string | null => load.get(source)?.document ?? null,
    save: (source: string, document: string): void => {
      save.run(source, document);
    },
  };
}
