import { createHash, createPublicKey, verify as verifySignature, X509Certificate } from 'node:crypto';
import type { Checkpoint } from '../../src-shared/audit/types.ts';
import { base64Of, type Hash, hashFrom, hexOf } from '../base/hash.ts';
import type { StoredCheckpoint } from './ports.ts';
import { derFromRaw, type Signer } from '../token/index.ts';

/** What a checkpoint says: C2SP tlog-checkpoint, with two extension lines. */
export type CheckpointBody = {
  /** Names the log; unique for a database and its log table. */
  readonly origin: string;
  /** Number of entries. */
  readonly size: number;
  readonly root: Hash;
  /** Newest block, extension line `block <number> <hash>`; null for a log without blocks. */
  readonly block: { readonly number: number; readonly hash: Hash } | null;
  /** RFC 3339, extension line `time <instant>`: claimed by the officer's machine. */
  readonly time: string;
};

/** One signature line of a note (C2SP signed-note). */
export type NoteSignature = { readonly keyName: string; readonly keyId: Buffer; readonly signature: Buffer };

/** The signed text of a checkpoint, ending in a newline. */
export function checkpointText(body: CheckpointBody): string {
  const lines = [body.origin, String(body.size), base64Of(body.root)];
  if (body.block !== null) lines.push(`block ${body.block.number} ${base64Of(body.block.hash)}`);
  lines.push(`time ${body.time}`);
  return `${lines.join('\n')}\n`;
}

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
 * Signs a checkpoint with the token.
 *
 * @returns the signed note (C2SP signed-note), verified before it is returned
 * @throws Fault of {@link Signer.sign}; Error when the token's signature does not verify
 */
export async function signCheckpoint(
  body: CheckpointBody,
  signer: Signer,
  signal?: AbortSignal,
): Promise<string> {
  const text = checkpointText(body);
  const { certificate, algorithm } = signer.identity;
  const keyName = noteKeyName(certificate);
  const raw = await signer.sign(createHash('sha256').update(text).digest(), signal);
  const signature = algorithm === 'rsa' ? Buffer.from(raw) : Buffer.from(derFromRaw(raw));
  const keyId = noteKeyId(keyName, publicKeyOf(certificate));
  return `${text}\n\u2014 ${keyName} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
}

/** A parsed note: its text, what the text says, its signatures. */
export type ParsedNote = {
  readonly text: string;
  readonly body: CheckpointBody;
  readonly signatures: readonly NoteSignature[];
};

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Bytes in base64 as RFC 4648 §4 writes them and in no other way; null for anything else. */
export const strictBase64 = (text: string): Buffer | null => {
  if (!BASE64.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
};

/** Reads a signed checkpoint; null when it is not one. The note may be hostile. */
export function parseCheckpoint(note: string): ParsedNote | null {
  if (note.length > 10_000) return null;
  const split = note.indexOf('\n\n');
  if (split < 0) return null;
  const text = note.slice(0, split + 1);
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || origin === '' || sizeText === undefined || rootText === undefined) return null;
  if (!/^(0|[1-9]\d{0,15})$/.test(sizeText)) return null;
  const root = strictBase64(rootText);
  if (root?.length !== 32) return null;
  let block: CheckpointBody['block'] = null;
  let time: string | null = null;
  for (const line of extensions) {
    const blockMatch = /^block (0|[1-9]\d{0,15}) (\S+)$/.exec(line);
    const hash = blockMatch?.[2] === undefined ? null : strictBase64(blockMatch[2]);
    if (blockMatch?.[1] !== undefined && hash?.length === 32)
      block = { number: Number(blockMatch[1]), hash: hashFrom(hash) };
    const timeMatch = /^time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)$/.exec(line);
    if (timeMatch?.[1] !== undefined) time = timeMatch[1];
  }
  if (time === null) return null;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(split + 2).split('\n')) {
    if (line === '') continue;
    const match = /^\u2014 (\S+) (\S+)$/.exec(line);
    const bytes = match?.[2] === undefined ? null : strictBase64(match[2]);
    if (match?.[1] === undefined || bytes === null || bytes.length < 5) return null;
    signatures.push({ keyName: match[1], keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) });
  }
  if (signatures.length === 0) return null;
  return { text, body: { origin, size: Number(sizeText), root: hashFrom(root), block, time }, signatures };
}

/** What is wrong with a checkpoint's signature, or `ok`. */
export type SignatureCheck = 'ok' | 'malformed' | 'no-such-key' | 'does-not-verify' | 'outside-validity';

/** Verifies a signed checkpoint against the certificate of the key that is said to have signed it. */
export function checkCheckpoint(note: string, certificate: Uint8Array): SignatureCheck {
  const parsed = parseCheckpoint(note);
  if (parsed === null) return 'malformed';
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(certificate);
  } catch {
    return 'no-such-key';
  }
  const spki = x509.publicKey.export({ type: 'spki', format: 'der' });
  const keyName = noteKeyName(certificate);
  const keyId = noteKeyId(keyName, spki);
  const line = parsed.signatures.find((s) => s.keyName === keyName && s.keyId.equals(keyId));
  if (line === undefined) return 'no-such-key';
  if (!verifySignature('sha256', Buffer.from(parsed.text), x509.publicKey, line.signature))
    return 'does-not-verify';
  const at = Date.parse(parsed.body.time);
  if (at < x509.validFromDate.getTime() || at > x509.validToDate.getTime()) return 'outside-validity';
  return 'ok';
}

/** A stored checkpoint for the eye; null when its note cannot be read. */
export function checkpointOf(checkpoint: StoredCheckpoint): Checkpoint | null {
  const parsed = parseCheckpoint(checkpoint.note);
  if (parsed === null) return null;
  return {
    origin: parsed.body.origin,
    size: checkpoint.size,
    root: hexOf(checkpoint.root),
    signedAt: parsed.body.time,
    keyName: noteKeyName(checkpoint.certificate),
    note: checkpoint.note,
  };
}
