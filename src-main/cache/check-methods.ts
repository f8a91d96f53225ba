import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { CheckRun } from '../../src-shared/controls/checks.ts';
import type { CheckStore, Tick } from '../controls/ports.ts';
import type { Caller } from '../processes/rpc.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { CacheMethods } from './methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { checkStore } from './stores/checks.ts';

/** The part of the unified check and its lists on the cache thread. Each change is one transaction with its event. */
export function checkMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const store = checkStore(database);
  const together = (event: ActivityEvent, work: () => void): void => {
    database
      .transaction(() => {
        work();
        activity.append(event);
      })
      .immediate();
  };
  return {
    addCheckRun: guarded(({ run, event }: { run: CheckRun; event: ActivityEvent }) => {
      together(event, () => {
        store.addRun(run);
      });
    }),
    checkRuns: guarded(({ limit }: { limit: number }) => store.runs(limit)),
    checkRun: guarded(({ runId }: { runId: string }) => store.run(runId)),
    checkRunsBetween: guarded(({ from, before }: { from: string; before: string }) =>
      store.runsBetween(from, before),
    ),
    addChecklistTick: guarded(({ tick, event }: { tick: Tick; event: ActivityEvent }) => {
      together(event, () => {
        store.addTick(tick);
      });
    }),
    checklistTicks: guarded(({ turns }: { turns: readonly string[] }) => store.ticks(turns)),
    checksSince: guarded(() => store.since()),
  };
}

/** The store over the wire to the cache thread. */
export const checkClient = (cache: Caller<CacheMethods>): CheckStore => ({
  addRun: (run, event) => cache.call('addCheckRun', { run, event }),
  runs: (limit) => cache.call('checkRuns', { limit }),
  run: (runId) => cache.call('checkRun', { runId }),
  runsBetween: (from, before) => cache.call('checkRunsBetween', { from, before }),
  addTick: (tick, event) => cache.call('addChecklistTick', { tick, event }),
  ticks: (turns) => cache.call('checklistTicks', { turns }),
  since: () => cache.call('checksSince', undefined),
});
