import type { SealedColumns } from '../../keys/index.ts';
import { incomplete } from '../dossier/batch.ts';
import type { EntryRecord } from '../dossier/ports.ts';

const STORE = 'rights.entry';
const COLUMN = 'words';

/** Seals the words of an entry about a patient; nothing is kept yet. */
export const sealEntry = (columns: SealedColumns, entryId: string, words: object) =>
  columns.seal({ store: STORE, record: entryId, column: COLUMN }, Buffer.from(JSON.stringify(words), 'utf8'));

/** The words of an entry. @throws Fault `cache-unreadable` when they are gone, `not-signed-in`, `token-…` */
export async function readEntry(
  columns: SealedColumns,
  { entryId }: Pick<EntryRecord, 'entryId'>,
): Promise<unknown> {
  const bytes = await columns.read({ store: STORE, record: entryId, column: COLUMN });
  if (bytes === null) throw incomplete();
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
}
