import { randomBytes } from 'node:crypto';
import type { ContentAlgorithm } from '../../src-shared/keys/types.ts';
import { Fault } from '../base/fault.ts';
import {
  type DataKeyMemory,
  derivedDataKey,
  findProtectingKey,
  memoryName,
  newDataKey,
  type ProtectingKey,
  unwrapDataKey,
  wrapDataKey,
} from './data-keys.ts';
import { CHUNK_BYTES, type ChunkCipher, openBytes, opening, sealBytes, sealing } from './envelope.ts';
import { contextBytes, contextHash, type EnvelopeContext } from './envelope-context.ts';
import {
  COMMITMENT_BYTES,
  damagedEnvelope,
  type EnvelopeHeader,
  NONCE_PREFIX_BYTES,
  readHeader,
  type Recipient,
  SALT_BYTES,
  wrongContext,
} from './envelope-header.ts';
import { CryptokiError, isFatal } from './answers.ts';
import type { OpenSession } from './objects.ts';
import { findRecoveryKey, wrapFor } from './recipients.ts';

/** What an envelope is made with. */
export type SealWith = {
  readonly keyId: string;
  readonly keyVersion: number;
  readonly content: ContentAlgorithm;
  readonly context: EnvelopeContext;
  /** Public halves of recovery keys (SubjectPublicKeyInfo, DER) that can open it too. */
  readonly recipients?: readonly Uint8Array[] | undefined;
};

/**
 * Which key on the token opens an envelope: the one it was made under, a recovery key that it names, or one that its data key
 * was wrapped for apart from it.
 */
export type OpenBy = 'own-key' | 'recovery-key' | Recipient;

/** A session with the data keys remembered for it. */
export type DataWork = OpenSession & { readonly dataKeys: DataKeyMemory };

/** Begins an envelope: a data key of its own, or the one derived for the context. */
export function begin(
  work: DataWork,
  { keyId, keyVersion, content, context, recipients = [] }: SealWith,
  chunk = CHUNK_BYTES,
): ChunkCipher {
  const key = findProtectingKey(work, keyId);
  const salt = randomBytes(SALT_BYTES);
  const bound = contextBytes(context);
  const derived = key.protection === 'kbkdf-hmac-sha256';
  const dataKey = derived ? derivedKey(work, { keyId, keyVersion }, bound) : newDataKey();
  const header: EnvelopeHeader = {
    ...{ content, keyId, keyVersion, salt },
    protection: key.protection,
    chunk,
    contextHash: contextHash(salt, context),
    nonce: randomBytes(NONCE_PREFIX_BYTES),
    wrapped: derived ? Buffer.alloc(0) : wrapDataKey(work, key, keyId, dataKey),
    recipients: recipients.map((publicKey) => wrapFor(publicKey, dataKey)),
  };
  const cipher = sealing(header, dataKey);
  // A derived one stays in the memory that wipes it.
  if (!derived) dataKey.fill(0);
  return cipher;
}

const derivedKey = (
  work: DataWork,
  key: Pick<EnvelopeHeader, 'keyId' | 'keyVersion'>,
  bound: Buffer,
): Buffer =>
  work.dataKeys.get(memoryName(Buffer.from(key.keyId), Buffer.from(String(key.keyVersion)), bound), () =>
    derivedDataKey(work, findProtectingKey(work, key.keyId), key, bound),
  );

/** Begins to read an envelope. @throws Fault `envelope-context`, `envelope-damaged`, `key-missing` */
export function resume(
  work: DataWork,
  head: Buffer,
  context: EnvelopeContext,
  by: OpenBy = 'own-key',
): ChunkCipher {
  return unlock(work, head, context, by).cipher;
}

function unlock(
  work: DataWork,
  head: Buffer,
  context: EnvelopeContext,
  by: OpenBy,
): { readonly cipher: ChunkCipher; readonly dataKey: Buffer } {
  const read = readHeader(head);
  const { header, raw } = read;
  if (!contextHash(header.salt, context).equals(header.contextHash)) throw wrongContext();
  const commitment = head.subarray(raw.length, raw.length + COMMITMENT_BYTES);
  const unlocked = (dataKey: Buffer): { readonly cipher: ChunkCipher; readonly dataKey: Buffer } => ({
    cipher: opening(read, commitment, dataKey),
    dataKey,
  });
  if (by === 'own-key') return unlocked(ownDataKey(work, header, context));
  if (by === 'recovery-key') return unlocked(unwrappedFor(work, header.recipients));
  try {
    return unlocked(unwrappedFor(work, [by]));
  } catch (error) {
    // What lies beside an envelope is no part of it: that it does not fit says nothing of the envelope.
    if (error instanceof Fault && error.code === 'envelope-damaged') throw doesNotFit();
    throw error;
  }
}

const doesNotFit = (): Fault =>
  new Fault(
    'key-missing',
    'What was put there for your token does not open this.',
    'Ask whoever encrypted it to open it up to you again.',
  );

/**
 * Wraps the data key of an envelope for others whom its header does not name. The envelope stays as it is, byte for byte; what
 * comes back opens it and no other, because the head commits to the data key.
 *
 * @param publicKeys - SubjectPublicKeyInfo of RSA keys, DER
 * @throws Fault `envelope-damaged`, `envelope-context`, `key-missing`
 */
export function shareEnvelope(
  work: DataWork,
  context: EnvelopeContext,
  head: Buffer,
  publicKeys: readonly Uint8Array[],
): readonly Recipient[] {
  const { cipher, dataKey } = unlock(work, head, context, 'own-key');
  cipher.wipe();
  return publicKeys.map((publicKey) => wrapFor(publicKey, dataKey));
}

const ownDataKey = (work: DataWork, header: EnvelopeHeader, context: EnvelopeContext): Buffer =>
  header.protection === 'kbkdf-hmac-sha256'
    ? derivedKey(work, header, contextBytes(context))
    : work.dataKeys.get(memoryName(Buffer.from(header.keyId), header.wrapped), () => unwrapped(work, header));

function unwrappedFor(work: DataWork, recipients: readonly Recipient[]): Buffer {
  const { handle, publicKey, recipient } = findRecoveryKey(work, recipients);
  return work.dataKeys.get(memoryName(recipient.publicKeySha256, recipient.wrapped), () =>
    unwrapOwn(
      work,
      { handle, protection: 'rsa-oaep-sha1' },
      recipient.wrapped,
      (probe) => wrapFor(publicKey, probe).wrapped,
    ),
  );
}

/** Answers of C_UnwrapKey that say the wrapped key is not one of this key's. */
const NOT_ITS_KEY: ReadonlySet<number> = new Set([0x40, 0x41, 0x110, 0x112]);

function unwrapped(work: DataWork, header: EnvelopeHeader): Buffer {
  const key = findProtectingKey(work, header.keyId);
  if (key.protection !== header.protection) throw damagedEnvelope();
  return unwrapOwn(work, key, header.wrapped, (probe) => wrapDataKey(work, key, header.keyId, probe));
}

/** @param wrap - wraps for the same key, to find out whether it unwraps at all */
function unwrapOwn(
  work: DataWork,
  key: ProtectingKey,
  wrapped: Buffer,
  wrap: (dataKey: Buffer) => Buffer,
): Buffer {
  try {
    return unwrapDataKey(work, key, wrapped);
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error;
    if (NOT_ITS_KEY.has(error.rv)) throw damagedEnvelope();
    // Some tokens call this a general error: whether it is the token's can be found out.
    if (isFatal(error.rv) && stillUnwraps(work, key, wrap)) throw damagedEnvelope();
    throw error;
  }
}

function stillUnwraps(work: DataWork, key: ProtectingKey, wrap: (dataKey: Buffer) => Buffer): boolean {
  const probe = newDataKey();
  try {
    return unwrapDataKey(work, key, wrap(probe)).equals(probe);
  } catch {
    return false;
  }
}

/** Encrypts bytes. */
export function sealData(work: DataWork, how: SealWith, plaintext: Uint8Array): Buffer {
  const cipher = begin(work, how);
  try {
    return sealBytes(cipher, plaintext);
  } finally {
    cipher.wipe();
  }
}

/** Decrypts bytes: all of them or none. @throws Fault `envelope-damaged`, `envelope-context`, `key-missing` */
export function openData(
  work: DataWork,
  context: EnvelopeContext,
  envelope: Buffer,
  by: OpenBy = 'own-key',
): Buffer {
  const cipher = resume(work, envelope, context, by);
  try {
    return openBytes(cipher, envelope.subarray(cipher.head.length));
  } finally {
    cipher.wipe();
  }
}
