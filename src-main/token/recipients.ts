import { constants, createHash, createPublicKey, publicEncrypt } from 'node:crypto';
import { keyMissing } from './answers.ts';
import { booleanOf } from './attributes.ts';
import { rsaKey } from './certificates.ts';
import { CKA, CKK, CKO, type Handle } from './cryptoki.ts';
import type { Recipient } from './envelope-header.ts';
import type { OpenSession } from './objects.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * Wraps a data key for the holder of a recovery key. Needs the public half only, no call to the token.
 *
 * @param publicKey - SubjectPublicKeyInfo of an RSA key, DER
 */
export function wrapFor(publicKey: Uint8Array, dataKey: Uint8Array): Recipient {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'rsa') throw new RangeError('not an RSA key');
  const wrapped = publicEncrypt(
    { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    dataKey,
  );
  return { kind: 'rsa-oaep-sha1', publicKeySha256: sha256(publicKey), wrapped };
}

/** A key on the token that unwraps what was wrapped for its public half. */
export type RecoveryKey = { readonly handle: Handle; readonly publicKey: Buffer; readonly sha256: Buffer };

/**
 * RSA keys on the token that unwrap. How safely they are kept is not asked any more: what is there must be read.
 *
 * @throws CryptokiError
 */
export function recoveryKeys(open: OpenSession): readonly RecoveryKey[] {
  const { cryptoki, session } = open;
  const template = [
    { type: CKA.class, value: CKO.privateKey },
    { type: CKA.keyType, value: CKK.rsa },
  ];
  return cryptoki.find(session, template).flatMap((handle) => {
    if (booleanOf(cryptoki.attribute(session, handle, CKA.unwrap)) !== true) return [];
    const publicKey = publicHalf(open, handle);
    return publicKey === undefined ? [] : [{ handle, publicKey, sha256: sha256(publicKey) }];
  });
}

/**
 * The key on the token that one of the recipients names by its public half.
 *
 * @throws Fault `key-missing` when the token has none of them
 */
export function findRecoveryKey(
  open: OpenSession,
  recipients: readonly Recipient[],
): RecoveryKey & { readonly recipient: Recipient } {
  for (const key of recoveryKeys(open)) {
    const recipient = recipients.find(({ publicKeySha256 }) => publicKeySha256.equals(key.sha256));
    if (recipient !== undefined) return { ...key, recipient };
  }
  throw keyMissing();
}

/** As the private key shows it, or the public key beside it. */
function publicHalf({ cryptoki, session }: OpenSession, handle: Handle): Buffer | undefined {
  const id = cryptoki.attribute(session, handle, CKA.id);
  const beside =
    id === undefined
      ? []
      : cryptoki.find(session, [
          { type: CKA.class, value: CKO.publicKey },
          { type: CKA.id, value: id },
        ]);
  const read = (type: number): Buffer | undefined =>
    [handle, ...beside].map((object) => cryptoki.attribute(session, object, type)).find((value) => value);
  const [modulus, exponent] = [read(CKA.modulus), read(CKA.publicExponent)];
  return modulus === undefined || exponent === undefined ? undefined : rsaKey(modulus, exponent);
}
