import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import { dataMapStore } from './stores/data-map.ts';
import { driftStore } from './stores/drift.ts';

/** What is remembered of each clinic's database. */
export function clinicMethods(database: CacheDatabase, guarded: Guarded) {
  const maps = dataMapStore(database);
  const drift = driftStore(database);
  return {
    dataMap: guarded(({ source }: { source: string }) => maps.load(source)),
    saveDataMap: guarded(({ source, document }: { source: string; document: string }) => {
      maps.save(source, document);
    }),
    drift: guarded(({ source }: { source: string }) => drift.load(source)),
    saveDrift: guarded(({ source, document }: { source: string; document: string | null }) => {
      drift.save(source, document);
    }),
  };
}
