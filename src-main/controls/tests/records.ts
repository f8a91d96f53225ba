import type { TestResult } from '../../../src-shared/controls/tests.ts';
import type { TestRecords } from '../ports.ts';
import type { TestStore } from './ports.ts';
import { isFrozen, summaryOf } from './result.ts';
import type { ControlTests } from './service.ts';

/** Results as reviews rest on them: one that is not as it was frozen is not known. */
export function testRecords(tests: Pick<ControlTests, 'list'>, store: Pick<TestStore, 'read'>): TestRecords {
  const intact = async (id: string): Promise<TestResult | null> => {
    const found = await store.read(id);
    return found !== null && isFrozen(found) ? found : null;
  };
  return {
    standings: () => tests.list(),
    summaries: async (ids) =>
      (await Promise.all(ids.map(intact))).flatMap((result) => (result === null ? [] : [summaryOf(result)])),
    result: intact,
  };
}
