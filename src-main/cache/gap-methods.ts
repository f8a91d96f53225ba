import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { GapChange, GapStore } from '../controls/ports.ts';
import type { Caller } from '../processes/rpc.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { CacheMethods } from './methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { gapStore } from './stores/gaps.ts';

/** The gaps' part of the cache thread. */
export function gapMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const store = gapStore(database, activity);
  return {
    addGapChange: guarded((i: { change: GapChange; after: number; event: ActivityEvent }) => {
      store.add(i.change, i.after, i.event);
    }),
    gapChanges: guarded(({ gapId }: { gapId: string }) => store.of(gapId)),
    gapsOfCycle: guarded(({ cycleId }: { cycleId: string }) => store.inCycle(cycleId)),
  };
}

/** The store over the wire to the cache thread. */
export const gapClient = (cache: Caller<CacheMethods>): GapStore => ({
  add: (change, after, event) => cache.call('addGapChange', { change, after, event }),
  of: (gapId) => cache.call('gapChanges', { gapId }),
  inCycle: (cycleId) => cache.call('gapsOfCycle', { cycleId }),
});
