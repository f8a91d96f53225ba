import { EXCLUSION_RULES, groundOfExclusion } from '../../../src-shared/rights/dossier-map.ts';
import type { ReviewSummary } from '../../../src-shared/rights/review.ts';
import type { CaseType } from '../../../src-shared/rights/words.ts';
import type { CountRow, ReviewRecord, SourceRecord } from '../dossier/ports.ts';
import { groundOf, groundsOf } from '../grounds.ts';

/** What the decisions on the items come to. */
export type Tally = Pick<ReviewSummary, 'items' | 'decisions' | 'grounds' | 'excluded' | 'outcome'> & {
  /** Codes of the grounds that the decision names. */
  readonly codes: readonly string[];
};

/**
 * Counts decisions. What is left out without being read counts as refused in part: it is told, with its ground.
 *
 * @param digests - SHA-256 over the items under each ground that needs a professional, as they are now
 */
export function tallyOf(
  type: CaseType,
  counts: readonly CountRow[],
  sources: readonly SourceRecord[],
  { confirmed }: ReviewRecord,
  digests: ReadonlyMap<string, string>,
): Tally {
  const decisions = { open: 0, release: 0, redact: 0, withhold: 0 };
  const byGround = new Map<string, number>();
  for (const { decision, ground, items } of counts) {
    decisions[decision] += items;
    if (ground !== null) byGround.set(ground, (byGround.get(ground) ?? 0) + items);
  }
  const left = new Map<SourceRecord['excluded'][number]['code'], number>();
  for (const { code, items } of sources.flatMap(({ excluded }) => excluded))
    left.set(code, (left.get(code) ?? 0) + items);
  const excluded = [...left].map(([code, items]) => {
    return { code, ground: groundOfExclusion(type, code), items, words: EXCLUSION_RULES[code].words };
  });
  const codes = [...new Set([...byGround.keys(), ...excluded.map(({ ground }) => ground)])].toSorted();
  const given = decisions.release + decisions.redact;
  return {
    ...{ decisions, excluded, codes },
    items: given + decisions.open + decisions.withhold,
    grounds: [...byGround].toSorted().map(([ground, items]) => {
      const licensed = groundOf(type, ground)?.licensed === true;
      return {
        ...{ ground, items, licensed },
        confirmed: !licensed || (digests.has(ground) && confirmed[ground]?.items === digests.get(ground)),
      };
    }),
    outcome: decisions.open > 0 ? null : codes.length === 0 ? 'approved' : given > 0 ? 'partial' : 'denied',
  };
}

/** What is missing among the items before the review can be finished, in plain words. */
export function missingOf({ decisions, grounds }: Tally): readonly string[] {
  return [
    ...(decisions.open === 0
      ? []
      : [`${decisions.open} ${decisions.open === 1 ? 'item is' : 'items are'} not decided yet.`]),
    ...grounds
      .filter(({ confirmed }) => !confirmed)
      .map(
        ({ ground, items }) =>
          `A licensed health care professional must confirm the ${items === 1 ? 'item' : `${items} items`} under ground ${ground}, as decided now.`,
      ),
  ];
}

/** The grounds that a right knows, as the window offers them. */
export const choicesOf = (type: CaseType): ReviewSummary['choices'] =>
  groundsOf(type).map(({ code, words, basis, licensed, reviewable }) => ({
    ...{ ground: code, words, basis, licensed, reviewable },
  }));
