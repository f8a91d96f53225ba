import { Fault } from '../../base/fault.ts';
import { recordPrefix } from '../../keys/index.ts';
import type { SealedObject } from '../../keys/ports.ts';
import type {
  BatchDraft,
  BatchRecord,
  CollectionRecord,
  ContentPlace,
  SourceRecord,
} from '../../rights/ports.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';
import { dossierItems, togetherIn } from './dossier-items.ts';
import { sealedObjectStore } from './sealed-objects.ts';

/** Stores of sealed columns that belong to a collection (rights/dossier/batch.ts). */
const BATCHES = 'rights.dossier';
const CONTENT = 'rights.content';

type Begun = {
  readonly caseId: string;
  readonly record: CollectionRecord;
  readonly sources: readonly SourceRecord[];
};
type Ended = { readonly caseId: string; readonly attempt: string; readonly source: SourceRecord };

/** Collections, their items and what was decided of them. What names anybody lies in sealed columns alone. */
export function dossierStore(database: CacheDatabase, activity: ActivityTable) {
  const sealed = sealedObjectStore(database);
  const attemptOf = database.prepare<[string, string], { attempt: string | null }>(
    'select attempt from rights_source where case_id = ? and source = ?',
  );
  const mustBeMine = (caseId: string, source: string, attempt: string): void => {
    if (attemptOf.get(caseId, source)?.attempt !== attempt) throw takenOver();
  };
  const insertItem = database.prepare(
    `insert into rights_item (case_id, number, source, held, part2, companions, decision, redacted)
     values (?, ?, ?, ?, ?, ?, 'open', '[]')`,
  );
  const forget = (caseId: string, source: string): void => {
    for (const { sealed: record } of database
      .prepare<[string, string], { sealed: string }>(
        'select sealed from rights_batch where case_id = ? and source = ?',
      )
      .all(caseId, source))
      sealed.remove(recordPrefix(BATCHES, record));
    for (const { content } of database
      .prepare<[string, string], { content: string }>(
        'select distinct content from rights_content where case_id = ? and source = ?',
      )
      .all(caseId, source))
      sealed.remove(recordPrefix(CONTENT, content));
    for (const table of ['rights_item', 'rights_batch', 'rights_content'])
      database.prepare(`delete from ${table} where case_id = ? and source = ?`).run(caseId, source);
  };
  const sourcesOf = database.prepare<[string], { source: string }>(
    'select source from rights_source where case_id = ?',
  );
  const putSource = database.prepare(
    `insert into rights_source values (?, ?, ?, ?, null) on conflict (case_id, source)
     do update set document = excluded.document`,
  );
  const together = togetherIn(database);
  return {
    begin: together(({ caseId, record, sources }: Begun) => {
      const before = database
        .prepare<[string], { basis: string }>(
          `select document ->> '$.basis' as basis from rights_collection where case_id = ?`,
        )
        .get(caseId)?.basis;
      if (before === record.basis) return;
      for (const { source } of sourcesOf.all(caseId)) forget(caseId, source);
      database.prepare('delete from rights_source where case_id = ?').run(caseId);
      database
        .prepare(
          `insert into rights_collection (case_id, document) values (?, ?) on conflict (case_id)
           do update set document = excluded.document`,
        )
        .run(caseId, JSON.stringify(record));
      for (const [place, source] of sources.entries())
        database
          .prepare('insert into rights_source values (?, ?, ?, ?, null)')
          .run(caseId, source.source, place, JSON.stringify(source));
    }),
    collection: (caseId: string): { record: CollectionRecord; sources: readonly SourceRecord[] } | null => {
      const found = database
        .prepare<[string], { document: string }>('select document from rights_collection where case_id = ?')
        .get(caseId);
      if (found === undefined) return null;
      return {
        // Our own form, written by `begin` and `endSource`.
        record: JSON.parse(found.document) as CollectionRecord,
        sources: database
          .prepare<[string], { document: string }>(
            'select document from rights_source where case_id = ? order by place',
          )
          .all(caseId)
          .map(({ document }) => JSON.parse(document) as SourceRecord),
      };
    },
    beginSource: together(({ caseId, source, attempt }: Omit<ContentPlace, 'content'>) => {
      forget(caseId, source);
      database
        .prepare('update rights_source set attempt = ? where case_id = ? and source = ?')
        .run(attempt, caseId, source);
    }),
    addBatch: together((draft: BatchDraft) => {
      const { caseId, source, attempt, number, first, rows, objects } = draft;
      mustBeMine(caseId, source, attempt);
      database
        .prepare('insert into rights_batch values (?, ?, ?, ?, ?, ?)')
        .run(caseId, source, number, first, draft.items, draft.sealed);
      for (const item of rows)
        insertItem.run(caseId, item.number, source, item.held, Number(item.part2), item.companions);
      for (const object of objects) sealed.put(object, null);
    }),
    addContent: together(({ place, object }: { place: ContentPlace; object: SealedObject }) => {
      mustBeMine(place.caseId, place.source, place.attempt);
      database
        .prepare('insert or ignore into rights_content values (?, ?, ?)')
        .run(place.caseId, place.source, place.content);
      sealed.put(object, null);
    }),
    endSource: together(({ caseId, attempt, source }: Ended) => {
      mustBeMine(caseId, source.source, attempt);
      if (source.outcome === 'failed') forget(caseId, source.source);
      const place = database
        .prepare<[string, string], { place: number }>(
          'select place from rights_source where case_id = ? and source = ?',
        )
        .get(caseId, source.source)?.place;
      putSource.run(caseId, source.source, place ?? 0, JSON.stringify(source));
    }),
    setManifest: together(({ caseId, manifest }: { caseId: string; manifest: string }) => {
      database
        .prepare(
          `update rights_collection set document = json_set(document, '$.manifest', ?) where case_id = ?`,
        )
        .run(manifest, caseId);
    }),
    batches: (caseId: string, source: string | null): BatchRecord[] =>
      database
        .prepare<[{ caseId: string; source: string | null }], BatchRecord>(
          `select source, number, first, items, sealed from rights_batch
            where case_id = @caseId and (@source is null or source = @source) order by first`,
        )
        .all({ caseId, source }),
    ...dossierItems(database, activity),
  };
}

const takenOver = (): Fault =>
  new Fault(
    'rights-changed',
    'Another program collects for this request now, so this one stopped.',
    'Wait until the other one has finished; nothing was lost.',
  );
