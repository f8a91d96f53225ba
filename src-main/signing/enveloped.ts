import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { integer, nil, octets, oid, sequence, setOf, tlv } from './der-write.ts';
import { OID } from './formats.ts';
import { AGREEMENT_CURVES, type AgreementCurve, agreedRecipient } from './key-agreement.ts';

const ENVELOPED = {
  envelopedData: '1.2.840.113549.1.7.3',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  rsaesOaep: '1.2.840.113549.1.1.7',
  mgf1: '1.2.840.113549.1.1.8',
} as const;
/** Bits of keyUsage (RFC 5280 §4.2.1.3). */
const KEY_ENCIPHERMENT = 2;
const KEY_AGREEMENT = 4;
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const ANY_USE = '2.5.29.37.0';
const WEAKEST_RSA = 2048;

const cannot = (why: string): Fault =>
  new Fault(
    'delivery-refused',
    `Nothing can be encrypted to this certificate: ${why}.`,
    'Ask the person for a current certificate for e-mail with an RSA or elliptic key, or choose another way of delivery.',
  );

/**
 * Reads the certificate that mail to a person is encrypted to.
 *
 * @param bytes - DER or PEM
 * @throws Fault `delivery-refused` when it has expired, is not meant for this, or has a key that cannot be used
 */
export function recipientCertificate(bytes: Uint8Array, now: Date): Certificate {
  const text = Buffer.from(bytes).toString('latin1');
  const pem = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/.exec(text);
  let certificate: Certificate;
  try {
    certificate = readCertificate(pem === null ? bytes : Buffer.from(pem[1] ?? '', 'base64'));
  } catch (error) {
    throw new Fault(
      'delivery-refused',
      'This file is not a certificate.',
      'Choose the certificate that the person sent, a file ending in .cer, .crt or .pem.',
      error,
    );
  }
  const { x509, keyUsage, extendedKeyUsage } = certificate;
  if (now < x509.validFromDate) throw cannot('it is not valid yet');
  if (now > x509.validToDate) throw cannot('it has expired');
  const key = x509.publicKey;
  const isElliptic = key.asymmetricKeyType === 'ec';
  if (isElliptic ? curveOf(key) === undefined : key.asymmetricKeyType !== 'rsa')
    throw cannot('its key is neither an RSA key nor one on the curves P-256, P-384 or P-521');
  if (!isElliptic && (key.asymmetricKeyDetails?.modulusLength ?? 0) < WEAKEST_RSA)
    throw cannot('its key is too short');
  if (keyUsage?.has(isElliptic ? KEY_AGREEMENT : KEY_ENCIPHERMENT) === false)
    throw cannot('it is not meant for encryption');
  const uses = extendedKeyUsage ?? [ANY_USE];
  if (!uses.includes(EMAIL_PROTECTION) && !uses.includes(ANY_USE)) throw cannot('it is not meant for e-mail');
  return certificate;
}

const curveOf = (key: KeyObject): AgreementCurve | undefined =>
  AGREEMENT_CURVES.find((curve) => curve === key.asymmetricKeyDetails?.namedCurve);

/** The content's key under RSAES-OAEP with SHA-256 (RFC 4056). */
function transportedRecipient(key: Uint8Array, publicKey: KeyObject, recipient: Uint8Array): Uint8Array {
  const wrapped = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    key,
  );
  const sha256 = sequence(oid(OID.sha256), nil());
  const oaep = sequence(
    oid(ENVELOPED.rsaesOaep),
    sequence(tlv(0xa0, sha256), tlv(0xa1, sequence(oid(ENVELOPED.mgf1), sha256))),
  );
  return sequence(integer(Uint8Array.of(0)), recipient, oaep, octets(wrapped));
}

/**
 * CMS EnvelopedData (RFC 5652 §6): the content under AES-256-CBC, its key for one recipient, under RSAES-OAEP or by an
 * agreement on the recipient's curve.
 *
 * @returns ContentInfo, DER
 */
export function envelope(content: Uint8Array, { x509, issuer, serial }: Certificate): Uint8Array {
  const [key, iv] = [randomBytes(32), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  const { publicKey } = x509;
  const [curve, named] = [curveOf(publicKey), sequence(issuer, serial)];
  const recipient =
    curve === undefined
      ? transportedRecipient(key, publicKey, named)
      : agreedRecipient(key, publicKey, curve, named);
  key.fill(0);
  const version = curve === undefined ? 0 : 2;
  const encryptedContent = sequence(
    oid(OID.data),
    sequence(oid(ENVELOPED.aes256Cbc), octets(iv)),
    tlv(0x80, encrypted),
  );
  return sequence(
    oid(ENVELOPED.envelopedData),
    tlv(0xa0, sequence(integer(Uint8Array.of(version)), setOf(recipient), encryptedContent)),
  );
}
