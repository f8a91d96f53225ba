import type { TestStanding } from '../../../src-shared/controls/tests.ts';
import type { RequirementRef } from '../../../src-shared/controls/types.ts';
import type { Catalogue } from '../catalogue.ts';
import { chosen } from '../tests/catalogue.ts';
import type { ControlTests } from '../tests/service.ts';

/** Tests with the requirements of frameworks of one's own that name them, beside those that they support anyway. */
export function supported(
  standings: readonly TestStanding[],
  { frameworks }: Catalogue,
): readonly TestStanding[] {
  const named = new Map<string, RequirementRef[]>();
  for (const { id: framework, nodes } of frameworks)
    for (const { id, tests = [] } of nodes)
      for (const test of tests) {
        const refs = named.get(test);
        if (refs === undefined) named.set(test, [{ framework, id }]);
        else refs.push({ framework, id });
      }
  if (named.size === 0) return standings;
  return standings.map((standing) => {
    const own = named.get(standing.test.id);
    if (own === undefined) return standing;
    return { ...standing, test: { ...standing.test, supports: [...standing.test.supports, ...own] } };
  });
}

/** The tests as everybody but a review sees them: with what frameworks of one's own in use say of them. */
export function testsInUse(tests: ControlTests, catalogue: () => Promise<Catalogue>): ControlTests {
  const list = async (): Promise<readonly TestStanding[]> => supported(await tests.list(), await catalogue());
  return {
    ...tests,
    list,
    run: async (choice, work, options) => {
      const meant = chosen(
        (await list()).map(({ test }) => test),
        choice,
      );
      return tests.run({ tests: meant.map(({ id }) => id) }, work, options);
    },
  };
}
