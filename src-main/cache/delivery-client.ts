import type { Caller } from '../processes/rpc.ts';
import type { DeliveryStore } from '../rights/ports.ts';
import type { CacheMethods } from './methods.ts';

/** The deliveries' store over the wire to the cache thread. */
export const deliveryClient = (cache: Caller<CacheMethods>): DeliveryStore => ({
  addPackage: (made, event) => cache.call('addPackage', { made, event }),
  packages: (caseId) => cache.call('packages', { caseId }),
  begin: (delivery, event) => cache.call('beginDelivery', { delivery, event }),
  change: (change) => cache.call('changeDelivery', { change }),
  deliveries: (caseId) => cache.call('deliveries', { caseId }),
  open: () => cache.call('openDeliveries', undefined),
});
