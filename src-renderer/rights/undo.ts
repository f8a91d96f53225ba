import type { Deciding, ItemRow } from '../../src-shared/rights/review.ts';

/** The decision that brings an item back to where it was; null where its ground is not known. */
export function backTo({ decision, ground, redacted }: ItemRow): Deciding | null {
  switch (decision) {
    case 'open':
    case 'release':
      return { decision };
    case 'withhold':
      return ground === null ? null : { decision, ground };
    case 'redact':
      return ground === null ? null : { decision, ground, fields: [...redacted] };
  }
}
