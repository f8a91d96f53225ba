import { createCipheriv, createHash, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { integer, octets, oid, sequence, tlv } from './der-write.ts';

const OIDS = {
  ecPublicKey: '1.2.840.10045.2.1',
  /** dhSinglePass-stdDH-sha256kdf-scheme (RFC 5753 §7.1.4). */
  stdDhSha256: '1.3.132.1.11.1',
  aes256Wrap: '2.16.840.1.101.3.4.1.45',
} as const;
const WRAP_BYTES = 32;
const BLOCK = 8;
/** RFC 3394 §2.2.3.1. */
const INITIAL = Buffer.alloc(BLOCK, 0xa6);
const ROUNDS = 6;

/** Curves that mail can be encrypted on, by the name that the certificate's key has. */
export const AGREEMENT_CURVES = ['prime256v1', 'secp384r1', 'secp521r1'] as const;
export type AgreementCurve = (typeof AGREEMENT_CURVES)[number];

/**
 * AES key wrap (RFC 3394 §2.2.1); written out, because not every build of the crypto library has it.
 *
 * @param key - a multiple of 8 bytes, 16 at least
 */
export function wrapKey(wrapping: Uint8Array, key: Uint8Array): Uint8Array {
  const blocks = Array.from({ length: key.length / BLOCK }, (_, at) =>
    Buffer.from(key.subarray(at * BLOCK, (at + 1) * BLOCK)),
  );
  let chain: Buffer = Buffer.from(INITIAL);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [at, block] of blocks.entries()) {
      const cipher = createCipheriv('aes-256-ecb', wrapping, null).setAutoPadding(false);
      const both = Buffer.concat([cipher.update(Buffer.concat([chain, block])), cipher.final()]);
      chain = both.subarray(0, BLOCK);
      const step = round * blocks.length + at + 1;
      chain.writeUInt32BE((chain.readUInt32BE(4) ^ step) >>> 0, 4);
      block.set(both.subarray(BLOCK));
    }
  return Buffer.concat([chain, ...blocks]);
}

/** The wrapping key from the shared secret (ANSI X9.63 with SHA-256; ECC-CMS-SharedInfo, RFC 5753 §7.2). */
function wrappingKey(secret: Uint8Array, wrapAlgorithm: Uint8Array): Buffer {
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(WRAP_BYTES * 8);
  const shared = sequence(wrapAlgorithm, tlv(0xa2, octets(bits)));
  return createHash('sha256')
    .update(secret)
    .update(Uint8Array.of(0, 0, 0, 1))
    .update(shared)
    .digest();
}

/**
 * The key of a message for somebody with an elliptic key: KeyAgreeRecipientInfo with a key that lives for this message alone
 * (RFC 5753 §3.1.1).
 *
 * @param recipient - issuer and serial number of the certificate, DER
 * @returns RecipientInfo, DER
 */
export function agreedRecipient(
  content: Uint8Array,
  publicKey: KeyObject,
  namedCurve: AgreementCurve,
  recipient: Uint8Array,
): Uint8Array {
  const ephemeral = generateKeyPairSync('ec', { namedCurve });
  const { x = '', y = '' } = ephemeral.publicKey.export({ format: 'jwk' });
  const point = [Uint8Array.of(0, 4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  const wrapAlgorithm = sequence(oid(OIDS.aes256Wrap));
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
  const wrapping = wrappingKey(secret, wrapAlgorithm);
  const wrapped = wrapKey(wrapping, content);
  secret.fill(0);
  wrapping.fill(0);
  const originator = tlv(
    0xa1,
    Buffer.concat([sequence(oid(OIDS.ecPublicKey)), tlv(0x03, Buffer.concat(point))]),
  );
  return tlv(
    0xa1,
    Buffer.concat([
      integer(Uint8Array.of(3)),
      tlv(0xa0, originator),
      sequence(oid(OIDS.stdDhSha256), wrapAlgorithm),
      sequence(sequence(recipient, octets(wrapped))),
    ]),
  );
}
