import type { TestStanding } from '../../../src-shared/controls/tests.ts';
import { type Check, failed, fine, type Look, many, unknown } from './check.ts';
import type { CheckSources } from './sources.ts';

const DAY_MS = 86_400_000;

/** What the automated tests of controls last said. */
export const testChecks = ({ controlTests }: CheckSources, now: () => number): readonly Check[] => [
  {
    ...{
      id: 'control-tests',
      area: 'controls',
      title: 'Automated tests of controls',
      link: '/controls/tests',
    },
    look: async () => testLook(await controlTests.list(), now()),
  },
];

/** How the tests stand. @param now - milliseconds since 1970 */
export function testLook(tests: readonly TestStanding[], now: number): Look {
  const count = (wanted: TestStanding['conclusion']): number =>
    tests.filter(({ conclusion }) => conclusion === wanted).length;
  const remedy = 'Look at them: Controls, Tests; each says which rows failed and why.';
  if (count('fail') > 0) return failed(`${many(count('fail'), 'test fails', 'tests fail')}.`, remedy);
  const old = tests.filter(
    ({ concludedBy }) => concludedBy === null || now - Date.parse(concludedBy.finishedAt) > DAY_MS,
  ).length;
  if (old > 0)
    return unknown(
      `${many(old, 'test has', 'tests have')} no result of the last day.`,
      'Run them: Controls, Tests, or `controls test`.',
    );
  return count('could-not-tell') > 0
    ? unknown(`${many(count('could-not-tell'), 'test', 'tests')} could not tell.`, remedy)
    : fine(`${many(tests.length, 'test', 'tests')}, all passed within the last day.`);
}
