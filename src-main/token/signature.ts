import { createHash, verify, X509Certificate } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import type { SignatureAlgorithm, Signer } from './ports.ts';

const WIDTHS: Readonly<Record<Exclude<SignatureAlgorithm, 'rsa'>, number>> = {
  'ecdsa-p256': 32,
  'ecdsa-p384': 48,
};

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** A DER INTEGER of an unsigned big-endian number: shortest form, a zero byte in front when the top bit is set. */
function derInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return Uint8Array.from([INTEGER, digits.length + sign.length, ...sign, ...digits]);
}

/**
 * ECDSA-Sig-Value (RFC 3279 §2.2.3) from r‖s of equal width, as X.509 and CMS want it.
 *
 * @throws RangeError when the length is odd, zero, or above that of P-384 (so that every DER length is one byte)
 */
export function derFromRaw(raw: Uint8Array): Uint8Array {
  if (raw.length === 0 || raw.length % 2 !== 0 || raw.length > 96)
    throw new RangeError('r‖s has an impossible length');
  const body = [...derInteger(raw.subarray(0, raw.length / 2)), ...derInteger(raw.subarray(raw.length / 2))];
  return Uint8Array.from([SEQUENCE, body.length, ...body]);
}

/**
 * r‖s of fixed width from an ECDSA-Sig-Value. Strict: what is not DER, or too wide, is refused.
 *
 * @throws RangeError
 */
export function rawFromDer(der: Uint8Array, algorithm: Exclude<SignatureAlgorithm, 'rsa'>): Uint8Array {
  const width = WIDTHS[algorithm];
  const body = der.subarray(2);
  if (der[0] !== SEQUENCE || der[1] !== body.length || body.length >= 0x80)
    throw new RangeError('not a sequence');
  const r = unsignedInteger(body, 0, width);
  const s = unsignedInteger(body, r.end, width);
  if (s.end !== body.length) throw new RangeError('bytes after the signature');
  const raw = new Uint8Array(2 * width);
  raw.set(r.digits, width - r.digits.length);
  raw.set(s.digits, 2 * width - s.digits.length);
  return raw;
}

function unsignedInteger(
  bytes: Uint8Array,
  at: number,
  width: number,
): { readonly digits: Uint8Array; readonly end: number } {
  const length = bytes[at + 1] ?? 0;
  const end = at + 2 + length;
  const value = bytes.subarray(at + 2, end);
  const first = value[0];
  if (bytes[at] !== INTEGER || first === undefined || value.length !== length || first >= 0x80)
    throw new RangeError('not an unsigned integer');
  const padded = first === 0 && length > 1;
  if (padded && (value[1] ?? 0) < 0x80) throw new RangeError('not the shortest form');
  const digits = padded ? value.subarray(1) : value;
  if (digits.length > width) throw new RangeError('wider than the curve');
  return { digits, end };
}

/**
 * Whether a signature as {@link Signer} gives it is one over the message by the key of the certificate. Takes the
 * message, not its digest: Node hashes what it verifies, and with ECDSA cannot be told not to.
 *
 * @param certificate - DER
 */
export function verifySignature(
  certificate: Uint8Array,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = new X509Certificate(certificate).publicKey;
  const curve = key.asymmetricKeyDetails?.namedCurve;
  switch (algorithm) {
    case 'rsa':
      return key.asymmetricKeyType === 'rsa' && verify('sha256', message, key, signature);
    case 'ecdsa-p256':
    case 'ecdsa-p384':
      if (curve !== (algorithm === 'ecdsa-p256' ? 'prime256v1' : 'secp384r1')) return false;
      return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  }
}

/**
 * Signs the SHA-256 digest of a message and checks the signature against the certificate before anybody uses it: a
 * token with the wrong certificate beside its key, or one that hashes a second time, is found here and not by a reader.
 *
 * @returns as {@link Signer.sign}
 * @throws Fault `signature-check-failed`, and those of {@link Signer.sign}
 */
export async function signChecked(
  signer: Signer,
  message: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  // Our own copy: the caller's buffer could change between signing and checking.
  const bytes = Uint8Array.from(message);
  const signature = await signer.sign(createHash('sha256').update(bytes).digest(), signal);
  const { certificate, algorithm } = signer.identity;
  if (!verifySignature(certificate, algorithm, bytes, signature))
    throw new Fault(
      'signature-check-failed',
      'The token made a signature that does not fit its certificate, so it was not used.',
      'Have IT check that the certificate on the token belongs to the signing key.',
    );
  return signature;
}
