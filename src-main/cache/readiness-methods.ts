import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { ReadinessInfo } from '../../src-shared/reports/readiness-list.ts';
import type { Caller } from '../processes/rpc.ts';
import type { ReadinessStore, ReportFile } from '../reports/ports.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { CacheMethods } from './methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { readinessStore } from './stores/readiness-reports.ts';

/** The readiness reports' part of the cache thread. */
export function readinessMethods(
  database: CacheDatabase,
  folder: string,
  activity: ActivityTable,
  guarded: Guarded,
) {
  const store = readinessStore(database, folder);
  return {
    addReadiness: guarded(
      ({ info, files, event }: { info: ReadinessInfo; files: readonly ReportFile[]; event: ActivityEvent }) =>
        store.add(info, files, () => {
          activity.append(event);
        }),
    ),
    readinessReports: guarded(() => store.list()),
    readReadiness: guarded(({ reportId, name }: { reportId: string; name: string }) =>
      store.read(reportId, name),
    ),
  };
}

/** Readiness reports over the wire to the cache thread. */
export const readinessClient = (cache: Caller<CacheMethods>): ReadinessStore => ({
  add: (info, files, event) => cache.call('addReadiness', { info, files, event }),
  list: () => cache.call('readinessReports', undefined),
  read: (reportId, name) => cache.call('readReadiness', { reportId, name }),
});
