import { readFile, stat } from 'node:fs/promises';
import type { Delivery, DeliveryOrder } from '../../../src-shared/rights/delivery.ts';
import { Fault } from '../../base/fault.ts';
import { envelope, recipientCertificate } from '../../signing/index.ts';
import { encryptedMessage, openMessage } from './message.ts';

/** What most mailboxes take, with room for the encoding. */
const MOST_BYTES = 15 * 1024 * 1024;

const WORDS = {
  en: {
    subject: 'Your request',
    text: (id: string, password: string) =>
      `The answer to your request ${id} is attached as an encrypted ZIP file.\n\nPassword: ${password}\n\nOpen it with 7-Zip, WinZip or a similar program. If you did not expect this message, please tell us.\n`,
  },
  es: {
    subject: 'Su solicitud',
    text: (id: string, password: string) =>
      `La respuesta a su solicitud ${id} va adjunta en un archivo ZIP cifrado.\n\nContraseña: ${password}\n\nÁbralo con 7-Zip, WinZip o un programa similar. Si usted no esperaba este mensaje, avísenos por favor.\n`,
  },
} as const;

/**
 * The message that carries a package. Encrypted, its password travels inside the envelope; unencrypted it is read by whoever
 * reads the message, which is what the person was warned of and chose.
 *
 * @throws Fault `delivery-refused`
 */
export async function mailOf(given: {
  readonly delivery: Delivery;
  readonly order: Extract<DeliveryOrder, { to: string }>;
  readonly certificate: Uint8Array | null;
  readonly file: string;
  readonly from: string;
  readonly password: string;
  readonly language: 'en' | 'es';
  readonly now: Date;
}): Promise<Uint8Array> {
  const { delivery, order, certificate, now } = given;
  if ((await stat(given.file)).size > MOST_BYTES)
    throw new Fault(
      'delivery-refused',
      'The answer is too large for e-mail.',
      'Deliver it by the portal, on media or by mail.',
    );
  const words = WORDS[given.language];
  const facts = {
    ...{ from: given.from, to: order.to, messageId: delivery.messageId, date: now },
    ...{ subject: `${words.subject} ${delivery.caseId}`, text: words.text(delivery.caseId, given.password) },
    attachment: { name: `${delivery.caseId}.zip`, bytes: await readFile(given.file) },
  };
  if (order.manner === 'unencrypted-e-mail') return openMessage(facts);
  if (certificate === null)
    throw new Fault(
      'delivery-refused',
      'Without the person’s certificate nothing can be encrypted to them.',
      'Choose the certificate that the person sent, or another way of delivery.',
    );
  const recipient = recipientCertificate(certificate, now);
  return encryptedMessage(facts, (content) => envelope(content, recipient));
}
