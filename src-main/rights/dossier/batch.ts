import { createHash } from 'node:crypto';
import { z } from 'zod';
import { companionSchema } from '../../../src-shared/rights/dossier.ts';
import { Fault } from '../../base/fault.ts';
import type { SealedColumns } from '../../keys/index.ts';
import type { BatchRecord } from './ports.ts';

/** Store of sealed columns that batches lie in. */
export const BATCHES = 'rights.dossier';
/** Store of sealed columns that documents and very long texts lie in, in pieces. */
export const CONTENT = 'rights.content';
const COLUMN = 'items';
/** Items have numbers of their source's place times this, so that the order is the map's and none ever moves. */
export const SOURCE_SPAN = 10_000_000;
/** Most items of one batch, and about as many bytes. */
export const BATCH_ITEMS = 500;
export const BATCH_BYTES = 640 * 1024;

const contentSchema = z.strictObject({
  contentId: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  text: z.boolean(),
});

/** An item as it is sealed. Short names: there are many of them. */
const sealedItemSchema = z.strictObject({
  n: z.number(),
  k: z.array(z.string()),
  d: z.string().nullable(),
  /** By the fields of the source. */
  v: z.array(z.union([z.string(), z.null(), contentSchema])),
  c: z.array(companionSchema),
});
export type SealedItem = z.infer<typeof sealedItemSchema>;
export type ContentPlace = z.infer<typeof contentSchema>;

/** What a batch is made of. */
export const bytesOfBatch = (items: readonly SealedItem[]): Buffer =>
  Buffer.from(JSON.stringify(items), 'utf8');

/** Seals a batch under a record. */
export const sealBatch = (columns: SealedColumns, record: string, bytes: Uint8Array) =>
  columns.seal({ store: BATCHES, record, column: COLUMN }, bytes);

/**
 * A batch as it was sealed.
 *
 * @throws Fault `not-signed-in`, `token-…`, `envelope-…`; `cache-unreadable` when it is not there
 */
export async function openBatch(
  columns: SealedColumns,
  { sealed, items }: BatchRecord,
): Promise<{ readonly bytes: Uint8Array; readonly items: readonly SealedItem[] }> {
  const bytes = await columns.read({ store: BATCHES, record: sealed, column: COLUMN });
  if (bytes === null) throw incomplete();
  const parsed = z.array(sealedItemSchema).safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success || parsed.data.length !== items) throw incomplete();
  return { bytes, items: parsed.data };
}

/** Hashes batches in their order, so that none can be left out or put in the place of another. */
export function batchHash(): { add(bytes: Uint8Array): void; digest(): string } {
  const hash = createHash('sha256');
  return {
    add: (bytes) => {
      hash.update(createHash('sha256').update(bytes).digest());
    },
    digest: () => hash.digest('hex'),
  };
}

export const pieceColumn = (piece: number): string => String(piece).padStart(4, '0');

/**
 * A long value, piece by piece, checked at its end.
 *
 * @throws Fault as {@link openBatch}
 */
export async function* openContent(
  columns: SealedColumns,
  { contentId, bytes, sha256 }: Pick<ContentPlace, 'contentId' | 'bytes' | 'sha256'>,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  let [done, piece] = [0, 0];
  while (done < bytes) {
    const next = await columns.read({ store: CONTENT, record: contentId, column: pieceColumn(piece) });
    if (next === null || next.length === 0) throw incomplete();
    hash.update(next);
    done += next.length;
    piece += 1;
    yield next;
  }
  if (done !== bytes || hash.digest('hex') !== sha256) throw incomplete();
}

/** What was collected is not what was recorded. */
export const incomplete = (): Fault =>
  new Fault(
    'cache-unreadable',
    'Part of what was collected for this request is missing or damaged.',
    'Give nothing out. Keep the profile folder as it is and ask your IT department to restore it from a backup.',
  );
