import { Fault } from '../base/fault.ts';
import { keyMissing, keyUnsafe, pinEachTime } from './answers.ts';
import { CKM } from './cryptoki.ts';
import { findPrivateKeys, type OpenSession, type PrivateKey } from './objects.ts';
import type { SignatureAlgorithm } from './ports.ts';

const DIGEST_BYTES = 32;

/** DigestInfo of SHA-256 up to the digest (RFC 8017 §9.2, note 1). */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** A key that may be signed with: safe, and of a kind we know. */
export type SigningKey = Pick<PrivateKey, 'handle'> & { readonly algorithm: SignatureAlgorithm };

/**
 * The private key with an id.
 *
 * @throws Fault `key-missing`, `key-unsafe`, `token-error` for one that cannot sign here
 */
export function findSigningKey(
  open: OpenSession,
  keyId: string,
  given: { readonly pinEachTime: boolean } = { pinEachTime: false },
): SigningKey {
  const [key] = findPrivateKeys(open, keyId);
  if (key === undefined) throw keyMissing();
  if (!key.safe) throw keyUnsafe();
  if (key.pinEachTime && !given.pinEachTime) throw pinEachTime();
  if (key.algorithm === null)
    throw new Fault(
      'token-error',
      'The key on the token is of a kind Attestry does not sign with.',
      'Use a key for ECDSA P-256, ECDSA P-384, or RSA of 2048 bits or more.',
    );
  return { handle: key.handle, algorithm: key.algorithm };
}

/**
 * Signs a SHA-256 digest with the mechanisms that every token has; the token is never asked to hash.
 *
 * @param login - signs in for this one signature, where the key wants that
 * @returns ECDSA: r‖s; RSA: the PKCS#1 v1.5 signature
 * @throws Fault `token-error` when the signature has not the width the algorithm demands; CryptokiError
 */
export function signDigest(
  { cryptoki, session }: OpenSession,
  key: SigningKey,
  digest: Uint8Array,
  login?: () => void,
): Uint8Array {
  if (digest.length !== DIGEST_BYTES) throw new RangeError('not a SHA-256 digest');
  if (key.algorithm === 'rsa')
    return Uint8Array.from(
      cryptoki.sign(session, CKM.rsaPkcs, key.handle, Buffer.concat([SHA256_DIGEST_INFO, digest]), login),
    );
  const signature = cryptoki.sign(session, CKM.ecdsa, key.handle, digest, login);
  if (signature.length !== (key.algorithm === 'ecdsa-p256' ? 64 : 96))
    throw new Fault(
      'token-error',
      'The token answered with a signature of an impossible length; it was not used.',
      "Have IT update the token's software.",
    );
  return Uint8Array.from(signature);
}
