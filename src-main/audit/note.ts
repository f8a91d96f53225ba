import {
  createHash,
  createPublicKey,
  type KeyObject,
  verify as verifySignature,
  X509Certificate,
} from 'node:crypto';
import { derFromRaw, type Signer } from '../token/index.ts';

/** One signature line of a note (C2SP signed-note). */
export type NoteSignature = { readonly keyName: string; readonly keyId: Buffer; readonly signature: Buffer };

/** A note taken apart: its text (ending in a newline), and its signatures. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** What is wrong with a note's signature, or `ok`. */
export type SignatureCheck = 'ok' | 'malformed' | 'no-such-key' | 'does-not-verify' | 'outside-validity';

/** Longer notes are none of ours. Characters. */
const LONGEST = 20_000;

const publicKeyOf = (certificate: Uint8Array): Buffer =>
  new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });

/**
 * Key id of a note signature: for ECDSA (type 0x02) the first four bytes of SHA-256 over the SubjectPublicKeyInfo;
 * RSA has no assigned type: 0xff with our own prefix (docs/formats.md).
 */
export function noteKeyId(keyName: string, spki: Buffer): Buffer {
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const hash = createHash('sha256');
  if (key.asymmetricKeyType !== 'ec')
    hash.update(`${keyName}\n\xffattestry rsassa-pkcs1-v1_5-sha256\n`, 'latin1');
  return hash.update(spki).digest().subarray(0, 4);
}

/** Name of a key in notes: no blanks, no plus; stable for a public key (SubjectPublicKeyInfo). */
export const keyNameOf = (spki: Uint8Array): string =>
  `attestry-officer-${createHash('sha256').update(spki).digest('hex').slice(0, 16)}`;

/** As {@link keyNameOf}, for the key of a certificate. */
export const noteKeyName = (certificate: Uint8Array): string => keyNameOf(publicKeyOf(certificate));

/**
 * Signs a text with the token.
 *
 * @param text - ends in a newline and has no empty line
 * @returns the signed note (C2SP signed-note)
 * @throws Fault of {@link Signer.sign}
 */
export async function signNote(text: string, signer: Signer, signal?: AbortSignal): Promise<string> {
  const { certificate, algorithm } = signer.identity;
  const keyName = noteKeyName(certificate);
  const raw = await signer.sign(createHash('sha256').update(text).digest(), signal);
  const signature = algorithm === 'rsa' ? Buffer.from(raw) : Buffer.from(derFromRaw(raw));
  const keyId = noteKeyId(keyName, publicKeyOf(certificate));
  return `${text}\n\u2014 ${keyName} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Bytes in base64 as RFC 4648 §4 writes them and in no other way; null for anything else. */
export const strictBase64 = (text: string): Buffer | null => {
  if (!BASE64.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
};

/** Takes a note apart; null when it is none. It may be hostile. */
export function splitNote(note: string): Note | null {
  if (note.length > LONGEST) return null;
  const split = note.indexOf('\n\n');
  if (split < 0) return null;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(split + 2).split('\n')) {
    if (line === '') continue;
    const match = /^\u2014 (\S+) (\S+)$/.exec(line);
    const bytes = match?.[2] === undefined ? null : strictBase64(match[2]);
    if (match?.[1] === undefined || bytes === null || bytes.length < 5) return null;
    signatures.push({ keyName: match[1], keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) });
  }
  return signatures.length === 0 ? null : { text: note.slice(0, split + 1), signatures };
}

type KeyIn = {
  readonly publicKey: KeyObject;
  readonly keyName: string;
  readonly keyId: Buffer;
  /** Validity of the certificate, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
};
/** Certificates that were taken apart, by all of their bytes: many notes come from one key. */
const taken = new Map<string, KeyIn | null>();
const MOST_TAKEN = 64;

/** The key in a certificate; null when it is none. */
function keyIn(certificate: Uint8Array): KeyIn | null {
  const bytes = Buffer.from(certificate).toString('latin1');
  const known = taken.get(bytes);
  if (known !== undefined) return known;
  if (taken.size >= MOST_TAKEN) taken.clear();
  const key = takeApart(certificate);
  taken.set(bytes, key);
  return key;
}

function takeApart(certificate: Uint8Array): KeyIn | null {
  try {
    const { publicKey, validFromDate, validToDate } = new X509Certificate(certificate);
    const keyName = noteKeyName(certificate);
    // A certificate can be whole and its key still none.
    const keyId = noteKeyId(keyName, publicKey.export({ type: 'spki', format: 'der' }));
    return { publicKey, keyName, keyId, from: validFromDate.getTime(), to: validToDate.getTime() };
  } catch {
    return null;
  }
}

/**
 * Verifies a note against the certificate of the key that is said to have signed it.
 *
 * @param time - RFC 3339, when it says it was signed: must lie within the certificate's validity
 */
export function checkNote(note: Note, certificate: Uint8Array, time: string): SignatureCheck {
  const key = keyIn(certificate);
  if (key === null) return 'no-such-key';
  const { keyName, keyId } = key;
  const line = note.signatures.find((s) => s.keyName === keyName && s.keyId.equals(keyId));
  if (line === undefined) return 'no-such-key';
  if (!verifySignature('sha256', Buffer.from(note.text), key.publicKey, line.signature))
    return 'does-not-verify';
  const at = Date.parse(time);
  // A date that is none compares as false.
  if (!(at >= key.from && at <= key.to)) return 'outside-validity';
  return 'ok';
}
