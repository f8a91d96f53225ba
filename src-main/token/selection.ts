import { X509Certificate } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { keyMissing, keyUnsafe } from './answers.ts';
import type { KeyHindrance, SigningIdentity, TokenKey, TokenModule } from './ports.ts';

/**
 * The identity to sign with: the one with the wanted key id or, when none is wanted, the only usable one.
 *
 * @param keyId - CKA_ID, hexadecimal
 * @throws Fault `key-missing` (also when several keys could be meant), `certificate-missing`, `certificate-mismatch`,
 * `certificate-expired` (also when not valid yet), `key-unsafe`, `token-error` for a key that Attestry cannot use, and
 * those of `TokenModule.keys`
 */
export async function chooseIdentity(
  module: TokenModule,
  serial: string,
  clock: Clock,
  keyId?: string,
): Promise<SigningIdentity> {
  return identityAmong(await module.keys(serial), clock, keyId);
}

/** The choice of {@link chooseIdentity} among known keys. */
export function identityAmong(keys: readonly TokenKey[], clock: Clock, keyId?: string): SigningIdentity {
  const wanted = keyId?.toLowerCase();
  const candidates = wanted === undefined ? keys : keys.filter((key) => key.keyId === wanted);
  const identities = candidates.flatMap(({ identity }) => (identity === null ? [] : [identity]));
  const valid = identities.filter((identity) => validity(identity, clock) === 'valid');
  const [only, second] = valid;
  if (only !== undefined && second === undefined) return only;
  if (second !== undefined)
    throw new Fault(
      'key-missing',
      `There are ${valid.length} signing keys on this token, and none of them is chosen.`,
      'Choose the key to sign with by its id.',
    );
  const [late] = identities;
  if (late !== undefined) throw notValid(late, clock);
  const hindrance = candidates.map((key) => key.hindrance).find((found) => found !== null);
  throw hindrance === undefined ? keyMissing() : hindered(hindrance);
}

function validity(identity: SigningIdentity, clock: Clock): 'valid' | 'early' | 'late' {
  const certificate = new X509Certificate(identity.certificate);
  if (clock.now() < certificate.validFromDate.getTime()) return 'early';
  return clock.now() > certificate.validToDate.getTime() ? 'late' : 'valid';
}

const notValid = (identity: SigningIdentity, clock: Clock): Fault =>
  validity(identity, clock) === 'early'
    ? new Fault(
        'certificate-expired',
        "The signing key's certificate is not valid yet.",
        "Check this computer's date and time; if they are right, wait until the certificate begins.",
      )
    : new Fault(
        'certificate-expired',
        "The signing key's certificate has expired.",
        'Ask your certificate authority for a new certificate for the key on this token.',
      );

function hindered(hindrance: KeyHindrance): Fault {
  switch (hindrance) {
    case 'certificate-missing':
      return new Fault(
        'certificate-missing',
        'The token holds a signing key but no certificate for it.',
        'Have IT put the certificate for the key on the token.',
      );
    case 'certificate-mismatch':
      return new Fault(
        'certificate-mismatch',
        'The certificate on the token belongs to another key than the signing key.',
        'Have IT put the certificate that was issued for this key on the token.',
      );
    case 'unsafe':
      return keyUnsafe();
    case 'unsupported':
      return new Fault(
        'token-error',
        'The key on the token is of a kind Attestry does not sign with.',
        'Use a key for ECDSA P-256, ECDSA P-384, or RSA of 2048 bits or more.',
      );
  }
}
