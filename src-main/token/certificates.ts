import { createPublicKey, X509Certificate } from 'node:crypto';
import type { Curve } from './attributes.ts';

const MOST_ISSUERS = 8;

/** Parses a certificate; undefined for bytes that are none. A token may hold anything. */
export function parseCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

/** SubjectPublicKeyInfo of a certificate, DER; undefined for a kind of key that is not known here. */
export function certificateKey(certificate: X509Certificate): Buffer | undefined {
  try {
    return certificate.publicKey.export({ type: 'spki', format: 'der' });
  } catch {
    return undefined;
  }
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** SubjectPublicKeyInfo of a point on a curve; undefined when it is not on it. */
export function curveKey(
  curve: Curve,
  point: { readonly x: Uint8Array; readonly y: Uint8Array },
): Buffer | undefined {
  try {
    const key = { kty: 'EC', crv: curve, x: base64url(point.x), y: base64url(point.y) };
    return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' });
  } catch {
    return undefined;
  }
}

/** SubjectPublicKeyInfo of an RSA key from big-endian numbers; undefined when they are none. */
export function rsaKey(modulus: Uint8Array, exponent: Uint8Array): Buffer | undefined {
  try {
    const key = { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) };
    return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' });
  } catch {
    return undefined;
  }
}

/**
 * The issuers of a certificate among others, nearest first, up to a self-signed one or as far as they reach. Names and
 * signatures are checked; validity and trust are the verifier's business.
 */
export function issuersOf(
  certificate: X509Certificate,
  others: readonly X509Certificate[],
): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let last = certificate;
  // Certificates on a token can issue each other in a circle.
  while (chain.length < MOST_ISSUERS && !issued(last, last)) {
    const issuer = others.find((other) => issued(other, last) && !chain.some((c) => c.raw.equals(other.raw)));
    if (issuer === undefined) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** DER of the fields that a certificate object on a token carries beside its value. */
export type CertificateNames = {
  readonly serialNumber: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
};

/**
 * Cuts serial number, issuer and subject out of a certificate (RFC 5280 §4.1), as they stand.
 *
 * @param der - one that {@link parseCertificate} took
 * @throws RangeError when the bytes are not laid out as a certificate
 */
export function certificateNames(der: Uint8Array): CertificateNames {
  const tbs = element(der, element(der, 0).body).body;
  const first = element(der, tbs);
  // [0] version is left out in version 1.
  const serial = der[tbs] === 0xa0 ? element(der, first.end) : first;
  const algorithm = element(der, serial.end);
  const issuer = element(der, algorithm.end);
  const validity = element(der, issuer.end);
  const subject = element(der, validity.end);
  const cut = ({ start, end }: Element): Uint8Array => Uint8Array.from(der.subarray(start, end));
  return { serialNumber: cut(serial), issuer: cut(issuer), subject: cut(subject) };
}

type Element = { readonly start: number; readonly body: number; readonly end: number };

function element(der: Uint8Array, start: number): Element {
  const first = der[start + 1] ?? 0;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 3) throw new RangeError('too long');
  const digits = der.subarray(start + 2, start + 2 + extra);
  const length = extra === 0 ? first : digits.reduce((sum, digit) => sum * 256 + digit, 0);
  const body = start + 2 + extra;
  if (body + length > der.length) throw new RangeError('cut off');
  return { start, body, end: body + length };
}
