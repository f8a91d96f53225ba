import type { ItemDecision } from '../../src-shared/rights/review.ts';

/** What is done with an item. */
export const DECISION_WORDS: Readonly<Record<ItemDecision, string>> = {
  open: 'To decide',
  release: 'Released',
  redact: 'Redacted',
  withhold: 'Withheld',
};
