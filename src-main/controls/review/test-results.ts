import type { Cycle } from '../../../src-shared/controls/cycles.ts';
import type { ResultSummary, TestStanding } from '../../../src-shared/controls/tests.ts';
import { keyOf } from './records.ts';

/**
 * The result of every test that supports a control: the one that its conclusion rests on, since a later run that could not
 * tell clears nothing. Results from before the period show nothing about it.
 */
export function newestResults(
  standings: readonly TestStanding[],
  { from }: Cycle,
): (key: string) => readonly ResultSummary[] {
  const found = new Map<string, ResultSummary[]>();
  for (const { test, concludedBy, latest } of standings) {
    const result = concludedBy ?? latest;
    if (result === null || result.finishedAt.slice(0, 10) < from) continue;
    for (const ref of test.supports) {
      const known = found.get(keyOf(ref));
      if (known === undefined) found.set(keyOf(ref), [result]);
      else known.push(result);
    }
  }
  return (key) => found.get(key) ?? [];
}
