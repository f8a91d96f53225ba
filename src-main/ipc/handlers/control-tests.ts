import type { controlTestsContract, TestChoice } from '../../../src-shared/controls/tests.ts';
import { Fault } from '../../base/fault.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Automated tests of controls. */
export function controlTestsHandlers({
  services,
  jobs,
}: HandlerParts): HandlersOf<typeof controlTestsContract> {
  const { controlTests } = services;
  return {
    'control-tests.list': async () => ({ tests: [...(await controlTests.list())] }),
    'control-tests.get': async ({ testId }) => {
      const standing = (await controlTests.list()).find(({ test }) => test.id === testId);
      if (standing === undefined)
        throw new Fault('usage', 'There is no such test.', 'Go back to the list of tests and choose one.');
      const { latest } = standing;
      return {
        standing,
        latest: latest === null ? null : await controlTests.result(latest.id),
        days: [...(await controlTests.days(testId))],
      };
    },
    'control-tests.result': ({ id }) => controlTests.result(id),
    'control-tests.days': async ({ tests, most }) => ({
      tests: await Promise.all(
        tests.map(async (testId) => ({ testId, days: [...(await controlTests.days(testId, most))] })),
      ),
    }),
    'control-tests.run': (choice) => ({
      jobId: jobs.start('control-tests', titleOf(choice), async (work) => {
        await controlTests.run(choice, work);
        return null;
      }),
    }),
  };
}

const titleOf = ({ tests, frameworks, requirements }: TestChoice): string =>
  tests === undefined && frameworks === undefined && requirements === undefined
    ? 'Testing all controls'
    : 'Testing controls';
