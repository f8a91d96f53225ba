import { Fault } from '../base/fault.ts';
import type { ApprovalParts } from './approvals.ts';
import { issuedForEncryption, type SubjectName } from './certificate-request.ts';
import { countedSigner } from './counted-signer.ts';
import { allow, mustBeHere, readKey, versionOf } from './ring.ts';

/**
 * A certificate for a key that can become a recovery key, made out by whoever is signed in to its token. It says what the key
 * is called; what makes it count is the approval of two officers.
 *
 * @returns DER
 * @throws Fault `usage` for a key of another kind, `token-absent`, `not-signed-in`, `key-forbidden`
 */
export async function certifyRecovery(
  parts: ApprovalParts,
  keyIdOrName: string,
  subject: SubjectName,
  years: number,
): Promise<Uint8Array> {
  await allow(parts, 'make');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  const { publicKey } = versionOf(key);
  if (key.kind !== 'rsa-wrap-3072' || publicKey === null)
    throw new Fault(
      'usage',
      'Only a key that encrypts with RSA can become a recovery key.',
      'Make one of the kind rsa-wrap-3072 on this token, and name that one.',
    );
  return certifyWrapping(parts, publicKey, subject, years);
}

/**
 * A certificate for a key that unwraps, made out by whoever is signed in to the token.
 *
 * @param publicKey - SubjectPublicKeyInfo, DER
 * @returns DER
 * @throws Fault `not-signed-in`, `key-forbidden`, `token-…`
 */
export function certifyWrapping(
  parts: ApprovalParts,
  publicKey: Uint8Array,
  subject: SubjectName,
  years: number,
): Promise<Uint8Array> {
  const signer = parts.signer();
  if (signer === null)
    throw new Fault(
      'not-signed-in',
      'You are not signed in to the token.',
      'Sign in with your PIN, then try again.',
    );
  const counted = countedSigner(parts, signer, true);
  return issuedForEncryption(subject, publicKey, parts.clock.now(), years, {
    certificate: signer.identity.certificate,
    sign: (digest) => counted.sign(digest),
  });
}
