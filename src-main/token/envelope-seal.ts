import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import type { ContentAlgorithm } from '../../src-shared/keys/types.ts';
import { writeFault } from '../base/durable-file.ts';
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
import {
  CHUNK_BYTES,
  type ChunkCipher,
  openBytes,
  opening,
  sealBytes,
  sealing,
  TAG_BYTES,
} from './envelope.ts';
import { contextBytes, contextHash, type EnvelopeContext } from './envelope-context.ts';
import {
  COMMITMENT_BYTES,
  damagedEnvelope,
  type EnvelopeHeader,
  HEAD_BYTES,
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
function begin(
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
function resume(work: DataWork, head: Buffer, context: EnvelopeContext): ChunkCipher {
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

/** Encrypts a file into a new one, chunk by chunk; nothing is renamed here. */
export function sealFile(
  work: DataWork,
  how: SealWith,
  from: string,
  to: string,
): { readonly bytes: number } {
  const cipher = begin(work, how);
  try {
    return copy(from, to, cipher.chunk, (_head, write) => {
      write(cipher.head);
      return { skip: 0, turn: (index, last, part) => cipher.seal(index, last, part) };
    });
  } finally {
    cipher.wipe();
  }
}

/**
 * Decrypts a file into a new one, chunk by chunk, each after its tag was checked. Only when the last chunk was right is
 * the new file whole: until this returns nobody may use it.
 */
export function openFile(
  work: DataWork,
  context: EnvelopeContext,
  from: string,
  to: string,
): { readonly bytes: number } {
  let cipher: ChunkCipher | undefined;
  try {
    return copy(from, to, null, (head) => {
      const begun = (cipher = resume(work, head, context));
      return {
        skip: begun.head.length,
        step: begun.chunk + TAG_BYTES,
        turn: (index, last, part) => begun.open(index, last, part),
      };
    });
  } finally {
    cipher?.wipe();
  }
}

/**
 * Brings a file under another key into a new one, chunk by chunk: what is in it lies open in memory only, one chunk at a
 * time. The new file is whole when this returns, as with {@link openFile}.
 */
export function rewrapFile(
  work: DataWork,
  how: SealWith,
  from: string,
  to: string,
): { readonly bytes: number } {
  const ciphers: ChunkCipher[] = [];
  try {
    return copy(from, to, null, (head, write) => {
      const before = resume(work, head, how.context);
      const after = begin(work, how, before.chunk);
      ciphers.push(before, after);
      write(after.head);
      return {
        skip: before.head.length,
        step: before.chunk + TAG_BYTES,
        turn: (index, last, part) => {
          const plaintext = before.open(index, last, part);
          try {
            return after.seal(index, last, plaintext);
          } finally {
            plaintext.fill(0);
          }
        },
      };
    });
  } finally {
    for (const cipher of ciphers) cipher.wipe();
  }
}

type Turning = {
  readonly skip: number;
  readonly step?: number;
  readonly turn: (index: number, last: boolean, part: Buffer) => Buffer;
};

function copy(
  from: string,
  to: string,
  step: number | null,
  start: (head: Buffer, write: (bytes: Buffer) => void) => Turning,
): { readonly bytes: number } {
  const source = reading(() => openSync(from, 'r'));
  let target: number | undefined;
  try {
    const head = readAt(source, 0, HEAD_BYTES);
    target = writing(() => openSync(to, 'wx', 0o600));
    const out = target;
    let bytes = 0;
    const write = (part: Buffer): void => {
      writing(() => {
        for (let at = 0; at < part.length;) at += writeSync(out, part, at);
      });
    };
    const { skip, step: own, turn } = start(head, write);
    const width = own ?? step ?? CHUNK_BYTES;
    // One byte more than a chunk is looked at, to know the last one.
    let next = readAt(source, skip, width + 1);
    for (let index = 0, at = skip; ; index++, at += width) {
      const last = next.length <= width;
      const part = turn(index, last, next.subarray(0, width));
      write(part);
      bytes += part.length;
      if (last) break;
      next = readAt(source, at + width, width + 1);
    }
    writing(() => {
      fsyncSync(out);
    });
    return { bytes };
  } finally {
    closeSync(source);
    if (target !== undefined) closeSync(target);
  }
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const got = reading(() => readSync(file, buffer, filled, length - filled, position + filled));
    if (got === 0) break;
    filled += got;
  }
  return buffer.subarray(0, filled);
}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Fault(
      'file-unreadable',
      'The file cannot be read.',
      'Check that it is there and that you may read it, then try again.',
      error,
    );
  }
}

function writing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw writeFault(error);
  }
}
