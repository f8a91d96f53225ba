import type { ControlTest, TestChoice } from '../../../src-shared/controls/tests.ts';
import { Fault } from '../../base/fault.ts';
import { parametersOf, queryOf, type TestDefinition } from './definition.ts';
import type { ControlsMap } from './map.ts';

/** A test as others see it, with the query and the parameters of this clinic. */
export const shownOf = (test: TestDefinition, map: ControlsMap): ControlTest => ({
  id: test.id,
  version: test.version,
  title: test.title,
  shows: test.shows,
  area: test.area,
  reads: test.reads,
  query: test.reads === 'clinic' ? queryOf(test, map) : null,
  population: test.population,
  parameters: [...parametersOf(test, map)],
  rule: test.rule,
  limits: test.limits,
  supports: test.supports.map((ref) => ({ ...ref })),
});

/**
 * The tests that are meant.
 *
 * @throws Fault `usage` for an id that no test has, or when none is left
 */
export function chosen<T extends Pick<TestDefinition, 'id' | 'supports'>>(
  all: readonly T[],
  choice: TestChoice,
): readonly T[] {
  const { frameworks, requirements, tests } = choice;
  const unknown = tests?.find((id) => all.every((test) => test.id !== id));
  if (unknown !== undefined)
    throw new Fault('usage', `There is no test “${unknown}”.`, 'Look at the list: `controls list`.');
  const found = all.filter(
    ({ id, supports }) =>
      (tests === undefined || tests.includes(id)) &&
      ((frameworks === undefined && requirements === undefined) ||
        supports.some(
          (ref) =>
            (frameworks === undefined || frameworks.includes(ref.framework)) &&
            (requirements === undefined || requirements.includes(ref.id)),
        )),
  );
  if (found.length === 0)
    throw new Fault(
      'usage',
      'No automated test is about that.',
      'Look at the list: `controls list`. What has no test is reviewed by hand.',
    );
  return found;
}
