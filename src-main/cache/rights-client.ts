import type { Caller } from '../processes/rpc.ts';
import type { RightsStore } from '../rights/ports.ts';
import type { CacheMethods } from './methods.ts';

/** The requests' store over the wire to the cache thread. */
export const rightsClient = (cache: Caller<CacheMethods>): RightsStore => ({
  open: (year, draft) => cache.call('openCase', { year, draft }),
  append: (caseId, draft) => cache.call('appendStep', { caseId, draft }),
  steps: (caseId) => cache.call('caseSteps', { caseId }),
  list: (filter, offset, limit) => cache.call('cases', { filter, offset, limit }),
  about: (persons) => cache.call('casesAbout', { persons }),
});
