import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import { editionOf } from '../controls/index.ts';
import type { EditionRecord, FrameworkStore } from '../controls/ports.ts';
import type { Caller } from '../processes/rpc.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { CacheMethods } from './methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { ownFrameworkStore } from './stores/own-frameworks.ts';

type Added = {
  readonly edition: Omit<EditionRecord, 'number' | 'removed'>;
  readonly after: number;
  readonly event: ActivityEvent;
};
type Removed = {
  readonly numbers: readonly number[];
  readonly when: { readonly at: string; readonly by: string };
  readonly event: ActivityEvent;
};

/** The part of the cache thread that keeps frameworks of one's own. */
export function ownFrameworkMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const store = ownFrameworkStore(database, activity);
  return {
    frameworkEditions: guarded(() => store.all()),
    frameworkState: guarded(() => store.state()),
    addFrameworkEdition: guarded(({ edition, after, event }: Added) => {
      store.add(edition, after, event);
    }),
    removeFrameworkEditions: guarded(({ numbers, when, event }: Removed) => {
      store.remove(numbers, when, event);
    }),
  };
}

/** The store over the wire to the cache thread. */
export const ownFrameworkClient = (cache: Caller<CacheMethods>): FrameworkStore => ({
  all: async () => (await cache.call('frameworkEditions', undefined)).map(editionOf),
  state: () => cache.call('frameworkState', undefined),
  add: (edition, after, event) => cache.call('addFrameworkEdition', { edition, after, event }),
  remove: (numbers, when, event) => cache.call('removeFrameworkEditions', { numbers, when, event }),
});
