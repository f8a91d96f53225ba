import { z } from 'zod';
import { type Companion, companionSchema } from '../../../src-shared/rights/dossier.ts';
import type { SealedColumns } from '../../keys/index.ts';
import type { SealedObject } from '../../keys/ports.ts';
import { newRecord } from '../sealed-words.ts';
import { incomplete, openBatch } from './batch.ts';
import type { Subject } from './collect.ts';
import type { CompanionRecord, DossierStore } from './ports.ts';

const STORE = 'rights.companion';
const COLUMN = 'text';
const sealedSchema = z.strictObject({
  source: z.string(),
  key: z.array(z.string()),
  text: companionSchema.shape.text,
});

/** A row of the clinic's record. */
export type RowAddress = { readonly source: string; readonly key: readonly string[] };

/** The rows behind items of a collection. @throws Fault `cache-unreadable` when there is no such item; as `openBatch` */
export async function addressedItems(
  columns: SealedColumns,
  store: DossierStore,
  caseId: string,
  numbers: readonly number[],
): Promise<readonly RowAddress[]> {
  const wanted = new Set(numbers);
  const rows: RowAddress[] = [];
  for (const batch of await store.batches(caseId, null)) {
    if (![...wanted].some((number) => number >= batch.first && number < batch.first + batch.items)) continue;
    for (const { n, k } of (await openBatch(columns, batch)).items)
      if (wanted.has(n)) rows.push({ source: batch.source, key: k });
  }
  if (rows.length !== wanted.size) throw incomplete();
  return rows;
}

/** Seals what travels with rows; nothing is kept yet. */
export async function sealCompanions(
  columns: SealedColumns,
  rows: readonly RowAddress[],
  { caseId, kind, addedOn, text }: Companion,
): Promise<readonly [readonly CompanionRecord[], readonly SealedObject[]]> {
  const [records, objects]: [CompanionRecord[], SealedObject[]] = [[], []];
  for (const { source, key } of rows) {
    const sealed = newRecord();
    const plain = Buffer.from(JSON.stringify({ source, key, text }), 'utf8');
    objects.push(await columns.seal({ store: STORE, record: sealed, column: COLUMN }, plain));
    records.push({ caseId, kind, addedOn, sealed });
  }
  return [records, objects];
}

/** What travels with a patient's rows. @throws Fault `cache-unreadable` when some of it is gone */
export async function readCompanions(
  columns: SealedColumns,
  records: readonly CompanionRecord[],
): Promise<Subject['companions']> {
  const read: Subject['companions'][number][] = [];
  for (const { caseId, kind, addedOn, sealed } of records) {
    const bytes = await columns.read({ store: STORE, record: sealed, column: COLUMN });
    if (bytes === null) throw incomplete();
    const { source, key, text } = sealedSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    read.push({ source, key, companion: { kind, caseId, addedOn, text } });
  }
  return read;
}
