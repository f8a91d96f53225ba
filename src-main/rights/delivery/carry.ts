import type {
  Delivery,
  DeliveryOrder,
  DeliverySettings,
  DeliveryState,
  ResponsePackage,
} from '../../../src-shared/rights/delivery.ts';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { SealedColumns } from '../../keys/index.ts';
import type { ResponseService } from '../response/service.ts';
import type { RightsService } from '../service.ts';
import { notKnown, refused } from './faults.ts';
import { mailOf } from './mail.ts';
import type { MailOutcome, MailRelay } from './ports.ts';
import { dropIntoPortal, newToken } from './portal.ts';

/** Store of what a delivery knows about a person. */
export const SEALED = 'rights.delivery';
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** What carries a package out of the house needs. */
export type CarryParts = {
  readonly rights: Pick<RightsService, 'words'>;
  readonly responses: Pick<ResponseService, 'fileOf' | 'passwordOf'>;
  readonly columns: Pick<SealedColumns, 'read' | 'write'>;
  readonly relay: MailRelay;
  readonly settings: () => Promise<DeliverySettings>;
  readonly clock: Clock;
};

/** Changes the state of a delivery, with its entry of the activity log. */
export type Change = (
  delivery: Delivery,
  from: DeliveryState,
  to: DeliveryState,
  proof: string,
) => Promise<void>;

/**
 * Offers a package on the portal; done twice it comes to the same.
 *
 * @returns the secret of the link
 * @throws Fault `delivery-refused`, `disk-full`, `file-unwritable`, `file-unreadable`
 */
export async function offerOnPortal(
  { columns, settings, clock }: CarryParts,
  change: Change,
  delivery: Delivery,
  file: string,
): Promise<string> {
  const { portal } = await settings();
  if (portal === null) throw refused('No folder of a portal is set.');
  const place = { store: SEALED, record: delivery.deliveryId, column: 'token' };
  const kept = await columns.read(place);
  const token = kept === null ? newToken() : Buffer.from(kept).toString('utf8');
  // Kept before the offer is made, or the person could never be told.
  if (kept === null) await columns.write(place, Buffer.from(token, 'utf8'));
  if (delivery.state === 'ready') await change(delivery, 'ready', 'sending', '');
  const { deliveryId, package: sha256 } = delivery;
  const offer = { deliveryId, sha256, token, days: portal.days };
  await dropIntoPortal(portal.folder, file, offer, new Date(clock.now()));
  await change(delivery, 'sending', 'sent', 'Offered on the portal.');
  return token;
}

/**
 * Hands a package to the mail relay, once.
 *
 * @param goBack - what is done when it is known that it was not sent
 * @throws Fault `delivery-refused`, `delivery-failed`, `delivery-unknown`
 */
export async function sendByMail(
  parts: CarryParts,
  change: Change,
  goBack: (delivery: Delivery) => Promise<void>,
  given: {
    readonly delivery: Delivery;
    readonly made: ResponsePackage;
    readonly order: Extract<DeliveryOrder, { to: string }>;
    readonly certificate: Uint8Array | null;
  },
): Promise<void> {
  const { rights, responses, columns } = parts;
  const { delivery, made, order, certificate } = given;
  const { relay } = await parts.settings();
  if (relay === null) throw refused('No mail relay is set.');
  if (relay.security === 'none' && !LOOPBACK.includes(relay.host))
    throw refused('The mail relay may not be used without TLS.');
  const { request } = await rights.words(delivery.caseId);
  const eml = await mailOf({
    ...{ delivery, order, certificate, file: responses.fileOf(made), from: relay.from },
    ...{ password: await responses.passwordOf(made), language: request.language },
    now: new Date(parts.clock.now()),
  });
  const secret = await columns.read({ store: SEALED, record: 'relay', column: 'password' });
  await columns.write(
    { store: SEALED, record: delivery.deliveryId, column: 'to' },
    Buffer.from(order.to, 'utf8'),
  );
  await change(delivery, 'ready', 'sending', '');
  const password = secret === null ? null : Buffer.from(secret).toString('utf8');
  const { outcome, reply } = await parts
    .relay({ from: relay.from, to: order.to, eml }, relay, password)
    // Whatever went wrong here, the message may have left.
    .catch((): MailOutcome => ({ outcome: 'unknown', reply: '' }));
  if (outcome === 'accepted') {
    await change(delivery, 'sending', 'sent', `Relay: ${reply}`);
    return;
  }
  if (outcome === 'refused') {
    await change(delivery, 'sending', 'failed', `Relay: ${reply === '' ? 'no answer' : reply}`);
    await goBack(delivery);
    throw new Fault(
      'delivery-failed',
      `The mail relay did not take the message${reply === '' ? '' : ` (${reply})`}; it was not sent.`,
      'Check the address and the relay in the settings, then deliver again.',
    );
  }
  await change(delivery, 'sending', 'unknown', 'The connection broke.');
  throw notKnown();
}
