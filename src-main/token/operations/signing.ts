import { z } from 'zod';
import { keyUnsafe } from '../answers.ts';
import { mayTry, tryPin } from '../login.ts';
import { readKeys } from '../objects.ts';
import {
  bytes,
  digest32,
  done,
  keyIdentifier,
  MINUTE,
  objectLabel,
  operation,
  serialNumber,
  typedPin,
} from '../operation.ts';
import { makeKey } from '../key-making.ts';
import { storeCertificate } from '../provisioning.ts';
import { findSigningKey, signDigest } from '../signing.ts';

const identity = z.strictObject({
  keyId: keyIdentifier,
  algorithm: z.enum(['ecdsa-p256', 'ecdsa-p384', 'rsa']),
  certificate: bytes,
  chain: z.array(bytes).max(16).readonly(),
  pinEachTime: z.literal(true).optional(),
});
const tokenKey = z.strictObject({
  keyId: keyIdentifier,
  hindrance: z.enum(['certificate-missing', 'certificate-mismatch', 'unsafe', 'unsupported']).nullable(),
  identity: identity.nullable(),
});
const MOST_KEYS = 4096;

function pairOf(publicKey: Uint8Array | null): Uint8Array {
  if (publicKey === null) throw new RangeError('a key pair has a public half');
  return publicKey;
}

/** Signing keys, their certificates, and signatures. */
export const signingOperations = {
  keys: operation({
    input: z.strictObject({ serial: serialNumber }),
    output: z.array(tokenKey).max(MOST_KEYS).readonly(),
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial }) => sessions.use(serial, readKeys),
  }),
  identities: operation({
    input: z.strictObject({ serial: serialNumber }),
    output: z.array(identity).max(MOST_KEYS).readonly(),
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial }) => {
      const keys = sessions.use(serial, readKeys);
      const identities = keys.flatMap((key) => (key.identity === null ? [] : [key.identity]));
      if (identities.length === 0 && keys.some(({ hindrance }) => hindrance === 'unsafe')) throw keyUnsafe();
      return identities;
    },
  }),
  sign: operation({
    input: z.strictObject({ serial: serialNumber, keyId: keyIdentifier, digest: digest32 }),
    output: bytes,
    limit: MINUTE / 2,
    onCancel: 'leave',
    run: ({ sessions }, { serial, keyId, digest }) =>
      sessions.use(serial, (open) => {
        const key = open.keys.get(keyId) ?? findSigningKey(open, keyId);
        open.keys.set(keyId, key);
        return signDigest(open, key, digest);
      }),
  }),
  /** As `sign`, with a key that asks for the PIN each time. */
  signWithPin: operation({
    input: z.strictObject({ serial: serialNumber, keyId: keyIdentifier, digest: digest32, pin: typedPin }),
    output: bytes,
    // A person types the PIN on a reader or in the maker's dialog.
    limit: 5 * MINUTE,
    onCancel: 'end',
    run: ({ sessions }, { serial, keyId, digest, pin }) =>
      sessions.use(serial, (open) => {
        const key = findSigningKey(open, keyId, { pinEachTime: true });
        const token = open.token();
        mayTry(token.info, 'user', pin);
        return signDigest(open, key, digest, () => {
          tryPin(open.cryptoki, token, open.session, 'context', pin);
        });
      }),
  }),
  generateSigningKey: operation({
    input: z.strictObject({ serial: serialNumber, keyId: keyIdentifier, label: objectLabel }),
    output: bytes,
    limit: null,
    onCancel: 'end',
    run: ({ sessions }, { serial, keyId, label }) =>
      sessions.use(serial, (open) => pairOf(makeKey(open, keyId, label, 'ec-p256')), { writable: true }),
  }),
  importCertificate: operation({
    input: z.strictObject({
      serial: serialNumber,
      keyId: keyIdentifier.nullable(),
      label: objectLabel,
      certificate: bytes,
    }),
    output: done,
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial, keyId, label, certificate }) => {
      sessions.use(
        serial,
        (open) => {
          storeCertificate(open, keyId, label, certificate);
        },
        { writable: true },
      );
    },
  }),
} as const;
