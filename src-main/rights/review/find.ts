import type { ItemFilter } from '../../../src-shared/rights/review.ts';
import type { SealedItem } from '../dossier/batch.ts';
import type { PlainFilter, SourceRecord } from '../dossier/ports.ts';
import type { OpenedBatches } from './opened-batches.ts';

/** The part of a filter that needs nothing opened. */
export function plainOf(filter: ItemFilter, sources: readonly SourceRecord[]): PlainFilter {
  const { source, category, decision, ground, held } = filter;
  return {
    ...{ decision, ground, held },
    sources:
      source === null && category === null
        ? null
        : sources
            .filter(
              (one) =>
                (source === null || one.source === source) &&
                (category === null || one.category === category),
            )
            .map((one) => one.source),
  };
}

/** Whether a filter asks for what stands in the items. */
export const looksInside = ({ from, until, words }: ItemFilter): boolean =>
  from !== null || until !== null || words !== '';

/** Numbers of the items that hold what a filter asks for; they are opened batch by batch, and none is kept. */
export function inside(opened: OpenedBatches) {
  let last: { readonly key: string; readonly numbers: ReadonlySet<number> } | null = null;
  return async (
    caseId: string,
    manifest: string | null,
    { from, until, words }: ItemFilter,
  ): Promise<ReadonlySet<number>> => {
    const key = JSON.stringify([caseId, manifest, from, until, words]);
    if (last?.key === key) return last.numbers;
    const wanted = words.toLowerCase();
    const fits = ({ d, v }: SealedItem): boolean =>
      (from === null || (d !== null && d >= from)) &&
      (until === null || (d !== null && d <= until)) &&
      (wanted === '' || v.some((value) => typeof value === 'string' && value.toLowerCase().includes(wanted)));
    const numbers = new Set<number>();
    for await (const items of opened.all(caseId, null))
      for (const item of items) if (fits(item)) numbers.add(item.n);
    last = { key, numbers };
    return numbers;
  };
}
