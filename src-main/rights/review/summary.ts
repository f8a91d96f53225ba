import type { ReviewSummary } from '../../../src-shared/rights/review.ts';
import type { CaseType } from '../../../src-shared/rights/words.ts';
import type { DossierStore, SourceRecord } from '../dossier/ports.ts';
import { choicesOf, type Tally } from './tally.ts';

type Counts = Awaited<ReturnType<DossierStore['counts']>>;
type Finished = Awaited<ReturnType<DossierStore['review']>>['finished'];

/** How far a review is, from what was counted. */
export function summaryOf(
  type: CaseType,
  sources: readonly SourceRecord[],
  counts: Counts,
  { items, decisions, grounds, excluded, outcome }: Tally,
  finished: Finished,
  may: { readonly missing: readonly string[]; readonly decide: boolean },
): ReviewSummary {
  const sum = (name: string, of: (row: Counts[number]) => boolean): number =>
    counts.reduce((n, row) => n + (row.source === name && of(row) ? row.items : 0), 0);
  return {
    ...{ items, decisions, grounds, excluded, outcome },
    sources: sources.map(({ source, title, category, fields }) => ({
      ...{ source, title, category },
      fields: fields.map(({ field, title: name }) => ({ field, title: name })),
      items: sum(source, () => true),
      open: sum(source, ({ decision }) => decision === 'open'),
      held: sum(source, ({ held }) => held),
    })),
    choices: choicesOf(type),
    missing: [...may.missing],
    may: { decide: may.decide, finish: may.missing.length === 0 },
    finished:
      finished === null
        ? null
        : {
            ...{ by: finished.by, at: finished.at },
            ...{ signOff: finished.signOff, decisions: finished.decisions },
          },
  };
}
