import type { ContentAlgorithm } from '../../src-shared/keys/types.ts';
import { Fault } from '../base/fault.ts';

/** How the data key is protected: wrapped by AES key wrap (RFC 3394) or RSA-OAEP (SHA-1), or derived (SP 800-108). */
export type KeyProtection = 'aes-key-wrap' | 'rsa-oaep-sha1' | 'kbkdf-hmac-sha256';

/** Somebody beside the key on the token who can open an envelope: the data key wrapped for a key of theirs. */
export type Recipient = {
  /** RSA-OAEP with SHA-1 and MGF1-SHA-1, as tokens and openssl both do; OAEP needs no resistance to collisions. */
  readonly kind: 'rsa-oaep-sha1';
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly publicKeySha256: Buffer;
  readonly wrapped: Buffer;
};

/** The head of an envelope; every byte of it is associated data of every chunk. */
export type EnvelopeHeader = {
  readonly content: ContentAlgorithm;
  readonly protection: KeyProtection;
  /** Bytes of plaintext in every chunk but the last. */
  readonly chunk: number;
  /** CKA_ID of the key on the token, hexadecimal. */
  readonly keyId: string;
  readonly keyVersion: number;
  /** 16 random bytes, new for each envelope. */
  readonly salt: Buffer;
  readonly contextHash: Buffer;
  /** First 7 bytes of every nonce. */
  readonly nonce: Buffer;
  /** Empty for a derived key. */
  readonly wrapped: Buffer;
  /** At most {@link MOST_RECIPIENTS}; with none it is an envelope of version 1. */
  readonly recipients: readonly Recipient[];
};

const MAGIC = Buffer.from('ATEV', 'ascii');
/** Without and with further recipients. */
const [PLAIN, SHARED] = [1, 2];
const CONTENT: readonly ContentAlgorithm[] = ['aes-256-gcm', 'chacha20-poly1305'];
const PROTECTION: readonly KeyProtection[] = ['aes-key-wrap', 'rsa-oaep-sha1', 'kbkdf-hmac-sha256'];
const RECIPIENTS: readonly Recipient['kind'][] = ['rsa-oaep-sha1'];
export const MOST_RECIPIENTS = 2;
/** Most that a data key is wrapped for apart from its envelope. */
export const MOST_SHARED = 32;
export const SALT_BYTES = 16;
export const NONCE_PREFIX_BYTES = 7;
export const COMMITMENT_BYTES = 32;
const HASH_BYTES = 32;
/** Above this nothing that we write can lie; a header of a stranger ends here. */
const LONGEST = 2048;
const FIXED = MAGIC.length + 3 + 4 + 1;
const LARGEST_CHUNK = 1 << 24;

/** Bytes of a header, as they stand before the commitment. */
export function headerBytes(header: EnvelopeHeader): Buffer {
  const keyId = Buffer.from(header.keyId, 'hex');
  const numbers = Buffer.alloc(4);
  numbers.writeUInt32BE(header.chunk);
  const version = Buffer.alloc(4);
  version.writeUInt32BE(header.keyVersion);
  const { recipients } = header;
  if (recipients.length > MOST_RECIPIENTS) throw new RangeError('too many recipients');
  return Buffer.concat([
    MAGIC,
    Uint8Array.of(
      recipients.length === 0 ? PLAIN : SHARED,
      CONTENT.indexOf(header.content) + 1,
      PROTECTION.indexOf(header.protection) + 1,
    ),
    numbers,
    Uint8Array.of(keyId.length),
    keyId,
    version,
    header.salt,
    header.contextHash,
    header.nonce,
    behindLength(header.wrapped),
    ...(recipients.length === 0 ? [] : [Uint8Array.of(recipients.length)]),
    ...recipients.flatMap(({ kind, publicKeySha256, wrapped }) => [
      Uint8Array.of(RECIPIENTS.indexOf(kind) + 1),
      publicKeySha256,
      behindLength(wrapped),
    ]),
  ]);
}

function behindLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/**
 * Reads the header at the beginning of the bytes, which may be hostile.
 *
 * @returns the header, its own bytes, and where the commitment begins
 * @throws Fault `envelope-damaged`
 */
export function readHeader(bytes: Buffer): { readonly header: EnvelopeHeader; readonly raw: Buffer } {
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > Math.min(bytes.length, LONGEST)) throw damagedEnvelope();
    at += length;
    return bytes.subarray(at - length, at);
  };
  if (bytes.length < FIXED || !take(MAGIC.length).equals(MAGIC)) throw noEnvelope();
  const [version, content = 0, protection = 0] = take(3);
  if (version !== PLAIN && version !== SHARED) throw newerEnvelope();
  const chunk = take(4).readUInt32BE();
  const keyId = take(take(1)[0] ?? 0).toString('hex');
  const keyVersion = take(4).readUInt32BE();
  const salt = Buffer.from(take(SALT_BYTES));
  const contextHash = Buffer.from(take(HASH_BYTES));
  const nonce = Buffer.from(take(NONCE_PREFIX_BYTES));
  const wrapped = Buffer.from(take(take(2).readUInt16BE()));
  const recipients = version === PLAIN ? [] : readRecipients(take);
  const [contentName, protectionName] = [CONTENT[content - 1], PROTECTION[protection - 1]];
  if (contentName === undefined || protectionName === undefined || keyId === '') throw damagedEnvelope();
  if (
    chunk === 0 ||
    chunk > LARGEST_CHUNK ||
    (protectionName === 'kbkdf-hmac-sha256') !== (wrapped.length === 0)
  )
    throw damagedEnvelope();
  const header: EnvelopeHeader = {
    ...{ content: contentName, protection: protectionName, chunk, keyId, keyVersion },
    ...{ salt, contextHash, nonce, wrapped, recipients },
  };
  return { header, raw: Buffer.from(bytes.subarray(0, at)) };
}

function readRecipients(take: (length: number) => Buffer): readonly Recipient[] {
  const count = take(1)[0] ?? 0;
  if (count === 0 || count > MOST_RECIPIENTS) throw damagedEnvelope();
  return Array.from({ length: count }, () => {
    const kind = RECIPIENTS[(take(1)[0] ?? 0) - 1];
    const publicKeySha256 = Buffer.from(take(HASH_BYTES));
    const wrapped = Buffer.from(take(take(2).readUInt16BE()));
    if (kind === undefined || wrapped.length === 0) throw damagedEnvelope();
    return { kind, publicKeySha256, wrapped };
  });
}

/** Bytes of header and commitment at the beginning of an envelope. @throws Fault `envelope-damaged` */
export const headLength = (bytes: Buffer): number => readHeader(bytes).raw.length + COMMITMENT_BYTES;

/** Hashes of the recovery keys that an envelope names, hexadecimal, in order; none for what is no envelope. */
export function recipientsOf(envelope: Uint8Array): readonly string[] {
  try {
    const { header } = readHeader(Buffer.from(envelope));
    return header.recipients.map(({ publicKeySha256 }) => publicKeySha256.toString('hex')).toSorted();
  } catch {
    return [];
  }
}

/** Longest header with its commitment: so much of a file must be read to know it. */
export const HEAD_BYTES = LONGEST + COMMITMENT_BYTES;

export const damagedEnvelope = (): Fault =>
  new Fault(
    'envelope-damaged',
    'The encrypted data was changed, cut off or is not whole; nothing of it was given out.',
    'Take the file from a backup; what is left cannot be trusted.',
  );

export const wrongContext = (): Fault =>
  new Fault(
    'envelope-context',
    'The encrypted data belongs to something else than was said.',
    'Give the same context as when it was encrypted.',
  );

const noEnvelope = (): Fault =>
  new Fault(
    'envelope-damaged',
    'This is not something that Attestry encrypted.',
    'Choose a file that was encrypted with Attestry.',
  );

const newerEnvelope = (): Fault =>
  new Fault(
    'envelope-damaged',
    'This was encrypted in a format that this version of Attestry does not know.',
    'Use the newest version of Attestry.',
  );
