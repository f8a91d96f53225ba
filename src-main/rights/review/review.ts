import type { Companion, ItemField } from '../../../src-shared/rights/dossier.ts';
import type { Deciding, ItemFilter, ItemRow, ReviewSummary } from '../../../src-shared/rights/review.ts';

/** Which items a decision is about. */
export type Chosen =
  | { readonly by: 'number'; readonly numbers: readonly number[] }
  | { readonly by: 'filter'; readonly filter: ItemFilter; readonly expected: number };

/** What was collected, decided item by item, and the case by what that comes to. */
export interface ReviewService {
  /** How far it is; needs no token. @throws Fault `rights-unknown`, `rights-refused` when nothing was collected */
  summary(caseId: string): Promise<ReviewSummary>;
  /** @throws Fault `not-signed-in`, `token-…`, `cache-unreadable` */
  items(
    caseId: string,
    filter: ItemFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly ItemRow[] }>;
  item(
    caseId: string,
    number: number,
  ): Promise<{
    readonly row: ItemRow;
    readonly fields: readonly ItemField[];
    readonly companions: readonly Companion[];
  }>;
  /**
   * Decides items. Held ones are released only one by one, or by a filter that asks for just them.
   * @returns how many
   * @throws Fault `rights-refused`, `rights-changed` when a filter finds other than was shown
   */
  decide(caseId: string, chosen: Chosen, deciding: Deciding): Promise<number>;
  /** Confirms the items under grounds as a licensed health care professional; signed. @throws Fault as {@link ReviewService.finish} */
  confirm(
    caseId: string,
    grounds: readonly string[],
  ): Promise<{ readonly signOff: string; readonly items: number }>;
  /**
   * Decides the case by what its items came to; after a refusal that was reviewed, the review.
   * @throws Fault `rights-refused` with what is missing, `not-signed-in`, `token-…`
   */
  finish(
    caseId: string,
  ): Promise<{ readonly outcome: 'approved' | 'partial' | 'denied'; readonly signOff: string }>;
}
