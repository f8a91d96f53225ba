import type { ControlTest, TestResult, TestStanding } from '../../../src-shared/controls/tests.ts';
import { summaryOf } from './result.ts';

/**
 * Whether a result concludes something: a fail does; a pass does when the whole population was tested. What could not be told,
 * and a sample without exceptions, leave standing what was found before.
 */
export const concludes = ({ outcome, sample }: Pick<TestResult, 'outcome' | 'sample'>): boolean =>
  outcome === 'fail' || (outcome === 'pass' && sample === null);

/** Where a test stands, from its newest result and the newest one that concludes something. */
export function standingOf(
  test: ControlTest,
  latest: TestResult | null,
  concluding: TestResult | null,
): TestStanding {
  // A finding stays; a pass of before says nothing of today, when today nobody could tell.
  const by = concluding?.outcome === 'fail' ? concluding : latest;
  return {
    test,
    conclusion: by?.outcome ?? 'not-run',
    concludedBy: by === null ? null : summaryOf(by),
    latest: latest === null ? null : summaryOf(latest),
  };
}
