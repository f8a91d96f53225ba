import type { Caller } from '../processes/rpc.ts';
import type { DossierStore, EntryRecord, PatientEntryStore, PlainFilter } from '../rights/ports.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { dossierStore } from './stores/dossiers.ts';
import { patientEntryStore } from './stores/patient-entries.ts';

type Case = { readonly caseId: string };

/** The cache thread's part of collections, reviews and what is kept about patients. */
export function dossierMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const dossiers = dossierStore(database, activity);
  const entries = patientEntryStore(database, activity);
  return {
    beginCollection: guarded(dossiers.begin),
    collection: guarded(({ caseId }: Case) => dossiers.collection(caseId)),
    beginSource: guarded(dossiers.beginSource),
    addBatch: guarded(dossiers.addBatch),
    addContent: guarded(dossiers.addContent),
    endSource: guarded(dossiers.endSource),
    setManifest: guarded(dossiers.setManifest),
    batches: guarded(({ caseId, source }: Case & { source: string | null }) =>
      dossiers.batches(caseId, source),
    ),
    items: guarded(
      ({ caseId, filter, offset, limit }: Case & { filter: PlainFilter; offset: number; limit: number }) =>
        dossiers.items(caseId, filter, offset, limit),
    ),
    itemsAt: guarded(({ caseId, numbers }: Case & { numbers: readonly number[] }) =>
      dossiers.itemsAt(caseId, numbers),
    ),
    itemNumbers: guarded(({ caseId, filter }: Case & { filter: PlainFilter }) =>
      dossiers.numbers(caseId, filter),
    ),
    itemCounts: guarded(({ caseId }: Case) => dossiers.counts(caseId)),
    amendedItems: guarded(({ caseId }: Case) => dossiers.amended(caseId)),
    itemDigest: guarded(({ caseId, ground }: Case & { ground: string | null }) =>
      dossiers.digest(caseId, ground),
    ),
    decideItems: guarded(dossiers.decide),
    review: guarded(({ caseId }: Case) => dossiers.review(caseId)),
    setReview: guarded(dossiers.setReview),
    addCompanions: guarded(entries.addCompanions),
    companions: guarded(({ persons }: { persons: readonly string[] }) => entries.companions(persons)),
    addPatientEntry: guarded(entries.addEntry),
    patientEntries: guarded(({ persons, kind }: { persons: readonly string[]; kind: EntryRecord['kind'] }) =>
      entries.entries(persons, kind),
    ),
  };
}

type DossierMethods = ReturnType<typeof dossierMethods>;

/** Collections and reviews over the wire to the cache thread. */
export const dossierClient = (cache: Caller<DossierMethods>): DossierStore => ({
  begin: (caseId, record, sources) => cache.call('beginCollection', { caseId, record, sources }),
  collection: (caseId) => cache.call('collection', { caseId }),
  beginSource: (caseId, source, attempt) => cache.call('beginSource', { caseId, source, attempt }),
  addBatch: (draft) => cache.call('addBatch', draft),
  addContent: (place, object) => cache.call('addContent', { place, object }),
  endSource: (caseId, attempt, source) => cache.call('endSource', { caseId, attempt, source }),
  setManifest: (caseId, manifest) => cache.call('setManifest', { caseId, manifest }),
  batches: (caseId, source) => cache.call('batches', { caseId, source }),
  items: (caseId, filter, offset, limit) => cache.call('items', { caseId, filter, offset, limit }),
  itemsAt: (caseId, numbers) => cache.call('itemsAt', { caseId, numbers }),
  numbers: (caseId, filter) => cache.call('itemNumbers', { caseId, filter }),
  counts: (caseId) => cache.call('itemCounts', { caseId }),
  amended: (caseId) => cache.call('amendedItems', { caseId }),
  digest: (caseId, ground) => cache.call('itemDigest', { caseId, ground }),
  decide: (draft) => cache.call('decideItems', draft),
  review: (caseId) => cache.call('review', { caseId }),
  setReview: (caseId, review) => cache.call('setReview', { caseId, review }),
});

/** What is kept about patients, over the wire to the cache thread. */
export const patientEntryClient = (cache: Caller<DossierMethods>): PatientEntryStore => ({
  addCompanions: (person, companions, objects, event) =>
    cache.call('addCompanions', { person, companions, objects, event }),
  companions: (persons) => cache.call('companions', { persons }),
  addEntry: (person, entry, object, event) => cache.call('addPatientEntry', { person, entry, object, event }),
  entries: (persons, kind) => cache.call('patientEntries', { persons, kind }),
});
