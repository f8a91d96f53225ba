import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type {
  Delivery,
  DeliverySettings,
  DeliveryState,
  ResponsePackage,
} from '../../../src-shared/rights/delivery.ts';

/** A change of a delivery: it is made only from the state named, so that no two can send. */
export type DeliveryChange = {
  readonly deliveryId: string;
  readonly from: DeliveryState;
  readonly to: DeliveryState;
  readonly at: string;
  readonly proof: string;
  readonly event: ActivityEvent;
};

/** Packages and deliveries of all cases; every call that changes something is one transaction with its event. */
export interface DeliveryStore {
  addPackage(made: ResponsePackage, event: ActivityEvent): Promise<void>;
  /** The newest first. */
  packages(caseId: string): Promise<readonly ResponsePackage[]>;
  /**
   * Begins a delivery.
   * @throws Fault `delivery-refused` when one of this package is under way, was sent, or has an outcome nobody knows
   */
  begin(delivery: Delivery, event: ActivityEvent): Promise<void>;
  /** @returns whether it was in the state that the change begins from */
  change(change: DeliveryChange): Promise<boolean>;
  /** The newest first. */
  deliveries(caseId: string): Promise<readonly Delivery[]>;
  /** Of all cases, those whose outcome is open. */
  open(): Promise<readonly Delivery[]>;
}

/** A message as it goes to a relay. */
export type OutgoingMail = {
  readonly from: string;
  readonly to: string;
  /** The whole message, headers and all. */
  readonly eml: Uint8Array;
};

/** What became of a message. */
export type MailOutcome =
  | { readonly outcome: 'accepted'; readonly reply: string }
  /** The relay said no, or nothing was handed over: it was not sent. */
  | { readonly outcome: 'refused'; readonly reply: string }
  /** The connection broke after the message had been handed over: it may have been sent. */
  | { readonly outcome: 'unknown'; readonly reply: string };

/** The mail relay. */
export type MailRelay = (
  mail: OutgoingMail,
  relay: NonNullable<DeliverySettings['relay']>,
  password: string | null,
) => Promise<MailOutcome>;
