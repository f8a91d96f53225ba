import { verify as verifySignature } from 'node:crypto';
import { type Certificate } from './certificate.ts';
import { type SignedCms } from './cms-read.ts';

/** Signature algorithms with the digest they imply; rsaEncryption takes the digest algorithm's (RFC 5754 §3.2). */
export const SIGNATURES: ReadonlyMap<string, { readonly key: 'rsa' | 'ec'; readonly digest: string | null }> =
  new Map([
    ['1.2.840.113549.1.1.1', { key: 'rsa', digest: null }],
    ['1.2.840.113549.1.1.11', { key: 'rsa', digest: 'sha256' }],
    ['1.2.840.113549.1.1.12', { key: 'rsa', digest: 'sha384' }],
    ['1.2.840.113549.1.1.13', { key: 'rsa', digest: 'sha512' }],
    ['1.2.840.10045.4.3.2', { key: 'ec', digest: 'sha256' }],
    ['1.2.840.10045.4.3.3', { key: 'ec', digest: 'sha384' }],
    ['1.2.840.10045.4.3.4', { key: 'ec', digest: 'sha512' }],
  ]);
/** SHA-1, MD5 and RSASSA-PSS: known, and not relied on here; anything else is damage. */
export const NOT_RELIED_ON = new Set(['1.3.14.3.2.26', '1.2.840.113549.2.5', '1.2.840.113549.1.1.10']);
const CURVES = new Set(['prime256v1', 'secp384r1']);

/** What kind of key it is, and whether it is strong enough for a signature of the kind expected. */
export function strengthOf({ x509 }: Certificate, expected: 'rsa' | 'ec'): { name: string; enough: boolean } {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = x509.publicKey;
    if (type === 'rsa') {
      const bits = details?.modulusLength ?? 0;
      return { name: `RSA ${bits.toString()}`, enough: expected !== 'rsa' || bits >= 2048 };
    }
    const curve = details?.namedCurve ?? '';
    if (type === 'ec')
      return { name: curve === 'prime256v1' ? 'ECDSA P-256' : `ECDSA ${curve}`, enough: CURVES.has(curve) };
  } catch {
    // A key that cannot be read is not relied on.
  }
  return { name: 'unknown key', enough: false };
}

/** Curves of 256 bits and more, as authorities have them. */
const STRONG_CURVES = new Set([
  ...CURVES,
  ...['secp521r1', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
]);

/** Whether what a key signs can be relied on, be it certificates: whoever can compute a short key signs what they like. */
export function isStrong({ x509 }: Certificate): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = x509.publicKey;
    if (type === 'rsa' || type === 'rsa-pss')
      return (details?.modulusLength ?? 0) >= 2048 && (details?.publicExponent ?? 0n) >= 3n;
    return type === 'ec' ? STRONG_CURVES.has(details?.namedCurve ?? '') : type === 'ed25519';
  } catch {
    return false;
  }
}

/** Whether the signature over the signed attributes is the certificate's. */
export function signatureHolds(
  cms: SignedCms,
  { x509 }: Certificate,
  digest: string,
  implied: string | null,
): boolean {
  if (implied !== null && implied !== digest) return false;
  try {
    const expected = SIGNATURES.get(cms.signatureAlgorithm)?.key;
    if (x509.publicKey.asymmetricKeyType !== expected) return false;
    return verifySignature(digest, cms.signedAttributes, x509.publicKey, cms.signature);
  } catch {
    return false;
  }
}
