import { randomBytes } from 'node:crypto';

/** A message about a package. */
export type MessageFacts = {
  readonly from: string;
  readonly to: string;
  /** `<id@host>`: the same however often it is tried, so that mailboxes keep one of them. */
  readonly messageId: string;
  readonly date: Date;
  /** Says nothing of health: subjects travel in clear. */
  readonly subject: string;
  readonly text: string;
  readonly attachment: { readonly name: string; readonly bytes: Uint8Array };
};

const LINE = '\r\n';
const wrapped = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join(LINE);

/** Header lines can be smuggled in with line breaks. */
const inHeader = (value: string): string => {
  const clean = value.replaceAll(/[\r\n\0]/g, ' ');
  return /^[\x20-\x7e]*$/.test(clean) ? clean : `=?utf-8?B?${Buffer.from(clean).toString('base64')}?=`;
};

const headers = (
  { from, to, messageId, date, subject }: MessageFacts,
  ...content: readonly string[]
): string =>
  [
    `From: ${inHeader(from)}`,
    `To: ${inHeader(to)}`,
    `Subject: ${inHeader(subject)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${inHeader(messageId)}`,
    'MIME-Version: 1.0',
    ...content,
  ].join(LINE);

/** The parts of a message with an attachment (RFC 2046), with the header fields that describe them. */
function body({ text, attachment }: MessageFacts): readonly [header: string, body: string] {
  const boundary = `=_${randomBytes(18).toString('hex')}`;
  return [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    [
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      wrapped(Buffer.from(text, 'utf8')),
      `--${boundary}`,
      `Content-Type: application/zip; name="${attachment.name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${attachment.name}"`,
      '',
      wrapped(attachment.bytes),
      `--${boundary}--`,
      '',
    ].join(LINE),
  ];
}

/** A message that anybody on its way can read: only for those who were warned and want it so. */
export function openMessage(facts: MessageFacts): Uint8Array {
  const [header, text] = body(facts);
  return Buffer.from(`${headers(facts, header)}${LINE}${LINE}${text}`, 'utf8');
}

/**
 * A message that only its recipient can read (S/MIME, RFC 8551 §3.3).
 *
 * @param encrypt - makes CMS EnvelopedData, DER
 */
export function encryptedMessage(
  facts: MessageFacts,
  encrypt: (content: Uint8Array) => Uint8Array,
): Uint8Array {
  const [header, text] = body(facts);
  const enveloped = encrypt(Buffer.from(`${header}${LINE}${LINE}${text}`, 'utf8'));
  return Buffer.from(
    `${headers(
      facts,
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="smime.p7m"',
    )}${LINE}${LINE}${wrapped(enveloped)}${LINE}`,
    'utf8',
  );
}
