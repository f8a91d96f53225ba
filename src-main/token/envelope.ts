import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createHmac,
  timingSafeEqual,
} from 'node:crypto';
import {
  COMMITMENT_BYTES,
  damagedEnvelope,
  type EnvelopeHeader,
  headerBytes,
  readHeader,
} from './envelope-header.ts';

/** Bytes of plaintext in a chunk. */
export const CHUNK_BYTES = 65_536;
export const TAG_BYTES = 16;
/** The counter in the nonce has four bytes. */
const MOST_CHUNKS = 2 ** 32;

/**
 * The keys of one envelope, from its data key and its whole header: what encrypts, and what shows that this key and no
 * other was meant (neither GCM nor Poly1305 commits to its key).
 */
function expand(
  dataKey: Uint8Array,
  raw: Uint8Array,
): { readonly content: Buffer; readonly commitment: Buffer } {
  const mac = (purpose: string): Buffer =>
    createHmac('sha256', dataKey).update(`attestry envelope v1 ${purpose}\0`).update(raw).digest();
  return { content: mac('content'), commitment: mac('commitment') };
}

/** STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): prefix ‖ counter ‖ 1 for the last chunk. */
function nonceOf(prefix: Buffer, index: number, last: boolean): Buffer {
  const tail = Buffer.alloc(5);
  tail.writeUInt32BE(index);
  tail[4] = last ? 1 : 0;
  return Buffer.concat([prefix, tail]);
}

/** Encrypts or decrypts the chunks of one envelope, each at its place; forget it when the envelope is done. */
export type ChunkCipher = {
  /** Header with commitment, as the envelope begins. */
  readonly head: Buffer;
  readonly chunk: number;
  seal(index: number, last: boolean, plaintext: Uint8Array): Buffer;
  /** @returns the plaintext, after its tag was checked @throws Fault `envelope-damaged` */
  open(index: number, last: boolean, sealed: Uint8Array): Buffer;
  /** Overwrites the content key. */
  wipe(): void;
};

function ciphers(header: EnvelopeHeader, raw: Buffer, keys: ReturnType<typeof expand>): ChunkCipher {
  // Both are AEADs with the same interface; the types know the name of one.
  const name = header.content as CipherGCMTypes;
  const options = { authTagLength: TAG_BYTES };
  const nonce = (index: number, last: boolean): Buffer => {
    if (index >= MOST_CHUNKS) throw new RangeError('too many chunks');
    return nonceOf(header.nonce, index, last);
  };
  return {
    head: Buffer.concat([raw, keys.commitment]),
    chunk: header.chunk,
    seal: (index, last, plaintext) => {
      const cipher = createCipheriv(name, keys.content, nonce(index, last), options);
      cipher.setAAD(raw);
      return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    open: (index, last, sealed) => {
      if (sealed.length < TAG_BYTES) throw damagedEnvelope();
      const decipher = createDecipheriv(name, keys.content, nonce(index, last), options);
      decipher.setAAD(raw);
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const plaintext = decipher.update(sealed.subarray(0, -TAG_BYTES));
      try {
        return Buffer.concat([plaintext, decipher.final()]);
      } catch {
        plaintext.fill(0);
        throw damagedEnvelope();
      }
    },
    wipe: () => {
      keys.content.fill(0);
    },
  };
}

/** Begins an envelope. */
export function sealing(header: EnvelopeHeader, dataKey: Uint8Array): ChunkCipher {
  const raw = headerBytes(header);
  return ciphers(header, raw, expand(dataKey, raw));
}

/**
 * Begins to read an envelope whose header was read with {@link readHeader}.
 *
 * @param commitment - the bytes behind the header
 * @throws Fault `envelope-damaged` when the data key is not the one it was made with
 */
export function opening(
  { header, raw }: ReturnType<typeof readHeader>,
  commitment: Uint8Array,
  dataKey: Uint8Array,
): ChunkCipher {
  const keys = expand(dataKey, raw);
  if (commitment.length !== COMMITMENT_BYTES || !timingSafeEqual(commitment, keys.commitment))
    throw damagedEnvelope();
  return ciphers(header, raw, keys);
}

/** A whole envelope in memory. */
export function sealBytes(cipher: ChunkCipher, plaintext: Uint8Array): Buffer {
  const parts = [cipher.head];
  for (let index = 0, at = 0; ; index++, at += cipher.chunk) {
    const last = at + cipher.chunk >= plaintext.length;
    parts.push(cipher.seal(index, last, plaintext.subarray(at, at + cipher.chunk)));
    if (last) return Buffer.concat(parts);
  }
}

/** The plaintext of the chunks behind a head; all of it or nothing. @throws Fault `envelope-damaged` */
export function openBytes(cipher: ChunkCipher, chunks: Uint8Array): Buffer {
  const step = cipher.chunk + TAG_BYTES;
  const parts: Buffer[] = [];
  for (let index = 0, at = 0; ; index++, at += step) {
    const last = at + step >= chunks.length;
    parts.push(cipher.open(index, last, chunks.subarray(at, at + step)));
    if (last) return Buffer.concat(parts);
  }
}
