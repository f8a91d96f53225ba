import { hash as digest } from 'node:crypto';

declare const hashBrand: unique symbol;

/**
 * A SHA-256 value as a string of 32 latin-1 characters. Strings compare with `===`, serve as map keys, and
 * `crypto.hash(…, 'binary')` makes them without allocating a Buffer, which costs more than the hash itself.
 */
export type Hash = string & { readonly [hashBrand]: true };

/** Bytes of a {@link Hash}. */
export const HASH_LENGTH = 32;

/** SHA-256 of bytes. */
export const sha256 = (bytes: Uint8Array): Hash => digest('sha256', bytes, 'binary') as Hash;

/** 32 zero bytes: what comes before the first link of a chain. */
export const ZERO_HASH = '\0'.repeat(HASH_LENGTH) as Hash;

/** The hash that lies at `offset` in `bytes`. */
export const hashAt = (bytes: Buffer, offset: number): Hash =>
  bytes.toString('latin1', offset, offset + HASH_LENGTH) as Hash;

/** 64 lower-case hexadecimal digits. */
export const hexOf = (hash: Hash): string => Buffer.from(hash, 'latin1').toString('hex');

export const bytesOf = (hash: Hash): Buffer => Buffer.from(hash, 'latin1');

/** Base64 with padding, as signed notes write it. */
export const base64Of = (hash: Hash): string => Buffer.from(hash, 'latin1').toString('base64');

/**
 * The hash in 32 bytes, or in 64 hexadecimal digits.
 *
 * @throws RangeError when the length is wrong
 */
export function hashFrom(value: Uint8Array | string): Hash {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'hex') : Buffer.from(value);
  if (bytes.length !== HASH_LENGTH) throw new RangeError(`a SHA-256 hash has 32 bytes, not ${bytes.length}`);
  return bytes.toString('latin1') as Hash;
}

/** Hashes laid end to end. */
export function concatHashes(hashes: readonly Hash[]): Buffer {
  const bytes = Buffer.allocUnsafe(hashes.length * HASH_LENGTH);
  hashes.forEach((hash, index) => bytes.write(hash, index * HASH_LENGTH, 'latin1'));
  return bytes;
}

/** The reverse of {@link concatHashes}; a remainder of fewer than 32 bytes is left out. */
export function splitHashes(value: Uint8Array): Hash[] {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.floor(bytes.length / HASH_LENGTH) }, (_, index) =>
    hashAt(bytes, index * HASH_LENGTH),
  );
}
