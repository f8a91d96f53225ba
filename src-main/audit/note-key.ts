import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { keyNameOf, noteKeyId } from './checkpoint.ts';

/** A key that notes are verified with, and where a certificate came along: when it is valid. */
export type NoteKey = {
  readonly name: string;
  readonly id: Buffer;
  readonly key: KeyObject;
  /** Milliseconds since 1970, or null when the file holds a bare key. */
  readonly valid: { readonly from: number; readonly to: number } | null;
};

/** Signature types of C2SP signed-note: ECDSA, and the one for algorithms without a number. */
const ECDSA = 0x02;
const UNASSIGNED = 0xff;
const RSA_TYPE = Buffer.from('attestry rsassa-pkcs1-v1_5-sha256\n');
const CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** The types of key that checkpoints are signed with; no other algorithm is ever tried. */
const isSupported = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'rsa' ||
  (key.asymmetricKeyType === 'ec' && CURVES.includes(key.asymmetricKeyDetails?.namedCurve));

/**
 * The public key of a certificate as one line of text, the form that readers of signed notes take: key name, `+`, key id
 * in hexadecimal, `+`, base64 of the signature type and the key (SubjectPublicKeyInfo).
 *
 * @throws Error when the certificate cannot be read
 */
export function verifierKeyOf(certificate: Uint8Array): string {
  const { publicKey } = new X509Certificate(certificate);
  const spki = spkiOf(publicKey);
  const name = keyNameOf(spki);
  const type =
    publicKey.asymmetricKeyType === 'ec'
      ? Buffer.from([ECDSA])
      : Buffer.concat([Buffer.from([UNASSIGNED]), RSA_TYPE]);
  return `${name}+${noteKeyId(name, spki).toString('hex')}+${Buffer.concat([type, spki]).toString('base64')}`;
}

/** The public key of a certificate as PEM (SubjectPublicKeyInfo). @throws Error when the certificate cannot be read */
export const publicKeyPemOf = (certificate: Uint8Array): string =>
  new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** A certificate as PEM. @throws Error when the certificate cannot be read */
export const certificatePemOf = (certificate: Uint8Array): string =>
  new X509Certificate(certificate).toString();

/**
 * Reads a key file: a verifier key line, a public key or a certificate in PEM or DER. The file may be hostile.
 *
 * @returns null when it is none of them, or a key of a type that checkpoints are never signed with
 */
export function readNoteKey(file: Uint8Array): NoteKey | null {
  if (file.length > 100_000) return null;
  const bytes = Buffer.from(file);
  const text = bytes.toString('utf8').trim();
  const line = /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  try {
    if (line !== null) return fromVerifierKey(line[1] ?? '', line[2] ?? '', line[3] ?? '');
    if (text.includes('-----BEGIN PUBLIC KEY-----'))
      // With a certificate besides, it would be a guess which of the two is meant.
      return text.includes('-----BEGIN CERTIFICATE-----') ? null : namedKey(createPublicKey(text), null);
    return fromCertificate(bytes);
  } catch {
    return null;
  }
}

/**
 * The key of a certificate and of nothing else: a file that holds a bare key besides would be read for that one.
 *
 * @param der - of the very certificate that trust was looked up for
 * @returns as {@link readNoteKey}
 */
export function certificateNoteKey(der: Uint8Array): NoteKey | null {
  try {
    return fromCertificate(der);
  } catch {
    return null;
  }
}

function fromVerifierKey(name: string, id: string, encoded: string): NoteKey | null {
  const bytes = Buffer.from(encoded, 'base64');
  const type = bytes[0];
  const rest = bytes.subarray(1);
  const rsa = type === UNASSIGNED && rest.subarray(0, RSA_TYPE.length).equals(RSA_TYPE);
  if (type !== ECDSA && !rsa) return null;
  const spki = rsa ? rest.subarray(RSA_TYPE.length) : rest;
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const fits = isSupported(key) && (key.asymmetricKeyType === 'rsa') === rsa;
  // A line that names another key than it holds was mistyped or altered.
  return fits && noteKeyId(name, spki).toString('hex') === id
    ? { name, id: Buffer.from(id, 'hex'), key, valid: null }
    : null;
}

function fromCertificate(bytes: Uint8Array): NoteKey | null {
  const certificate = new X509Certificate(bytes);
  return namedKey(certificate.publicKey, {
    from: certificate.validFromDate.getTime(),
    to: certificate.validToDate.getTime(),
  });
}

function namedKey(key: KeyObject, valid: NoteKey['valid']): NoteKey | null {
  if (!isSupported(key)) return null;
  const spki = spkiOf(key);
  const name = keyNameOf(spki);
  return { name, id: noteKeyId(name, spki), key, valid };
}
