import { randomBytes } from 'node:crypto';
import type { ContentAlgorithm } from '../../src-shared/keys/types.ts';
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
  SALT_BYTES,
  wrongContext,
} from './envelope-header.ts';
import { CryptokiError, isFatal } from './answers.ts';
import type { OpenSession } from './objects.ts';

/** What an envelope is made with. */
export type SealWith = {
  readonly keyId: string;
  readonly keyVersion: number;
  readonly content: ContentAlgorithm;
  readonly context: EnvelopeContext;
};

/** A session with the data keys remembered for it. */
export type DataWork = OpenSession & { readonly dataKeys: DataKeyMemory };

/** Begins an envelope: a data key of its own, or the one derived for the context. */
export function begin(
  work: DataWork,
  { keyId, keyVersion, content, context }: SealWith,
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
export function resume(work: DataWork, head: Buffer, context: EnvelopeContext): ChunkCipher {
  const read = readHeader(head);
  const { header, raw } = read;
  if (!contextHash(header.salt, context).equals(header.contextHash)) throw wrongContext();
  const commitment = head.subarray(raw.length, raw.length + COMMITMENT_BYTES);
  const dataKey =
    header.protection === 'kbkdf-hmac-sha256'
      ? derivedKey(work, header, contextBytes(context))
      : work.dataKeys.get(memoryName(Buffer.from(header.keyId), header.wrapped), () =>
          unwrapped(work, header),
        );
  return opening(read, commitment, dataKey);
}

/** Answers of C_UnwrapKey that say the wrapped key is not one of this key's. */
const NOT_ITS_KEY: ReadonlySet<number> = new Set([0x40, 0x41, 0x110, 0x112]);

function unwrapped(work: DataWork, header: EnvelopeHeader): Buffer {
  const key = findProtectingKey(work, header.keyId);
  if (key.protection !== header.protection) throw damagedEnvelope();
  try {
    return unwrapDataKey(work, key, header.wrapped);
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error;
    if (NOT_ITS_KEY.has(error.rv)) throw damagedEnvelope();
    // Some tokens call this a general error: whether it is the token's can be found out.
    if (isFatal(error.rv) && stillUnwraps(work, key, header.keyId)) throw damagedEnvelope();
    throw error;
  }
}

function stillUnwraps(work: DataWork, key: ProtectingKey, keyId: string): boolean {
  const probe = newDataKey();
  try {
    return unwrapDataKey(work, key, wrapDataKey(work, key, keyId, probe)).equals(probe);
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
export function openData(work: DataWork, context: EnvelopeContext, envelope: Buffer): Buffer {
  const cipher = resume(work, envelope, context);
  try {
    return openBytes(cipher, envelope.subarray(cipher.head.length));
  } finally {
    cipher.wipe();
  }
}
