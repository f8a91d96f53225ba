import { type DeliveryOrder, deliveryOrderSchema } from '../../src-shared/rights/delivery.ts';
import type { DeliveryManner } from '../../src-shared/rights/words.ts';

/** What the officer says about a delivery, whatever its manner needs of it. */
export interface Said {
  readonly manner: DeliveryManner;
  readonly to: string;
  readonly warned: boolean;
  readonly preferred: boolean;
  readonly deliveredOn: string;
  readonly proof: string;
  /** The restrictions in force were looked at. */
  readonly heeded: boolean;
}

/** The order that it comes to; null while something is missing. */
export function orderFrom({ manner, to, warned, preferred, deliveredOn, proof }: Said): DeliveryOrder | null {
  const of: Readonly<Record<DeliveryManner, object>> = {
    portal: {},
    'encrypted-e-mail': { to: to.trim() },
    'unencrypted-e-mail': { to: to.trim(), warned, preferred },
    media: { deliveredOn, proof },
    mail: { deliveredOn, proof },
    'in-person': { deliveredOn, proof },
  };
  return deliveryOrderSchema.safeParse({ manner, ...of[manner] }).data ?? null;
}

/** Whether it goes through the mail relay. */
export const isByMail = (manner: DeliveryManner): boolean =>
  manner === 'encrypted-e-mail' || manner === 'unencrypted-e-mail';

/** What shows that it was handed over, where the officer says so. */
export const PROOF: Readonly<Partial<Record<DeliveryManner, string>>> = {
  media: 'Number of the receipt for the disc or stick',
  mail: 'Tracking number',
  'in-person': 'Number of the receipt that the person signed',
};
