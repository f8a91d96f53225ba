import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { Delivery, ResponsePackage } from '../../src-shared/rights/delivery.ts';
import type { DeliveryChange } from '../rights/ports.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { deliveryStore } from './stores/deliveries.ts';

/** The deliveries' part of the cache thread. */
export function deliveryMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const store = deliveryStore(database, activity);
  return {
    addPackage: guarded(({ made, event }: { made: ResponsePackage; event: ActivityEvent }) => {
      store.addPackage(made, event);
    }),
    packages: guarded(({ caseId }: { caseId: string }) => store.packages(caseId)),
    beginDelivery: guarded(({ delivery, event }: { delivery: Delivery; event: ActivityEvent }) => {
      store.begin(delivery, event);
    }),
    changeDelivery: guarded(({ change }: { change: DeliveryChange }) => store.change(change)),
    deliveries: guarded(({ caseId }: { caseId: string }) => store.deliveries(caseId)),
    openDeliveries: guarded(() => store.open()),
  };
}
