import { createCipheriv, createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { Fault } from '../base/fault.ts';

/** Multiprecision integer: bits in two bytes, then the number (RFC 9580 §3.2). */
function integer(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = bytes.subarray(first);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(significant.length * 8 - (Math.clz32(significant[0] ?? 0) - 24));
  return Buffer.concat([head, significant]);
}

/** A packet with a length in five bytes (RFC 9580 §4.2.1). */
function packet(tag: number, body: Buffer): Buffer {
  const head = Buffer.from([0xc0 | tag, 0xff, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

/** What decrypts the columns of a clinic, and its public half. */
export type FieldKeys = {
  /** OpenPGP: a primary key, which pgcrypto passes over, and the subkey that encrypts. */
  readonly publicKey: Buffer;
  /** The reading key (64 bytes: AES-256 and HMAC-SHA-256), then the OpenPGP secret key. */
  readonly secret: Buffer;
};

/**
 * A new RSA-3072 key as OpenPGP version 4 packets (RFC 9580 §5.5), as little of them as pgcrypto reads, and a reading key.
 */
export function newFieldKeys(): FieldKeys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const { n, e, d, p, q, qi } = privateKey.export({ format: 'jwk' });
  if (
    n === undefined ||
    e === undefined ||
    d === undefined ||
    p === undefined ||
    q === undefined ||
    qi === undefined
  )
    throw new Fault('internal', 'A key could not be made.', 'Try again.');
  // Version 4, made at no time that would tell anything, RSA.
  const open = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 1]), integer(n), integer(e)]);
  // OpenPGP's u is the inverse of its p modulo its q; JOSE's qi is that of q modulo p: the primes change places.
  const hidden = Buffer.concat([integer(d), integer(q), integer(p), integer(qi)]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16BE(hidden.reduce((total, byte) => (total + byte) & 0xffff, 0));
  const secret = Buffer.concat([open, Buffer.from([0]), hidden, sum]);
  return {
    publicKey: Buffer.concat([packet(6, open), packet(14, open)]),
    secret: Buffer.concat([randomBytes(64), packet(5, secret), packet(7, secret)]),
  };
}

/** AES-256-CBC, then HMAC-SHA-256 over context, IV and ciphertext: what `guard.field_unbox` opens. */
export function boxed(plain: Uint8Array, keys: Uint8Array, context: Uint8Array): Buffer {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', keys.subarray(0, 32), iv);
  const body = Buffer.concat([iv, cipher.update(plain), cipher.final()]);
  const mac = createHmac('sha256', keys.subarray(32, 64)).update(context).update(body).digest();
  return Buffer.concat([body, mac]);
}
