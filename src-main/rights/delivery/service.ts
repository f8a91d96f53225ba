import type {
  Delivery,
  DeliveryOrder,
  DeliverySettings,
  ResponsePackage,
} from '../../../src-shared/rights/delivery.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { mustBeOffered, type ResponseService } from '../response/service.ts';
import type { RecipientService } from '../recipients.ts';
import { RECIPIENT } from '../rules-answer.ts';
import { newRecord } from '../sealed-words.ts';
import type { RightsService } from '../service.ts';
import { type Change, offerOnPortal, SEALED, sendByMail } from './carry.ts';
import { mustBeAgreed } from './agreed.ts';
import { changedMeanwhile, mustBeWhole, notKnown, refused } from './faults.ts';
import type { DeliveryStore, MailRelay } from './ports.ts';

/** What a delivery came to. */
export type Delivered = {
  readonly delivery: Delivery;
  /** Of the portal: the secret of the link, for the person alone. */
  readonly token: string | null;
};

/** Deliveries of prepared answers. */
export interface DeliveryService {
  /**
   * Delivers the prepared answer of a case. What was begun is recorded before anything leaves; the same package is never
   * sent again while it is not known that it was not.
   * @param certificate - of e-mail that is encrypted: the person's, DER or PEM
   * @param heeded - cases of restrictions that the officer has heeded; all in force, when it goes to anybody but the patient
   * @throws Fault `delivery-refused`; `delivery-failed` when it is known that it did not go out; `delivery-unknown` when
   * nobody knows; `rights-refused`, `not-signed-in`, `token-…`
   */
  deliver(
    caseId: string,
    order: DeliveryOrder,
    certificate: Uint8Array | null,
    heeded?: readonly string[],
  ): Promise<Delivered>;
  /** What the officer found out about a delivery whose outcome was unknown. @throws Fault `delivery-refused` */
  settle(caseId: string, deliveryId: string, sent: boolean, note: string): Promise<Delivery>;
  /** The newest first; what was under way when the program ended is `unknown`. */
  list(caseId: string): Promise<readonly Delivery[]>;
  settings(): Promise<DeliverySettings>;
  setSettings(settings: DeliverySettings, password: string | null): Promise<void>;
}

type Parts = {
  readonly rights: Pick<RightsService, 'case' | 'words' | 'take' | 'settings' | 'today' | 'view'>;
  readonly recipients: Pick<RecipientService, 'of'>;
  readonly responses: Pick<ResponseService, 'prepared' | 'fileOf' | 'passwordOf'>;
  readonly store: DeliveryStore;
  readonly columns: Pick<SealedColumns, 'read' | 'write'>;
  readonly activity: ActivityLog;
  readonly relay: MailRelay;
  readonly settings: () => Promise<DeliverySettings>;
  readonly setSettings: (settings: DeliverySettings) => Promise<void>;
  readonly clock: Clock;
  readonly officer: () => string;
  /** Told of every delivery that changed. */
  readonly changed: () => void;
};

/** Builds the service from what it needs. */
export function deliveryService(parts: Parts): DeliveryService {
  const { rights, responses, store, columns, activity } = parts;
  /** Deliveries that this program is carrying out now. */
  const active = new Set<string>();
  const change: Change = async ({ deliveryId, caseId }, from, to, proof) => {
    const done = await store.change({
      ...{ deliveryId, from, to, proof, at: instantOf(parts.clock) },
      event: activity.event({
        ...{ operation: 'rights.delivery', objectType: 'case', objectId: caseId },
        purpose: `${deliveryId}: ${from} > ${to}`,
      }),
    });
    if (!done) throw changedMeanwhile();
    parts.changed();
  };
  const list = async (caseId: string): Promise<readonly Delivery[]> => {
    const all = await store.deliveries(caseId);
    const lost = all.filter(
      ({ deliveryId, state, manner }) =>
        state === 'sending' && manner !== 'portal' && !active.has(deliveryId),
    );
    for (const delivery of lost)
      await change(delivery, 'sending', 'unknown', 'The program ended while it was being sent.');
    return lost.length === 0 ? all : store.deliveries(caseId);
  };
  const find = async (caseId: string, deliveryId: string): Promise<Delivery> => {
    const found = (await list(caseId)).find((each) => each.deliveryId === deliveryId);
    if (found !== undefined) return found;
    throw new Fault('delivery-refused', 'There is no such delivery.', 'Look at the deliveries of the case.');
  };
  /** The case learns of it: taken up again when the program ended in between. */
  const finish = async (delivery: Delivery, deliveredOn: string): Promise<Delivery> => {
    await noteDelivered(delivery, deliveredOn);
    await noteLetters(delivery, deliveredOn);
    return delivery;
  };
  const noteDelivered = async (delivery: Delivery, deliveredOn: string): Promise<void> => {
    const at = await rights.case(delivery.caseId);
    if (at.state !== 'prepared' || at.package !== delivery.package) return;
    const recipient = RECIPIENT[at.opening.requester];
    if (recipient === null) throw refused('Nobody is known to whom it could go.');
    await rights.take(delivery.caseId, {
      ...{ step: 'deliver', manner: delivery.manner, recipient, package: delivery.package },
      ...{ warned: delivery.manner === 'unencrypted-e-mail', proof: delivery.deliveryId, deliveredOn },
    });
  };
  /** The letters in the package went out with it. */
  const noteLetters = async ({ caseId, manner, deliveryId, package: sha256 }: Delivery, sentOn: string) => {
    const made = (await store.packages(caseId)).find((each) => each.sha256 === sha256);
    const { letters } = await rights.case(caseId);
    for (const letter of made?.letters ?? [])
      if (!letters.some((sent) => sent.sha256 === letter.sha256))
        await rights.take(caseId, {
          ...{ step: 'send-letter', letter: { ...letter, sentOn, manner, proof: deliveryId } },
        });
  };
  /** Not sent: the case stands where it stood, with the same package. */
  const goBack = async ({ caseId, package: sha256 }: Delivery): Promise<void> => {
    if ((await rights.case(caseId)).state !== 'prepared') return;
    await rights.take(caseId, { step: 'fail-delivery', why: 'refused' });
    await rights.take(caseId, { step: 'prepare', package: sha256 });
  };
  const begin = async (
    caseId: string,
    made: ResponsePackage,
    order: DeliveryOrder,
    heeded: readonly string[],
  ): Promise<Delivery> => {
    const [deliveryId, now] = [newRecord(), instantOf(parts.clock)];
    const delivery: Delivery = {
      ...{ deliveryId, caseId, package: made.sha256, manner: order.manner, state: 'ready', proof: '' },
      ...{ messageId: `<${deliveryId}@attestry.invalid>`, createdAt: now, changedAt: now },
      officer: parts.officer(),
    };
    await store.begin(
      delivery,
      activity.event({
        ...{ operation: 'rights.begin-delivery', objectType: 'case', objectId: caseId },
        purpose: `${deliveryId}: ${order.manner}, package ${made.sha256}${heeded.length === 0 ? '' : `; restrictions heeded: ${heeded.join(', ')}`}`,
      }),
    );
    return delivery;
  };
  return {
    list,
    deliver: async (caseId, order, certificate, heeded = []) => {
      const made = await responses.prepared(caseId);
      const before = (await list(caseId)).find(
        (each) => each.package === made.sha256 && each.state !== 'failed',
      );
      if (before?.state === 'unknown') throw notKnown();
      if (before !== undefined && active.has(before.deliveryId)) throw changedMeanwhile();
      const today = await rights.today();
      const on = 'deliveredOn' in order ? order.deliveredOn : today;
      if (before?.state === 'sent')
        return {
          delivery: await finish(before, before.changedAt.slice(0, 10) > today ? today : on),
          token: null,
        };
      await mustBeOffered(rights, caseId, 'deliver');
      mustBeAgreed(await parts.recipients.of(caseId), order, heeded);
      await mustBeWhole(responses.fileOf(made), made);
      const isOther = before?.manner !== order.manner;
      if (isOther && before?.state === 'sending')
        throw refused('It was begun on the portal and may be offered there: finish it by the portal.');
      // What was begun another way and never left is given up, and what was begun this way goes on.
      if (isOther && before?.state === 'ready')
        await change(before, 'ready', 'failed', 'Given up for another way of delivery.');
      const delivery = before === undefined || isOther ? await begin(caseId, made, order, heeded) : before;
      active.add(delivery.deliveryId);
      try {
        let token: string | null = null;
        if (order.manner === 'portal')
          token = await offerOnPortal(parts, change, delivery, responses.fileOf(made));
        else if ('to' in order)
          await sendByMail(parts, change, goBack, { delivery, made, order, certificate });
        else await change(delivery, 'ready', 'sent', order.proof);
        const sent = await finish(await find(caseId, delivery.deliveryId), on);
        return { delivery: sent, token };
      } finally {
        active.delete(delivery.deliveryId);
      }
    },
    settle: async (caseId, deliveryId, sent, note) => {
      const delivery = await find(caseId, deliveryId);
      if (delivery.state !== 'unknown')
        throw refused(`This delivery is ${delivery.state}: there is nothing to find out.`);
      await change(delivery, 'unknown', sent ? 'sent' : 'failed', note);
      if (sent) await finish(delivery, await rights.today());
      else await goBack(delivery);
      return find(caseId, deliveryId);
    },
    settings: parts.settings,
    setSettings: (settings, password) =>
      activity.around(
        { operation: 'rights.set-delivery', objectType: 'profile', objectId: 'delivery' },
        async () => {
          if (password !== null)
            await columns.write(
              { store: SEALED, record: 'relay', column: 'password' },
              Buffer.from(password, 'utf8'),
            );
          await parts.setSettings(settings);
        },
      ),
  };
}
