import type { CacheDatabase } from '../database.ts';

/** What is only ever added to, as documents in order of adding. */
export function recordStore(database: CacheDatabase) {
  const add = database.prepare('insert into record (fingerprint, kind, document) values (?, ?, ?)');
  const list = database.prepare<[string, string], { document: string }>(
    'select document from record where fingerprint = ? and kind = ? order by id',
  );
  return {
    add: (fingerprint: string, kind: string, document: string): void => {
      add.run(fingerprint, kind, document);
    },
    list: (fingerprint: string, kind: string): string[] =>
      list.all(fingerprint, kind).map((row) => row.document),
  };
}
