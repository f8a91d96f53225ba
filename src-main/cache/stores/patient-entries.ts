import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import { companionSchema } from '../../../src-shared/rights/dossier.ts';
import type { SealedObject } from '../../keys/ports.ts';
import type { CompanionRecord, EntryRecord } from '../../rights/ports.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';
import { sealedObjectStore } from './sealed-objects.ts';

type NewCompanions = {
  readonly person: string;
  readonly companions: readonly CompanionRecord[];
  readonly objects: readonly SealedObject[];
  readonly event: ActivityEvent;
};
type NewEntry = {
  readonly person: string;
  readonly entry: EntryRecord;
  readonly object: SealedObject;
  readonly event: ActivityEvent;
};
type CompanionRow = { case_id: string; kind: string; added_on: string; sealed: string };

/** What is kept about a patient beyond one request: what travels with rows, disclosures, suspensions. Only ever added to. */
export function patientEntryStore(database: CacheDatabase, activity: ActivityTable) {
  const sealed = sealedObjectStore(database);
  const addCompanions = database.transaction(({ person, companions, objects, event }: NewCompanions) => {
    for (const { caseId, kind, addedOn, sealed: record } of companions)
      database
        .prepare('insert into rights_companion values (?, ?, ?, ?, ?)')
        .run(record, person, caseId, kind, addedOn);
    for (const object of objects) sealed.put(object, null);
    activity.append(event);
  });
  const addEntry = database.transaction(({ person, entry, object, event }: NewEntry) => {
    database
      .prepare('insert into rights_entry values (?, ?, ?, ?, ?, ?)')
      .run(entry.entryId, person, entry.kind, entry.at, entry.by, entry.replaces);
    sealed.put(object, null);
    activity.append(event);
  });
  return {
    addCompanions: (added: NewCompanions): void => {
      addCompanions.immediate(added);
    },
    companions: (persons: readonly string[]): CompanionRecord[] =>
      database
        .prepare<[string], CompanionRow>(
          `select case_id, kind, added_on, sealed from rights_companion
            where person in (select value from json_each(?)) order by added_on, sealed`,
        )
        .all(JSON.stringify(persons))
        .map(({ case_id, kind, added_on, sealed: record }) => ({
          ...{ caseId: case_id, addedOn: added_on, sealed: record },
          kind: companionSchema.shape.kind.parse(kind),
        })),
    addEntry: (added: NewEntry): void => {
      addEntry.immediate(added);
    },
    entries: (persons: readonly string[], kind: EntryRecord['kind']): EntryRecord[] =>
      database
        .prepare<[string, string], { id: string; at: string; officer: string; replaces: string | null }>(
          `select id, at, officer, replaces from rights_entry
            where person in (select value from json_each(?)) and kind = ? order by at, id`,
        )
        .all(JSON.stringify(persons), kind)
        .map(({ id, at, officer, replaces }) => ({ entryId: id, kind, at, by: officer, replaces })),
  };
}
