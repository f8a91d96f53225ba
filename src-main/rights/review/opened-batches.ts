import type { SealedColumns } from '../../keys/index.ts';
import { openBatch, type SealedItem } from '../dossier/batch.ts';
import type { BatchRecord, DossierStore } from '../dossier/ports.ts';

/** So many opened batches are kept, so that scrolling does not ask the token for every page. */
const KEPT = 6;
/** What nobody looks at any more is forgotten after this. Milliseconds. */
const IDLE_MS = 60_000;

/** Opened batches of items, for whoever is signed in now. */
export type OpenedBatches = {
  /** Items by number, each with the source it is of. @throws Fault `not-signed-in`, `token-…`, `cache-unreadable` */
  at(caseId: string, numbers: readonly number[]): Promise<ReadonlyMap<number, SealedItem>>;
  /** Every item, batch by batch; nothing is kept of them. */
  all(caseId: string, source: string | null): AsyncIterable<readonly SealedItem[]>;
};

/** @param officer - who is signed in: what one officer opened is not shown to the next */
export function openedBatches(
  store: DossierStore,
  columns: SealedColumns,
  officer: () => string,
): OpenedBatches {
  const opened = new Map<string, readonly SealedItem[]>();
  let [whose, timer]: [string, NodeJS.Timeout | undefined] = ['', undefined];
  const itemsOf = async (batch: BatchRecord): Promise<readonly SealedItem[]> => {
    if (whose !== officer()) opened.clear();
    whose = officer();
    clearTimeout(timer);
    timer = setTimeout(() => {
      opened.clear();
    }, IDLE_MS).unref();
    const known = opened.get(batch.sealed);
    if (known !== undefined) {
      opened.delete(batch.sealed);
      opened.set(batch.sealed, known);
      return known;
    }
    const { items } = await openBatch(columns, batch);
    opened.set(batch.sealed, items);
    for (const oldest of opened.keys()) if (opened.size > KEPT) opened.delete(oldest);
    return items;
  };
  return {
    at: async (caseId, numbers) => {
      const found = new Map<number, SealedItem>();
      const wanted = numbers.toSorted((a, b) => a - b);
      let next = 0;
      for (const batch of await store.batches(caseId, null)) {
        const last = batch.first + batch.items;
        while ((wanted[next] ?? Infinity) < batch.first) next += 1;
        if ((wanted[next] ?? Infinity) >= last) continue;
        const items = await itemsOf(batch);
        for (; (wanted[next] ?? Infinity) < last; next += 1) {
          const item = items[(wanted[next] ?? 0) - batch.first];
          if (item !== undefined) found.set(item.n, item);
        }
      }
      return found;
    },
    async *all(caseId, source) {
      for (const batch of await store.batches(caseId, source)) yield (await openBatch(columns, batch)).items;
    },
  };
}
