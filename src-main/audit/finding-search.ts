import type { FindingFilter, FindingGroup, Grouping } from '../../src-shared/audit/finding-search.ts';
import type { Finding } from '../../src-shared/audit/types.ts';

/** Searches the findings of a run where they are kept; never more than a page leaves it. */
export interface FindingSearch {
  search(
    runId: string,
    filter: FindingFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly { index: number; finding: Finding }[] }>;
  groups(
    runId: string,
    filter: FindingFilter,
    by: Grouping,
  ): Promise<{ readonly total: number; readonly groups: readonly FindingGroup[] }>;
  /** Findings in each span of `width` positions, by the number of the span, and those without a position. */
  density(
    runId: string,
    width: number,
  ): Promise<{ readonly byIndex: ReadonlyMap<number, number>; readonly elsewhere: number }>;
}
