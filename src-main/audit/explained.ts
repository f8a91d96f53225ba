import type { Finding } from '../../src-shared/audit/types.ts';
import { hexOf } from '../base/hash.ts';
import type { Mark } from './piece-check.ts';
import type { RunStore } from './service.ts';

const PAGE = 500;
/** Findings looked through; beyond that a mark counts as news. */
const MOST = 20_000;

/**
 * The marks that a full verification says nothing of. It explains a mark when it has a finding on the same entry; a row that
 * has been changed once more since is not explained by it.
 *
 * @param runId - the verification; null: nothing is explained
 */
export async function unexplained(
  marks: readonly Mark[],
  runId: string | null,
  runs: Pick<RunStore, 'findings'>,
): Promise<readonly Mark[]> {
  let left = marks;
  if (runId === null) return left;
  for (let offset = 0; left.length > 0 && offset < MOST; offset += PAGE) {
    // A run that is not kept any more explains nothing.
    const page = await runs.findings(runId, offset, PAGE, null).catch(() => null);
    if (page === null || page.rows.length === 0) break;
    const positions = new Map(page.rows.map(({ finding }) => [finding.position, finding]));
    const ids = new Map(page.rows.map(({ finding }) => [finding.entryId, finding]));
    const explains = (mark: Mark): boolean => {
      const finding: Finding | undefined =
        mark.position === null
          ? mark.entryId === undefined
            ? undefined
            : ids.get(mark.entryId)
          : positions.get(mark.position);
      return (
        finding !== undefined && (mark.leaf === undefined || finding.evidence.foundLeaf === hexOf(mark.leaf))
      );
    };
    left = left.filter((mark) => !explains(mark));
  }
  return left;
}
