import { createHash } from 'node:crypto';
import type { Companion } from '../../../src-shared/rights/dossier.ts';
import type { Exclusion, MapSource } from '../../../src-shared/rights/dossier-map.ts';
import { throwIfCancelled } from '../../base/fault.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { newRecord } from '../sealed-words.ts';
import {
  BATCH_BYTES,
  BATCH_ITEMS,
  batchHash,
  bytesOfBatch,
  CONTENT,
  type ContentPlace,
  incomplete,
  pieceColumn,
  sealBatch,
  type SealedItem,
} from './batch.ts';
import type { DossierSnapshot, DossierStore, Row, SourceRecord, Value, Wanted } from './ports.ts';

/** What collecting one source needs. */
export type SourceWork = {
  readonly caseId: string;
  readonly attempt: string;
  readonly store: DossierStore;
  readonly columns: SealedColumns;
  readonly wanted: Wanted;
  /** Held as a whole, whatever a row says; null: by row. */
  readonly holdAll: Exclusion | null;
  /** What travels with a row. */
  readonly companionsOf: (source: string, key: readonly string[]) => readonly Companion[];
  readonly signal: AbortSignal;
  readonly progress: (items: number) => void;
};

/** Where the rows of a source come from. */
export type Rows = Pick<DossierSnapshot, 'asOf' | 'rows' | 'unread' | 'content'>;

/**
 * Collects one source from its beginning: what a broken-off attempt left is forgotten first, so nothing is there twice. At no
 * time more than one batch is in memory.
 *
 * @param first - number of its first item
 * @returns the source as it is to be recorded; the caller records it
 */
export async function collectSource(
  source: MapSource,
  begun: SourceRecord,
  first: number,
  from: Rows,
  work: SourceWork,
): Promise<SourceRecord> {
  const { caseId, attempt, store, columns, wanted, signal } = work;
  await store.beginSource(caseId, source.source, attempt);
  const hash = batchHash();
  let [items, batches, bytes] = [0, 0, 0];
  let waiting: { readonly item: SealedItem; readonly row: Row }[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    throwIfCancelled(signal);
    const plain = bytesOfBatch(waiting.map(({ item }) => item));
    hash.add(plain);
    const sealed = newRecord();
    const object = await sealBatch(columns, sealed, plain);
    plain.fill(0);
    await store.addBatch({
      ...{ caseId, attempt, sealed, source: source.source, number: batches, items: waiting.length },
      first: waiting[0]?.item.n ?? first,
      rows: waiting.map(({ item, row }) => ({
        ...{ number: item.n, companions: item.c.length, part2: row.part2 },
        held: row.held ?? work.holdAll,
      })),
      objects: [object],
    });
    [batches, bytes, waiting] = [batches + 1, 0, []];
    work.progress(items);
  };
  const excluded = await from.unread(source, wanted);
  if (source.apart === undefined)
    for await (const rows of from.rows(source, wanted, BATCH_ITEMS))
      for (const row of rows) {
        const item: SealedItem = {
          ...{ n: first + items, k: [...row.key], d: row.day },
          v: await valuesOf(source, row, from, work),
          c: [...work.companionsOf(source.source, row.key)],
        };
        const size = Buffer.byteLength(JSON.stringify(item));
        if (waiting.length >= BATCH_ITEMS || bytes + size > BATCH_BYTES) await flush();
        items += 1;
        bytes += size;
        waiting.push({ item, row });
      }
  await flush();
  const left = [...excluded].map(([code, number]) => ({ code, items: number }));
  return {
    ...begun,
    outcome: items + left.length > 0 ? 'rows' : 'none',
    ...{ items, excluded: left, asOf: from.asOf, problem: '', sha256: hash.digest() },
  };
}

/** The values of a row; long ones are kept in pieces of their own. */
async function valuesOf(source: MapSource, row: Row, from: Rows, work: SourceWork): Promise<SealedItem['v']> {
  const values: SealedItem['v'] = [];
  let left = BATCH_BYTES;
  for (const [column, value] of row.values.entries()) {
    const kept = await keptValue(value, left, work, source.source, () =>
      from.content(source, row.key, column, work.wanted),
    );
    if (typeof kept === 'string') left -= Buffer.byteLength(JSON.stringify(kept));
    values.push(kept);
  }
  return values;
}

async function keptValue(
  value: Value,
  room: number,
  work: SourceWork,
  source: string,
  read: () => AsyncIterable<Uint8Array>,
): Promise<string | null | ContentPlace> {
  if (value === null) return null;
  if (typeof value !== 'string') return keepContent(read(), value.bytes, value.text, work, source);
  const bytes = Buffer.from(value, 'utf8');
  // Many texts that are not long each: what no batch has room for goes the way of the long ones.
  return Buffer.byteLength(JSON.stringify(value)) <= room
    ? value
    : keepContent(inPieces(bytes), bytes.length, true, work, source);
}

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += BATCH_BYTES) {
    yield bytes.subarray(at, at + BATCH_BYTES);
    await Promise.resolve();
  }
}

async function keepContent(
  pieces: AsyncIterable<Uint8Array>,
  expected: number,
  text: boolean,
  { caseId, attempt, store, columns, signal }: SourceWork,
  source: string,
): Promise<ContentPlace> {
  const [content, hash] = [newRecord(), createHash('sha256')];
  let [bytes, piece] = [0, 0];
  for await (const each of pieces) {
    throwIfCancelled(signal);
    hash.update(each);
    bytes += each.length;
    const place = { store: CONTENT, record: content, column: pieceColumn(piece) };
    await store.addContent({ caseId, source, attempt, content }, await columns.seal(place, each));
    piece += 1;
  }
  if (bytes !== expected) throw incomplete();
  return { contentId: content, bytes, sha256: hash.digest('hex'), text };
}
