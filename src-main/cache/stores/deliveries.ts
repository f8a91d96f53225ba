import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import {
  type Delivery,
  deliverySchema,
  packageSchema,
  type ResponsePackage,
} from '../../../src-shared/rights/delivery.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import type { DeliveryChange } from '../../rights/ports.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';

type Row = { document: string };

/** Packages and deliveries. A change and its entry of the activity log are one transaction. */
export function deliveryStore(database: CacheDatabase, activity: ActivityTable) {
  const deliveryOf = ({ document }: Row): Delivery => deliverySchema.parse(JSON.parse(document));
  const addPackage = database.transaction((made: ResponsePackage, event: ActivityEvent): void => {
    database
      .prepare('insert into rights_package values (?, ?, ?, ?)')
      .run(made.packageId, made.caseId, made.madeAt, JSON.stringify(made));
    activity.append(event);
  });
  const begin = database.transaction((delivery: Delivery, event: ActivityEvent): void => {
    const { deliveryId, caseId, state, changedAt } = delivery;
    try {
      database
        .prepare('insert into rights_delivery values (?, ?, ?, ?, ?, ?)')
        .run(deliveryId, caseId, delivery.package, state, changedAt, JSON.stringify(delivery));
    } catch (error) {
      if (codeOf(error) === 'SQLITE_CONSTRAINT_UNIQUE') throw alreadyOut();
      throw error;
    }
    activity.append(event);
  });
  const change = database.transaction(
    ({ deliveryId, from, to, at, proof, event }: DeliveryChange): boolean => {
      const row = database
        .prepare<[string, string], Row>('select document from rights_delivery where id = ? and state = ?')
        .get(deliveryId, from);
      if (row === undefined) return false;
      const next: Delivery = { ...deliveryOf(row), state: to, changedAt: at, proof };
      database
        .prepare('update rights_delivery set state = ?, changed_at = ?, document = ? where id = ?')
        .run(to, at, JSON.stringify(next), deliveryId);
      activity.append(event);
      return true;
    },
  );
  return {
    addPackage: (made: ResponsePackage, event: ActivityEvent): void => {
      addPackage.immediate(made, event);
    },
    packages: (caseId: string): ResponsePackage[] =>
      database
        .prepare<[string], Row>('select document from rights_package where case_id = ? order by rowid desc')
        .all(caseId)
        .map(({ document }) => packageSchema.parse(JSON.parse(document))),
    begin: (delivery: Delivery, event: ActivityEvent): void => {
      begin.immediate(delivery, event);
    },
    change: (wanted: DeliveryChange): boolean => change.immediate(wanted),
    deliveries: (caseId: string): Delivery[] =>
      database
        .prepare<[string], Row>('select document from rights_delivery where case_id = ? order by rowid desc')
        .all(caseId)
        .map(deliveryOf),
    open: (): Delivery[] =>
      database
        .prepare<[], Row>(
          "select document from rights_delivery where state in ('ready', 'sending', 'unknown') order by rowid",
        )
        .all()
        .map(deliveryOf),
  };
}

const alreadyOut = (): Fault =>
  new Fault(
    'delivery-refused',
    'This package is being delivered, was delivered, or nobody knows yet whether it was.',
    'Look at its deliveries; where the outcome is not known, find out and record it first.',
  );
