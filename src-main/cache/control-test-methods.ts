import type { TestResult } from '../../src-shared/controls/tests.ts';
import type { TestStore } from '../controls/ports.ts';
import type { Caller } from '../processes/rpc.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { CacheMethods } from './methods.ts';
import { controlTestStore } from './stores/control-tests.ts';

/** The part of the cache thread that keeps results of control tests. */
export function controlTestMethods(database: CacheDatabase, guarded: Guarded) {
  const tests = controlTestStore(database);
  return {
    addTestResult: guarded(({ result, concluding }: { result: TestResult; concluding: boolean }) => {
      tests.add(result, concluding);
    }),
    testResult: guarded(({ id }: { id: string }) => tests.read(id)),
    latestTestResults: guarded(() => tests.latest()),
    concludedTestResults: guarded(() => tests.concluded()),
    testResults: guarded(({ from, to, test }: { from: string; to: string; test: string | null }) =>
      tests.between(from, to, test),
    ),
    testDays: guarded(({ testId, most }: { testId: string; most: number }) => tests.days(testId, most)),
  };
}

/** The same over the wire to the cache thread. */
export const controlTestClient = (cache: Caller<CacheMethods>): TestStore => ({
  add: (result, concluding) => cache.call('addTestResult', { result, concluding }),
  read: (id) => cache.call('testResult', { id }),
  latest: () => cache.call('latestTestResults', undefined),
  concluded: () => cache.call('concludedTestResults', undefined),
  between: ({ testId, from, to }) => cache.call('testResults', { from, to, test: testId ?? null }),
  days: (testId, most) => cache.call('testDays', { testId, most }),
});
