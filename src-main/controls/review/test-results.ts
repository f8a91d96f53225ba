import type { Cycle } from '../../../src-shared/controls/cycles.ts';
import type { BoardRow } from '../../../src-shared/controls/reviews.ts';
import type { ResultSummary, TestStanding } from '../../../src-shared/controls/tests.ts';
import { keyOf } from './records.ts';

/** What a narrative holds at most. */
const MOST_WORDS = 4000;

/** What the automated tests that support a control have found in its period. */
export type TestsFound = {
  /** `unclear`: one of them has no result, could not tell, or looked at a sample alone, and none failed. */
  readonly found: BoardRow['found'];
  /**
   * The result of each test: the one that its conclusion rests on, since a later run that could not tell clears nothing.
   * Results from before the period show nothing about it.
   */
  readonly results: readonly ResultSummary[];
  /** The same in words, as a narrative. */
  readonly words: string;
};

type Supporting = { readonly title: string; readonly result: ResultSummary | null };

/** What was found about each control of a cycle, by the control's name. */
export function foundByTests(
  standings: readonly TestStanding[],
  { from }: Cycle,
): (key: string) => TestsFound {
  const supporting = new Map<string, Supporting[]>();
  for (const { test, concludedBy, latest } of standings) {
    const newest = concludedBy ?? latest;
    const result = newest !== null && newest.finishedAt.slice(0, 10) >= from ? newest : null;
    for (const ref of test.supports) {
      const known = supporting.get(keyOf(ref)) ?? [];
      supporting.set(keyOf(ref), [...known, { title: test.title, result }]);
    }
  }
  return (key) => foundOf(supporting.get(key) ?? []);
}

function foundOf(tests: readonly Supporting[]): TestsFound {
  const of = (wanted: (result: ResultSummary | null) => boolean): readonly Supporting[] =>
    tests.filter(({ result }) => wanted(result));
  const failed = of((result) => result?.outcome === 'fail');
  const passed = of(isWholePass);
  const unclear = of((result) => result?.outcome !== 'fail' && !isWholePass(result));
  const found =
    tests.length === 0
      ? 'none'
      : failed.length > 0
        ? 'fail'
        : passed.length === tests.length
          ? 'pass'
          : 'unclear';
  const words = [
    tests.length === 0
      ? ''
      : `Taken over from ${tests.length === 1 ? 'its test' : `its ${tests.length} tests`}.`,
    sentence('Failed', failed),
    sentence('Passed over the whole population', passed),
    sentence('Could not be told', unclear),
  ];
  return {
    ...{
      found,
      words: words
        .filter((each) => each !== '')
        .join(' ')
        .slice(0, MOST_WORDS),
    },
    results: tests.flatMap(({ result }) => (result === null ? [] : [result])),
  };
}

/** A pass of a sample says nothing of those that were not drawn. */
const isWholePass = (result: ResultSummary | null): boolean =>
  result?.outcome === 'pass' && result.sample === null;

const sentence = (begin: string, tests: readonly Supporting[]): string =>
  tests.length === 0 ? '' : `${begin}: ${tests.map(countsOf).join('; ')}.`;

function countsOf({ title, result }: Supporting): string {
  const name = title.replace(/\.$/, '');
  if (result === null) return `${name} (no result in the period)`;
  const { failedCount, tested, finishedAt, outcome } = result;
  const counts = outcome === 'fail' ? `${failedCount} of ${tested}` : `${tested} tested`;
  return `${name} (${counts}, ${finishedAt.slice(0, 10)})`;
}
