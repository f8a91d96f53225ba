import { createHash, createPublicKey, constants, publicEncrypt, randomBytes } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import { CKR, CryptokiError, keyMissing, keyUnsafe } from './answers.ts';
import { booleanOf, numberOf } from './attributes.ts';
import { rsaKey } from './certificates.ts';
import { CKA, CKK, CKM, CKO, type Handle, type Template } from './cryptoki.ts';
import type { EnvelopeHeader, KeyProtection } from './envelope-header.ts';
import type { OpenSession } from './objects.ts';
import { hexBytes } from './provisioning.ts';

export const DATA_KEY_BYTES = 32;
/** Milliseconds a data key is remembered, and how often it is used from memory. */
const REMEMBERED = 5 * 60_000;
const MOST_USES = 1000;
const MOST_KEYS = 256;

/** Data keys in the memory of the token process, each for a short time; overwritten when they are forgotten. */
export type DataKeyMemory = {
  /** The key under a name, or the one that `make` makes. The caller must not keep it. */
  readonly get: (name: string, make: () => Buffer) => Buffer;
  readonly size: () => number;
  readonly wipe: () => void;
};

/** @param now - milliseconds */
export function dataKeyMemory(now: () => number = () => performance.now()): DataKeyMemory {
  const known = new Map<string, { readonly key: Buffer; readonly until: number; uses: number }>();
  let timer: NodeJS.Timeout | undefined;
  const forget = (name: string): void => {
    known.get(name)?.key.fill(0);
    known.delete(name);
  };
  const sweep = (): void => {
    timer = undefined;
    for (const [name, { until }] of known) if (until <= now()) forget(name);
    if (known.size > 0) timer = setTimeout(sweep, REMEMBERED / 10).unref();
  };
  return {
    get: (name, make) => {
      const before = known.get(name);
      if (before !== undefined && before.until > now() && before.uses < MOST_USES) {
        before.uses += 1;
        return before.key;
      }
      forget(name);
      const key = make();
      const oldest = known.keys().next().value;
      if (known.size >= MOST_KEYS && oldest !== undefined) forget(oldest);
      known.set(name, { key, until: now() + REMEMBERED, uses: 1 });
      timer ??= setTimeout(sweep, REMEMBERED / 10).unref();
      return key;
    },
    size: () => known.size,
    wipe: () => {
      for (const name of [...known.keys()]) forget(name);
    },
  };
}

/** A key on the token that protects data keys. */
export type ProtectingKey = { readonly handle: Handle; readonly protection: KeyProtection };

/**
 * The key with an id that may protect data keys.
 *
 * @throws Fault `key-missing`, `key-unsafe`, `token-error` for one of another kind; CryptokiError
 */
export function findProtectingKey(open: OpenSession, keyId: string): ProtectingKey {
  const { cryptoki, session } = open;
  const id = { type: CKA.id, value: hexBytes(keyId) };
  for (const value of [CKO.secretKey, CKO.privateKey]) {
    const [handle] = cryptoki.find(session, [{ type: CKA.class, value }, id]);
    if (handle === undefined) continue;
    const flag = (type: number): boolean | undefined => booleanOf(cryptoki.attribute(session, handle, type));
    if (flag(CKA.sensitive) !== true || flag(CKA.extractable) !== false) throw keyUnsafe();
    const protection = protectionOf(numberOf(cryptoki.attribute(session, handle, CKA.keyType)), flag);
    if (protection === undefined) throw notForData();
    return { handle, protection };
  }
  throw keyMissing();
}

function protectionOf(
  keyType: number | undefined,
  flag: (type: number) => boolean | undefined,
): KeyProtection | undefined {
  if (keyType === CKK.aes && flag(CKA.wrap) === true && flag(CKA.unwrap) === true) return 'aes-key-wrap';
  if (keyType === CKK.genericSecret && flag(CKA.sign) === true) return 'kbkdf-hmac-sha256';
  // A key that signs must not unwrap as well: who can ask for the one could do the other.
  if (keyType === CKK.rsa && flag(CKA.unwrap) === true && flag(CKA.sign) !== true) return 'rsa-oaep-sha1';
  return undefined;
}

/** A data key that lies open on the token for the time of one call. */
const PASSING: Template = [
  { type: CKA.class, value: CKO.secretKey },
  { type: CKA.keyType, value: CKK.aes },
  { type: CKA.token, value: false },
  { type: CKA.private, value: true },
];
const READABLE: Template = [
  { type: CKA.sensitive, value: false },
  { type: CKA.extractable, value: true },
];

/** Wraps a data key on the token (AES) or for it (RSA). @throws Fault, CryptokiError */
export function wrapDataKey(open: OpenSession, key: ProtectingKey, keyId: string, dataKey: Buffer): Buffer {
  const { cryptoki, session } = open;
  if (key.protection === 'rsa-oaep-sha1')
    return publicEncrypt(
      { key: wrappingHalf(open, keyId), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      dataKey,
    );
  const handle = cryptoki.create(session, [...PASSING, ...READABLE, { type: CKA.value, value: dataKey }]);
  try {
    return cryptoki.wrap(session, CKM.aesKeyWrap, key.handle, handle);
  } finally {
    cryptoki.destroy(session, handle);
  }
}

function wrappingHalf({ cryptoki, session }: OpenSession, keyId: string) {
  const [handle] = cryptoki.find(session, [
    { type: CKA.class, value: CKO.publicKey },
    { type: CKA.id, value: hexBytes(keyId) },
  ]);
  const modulus = handle === undefined ? undefined : cryptoki.attribute(session, handle, CKA.modulus);
  const exponent = handle === undefined ? undefined : cryptoki.attribute(session, handle, CKA.publicExponent);
  const der = modulus === undefined || exponent === undefined ? undefined : rsaKey(modulus, exponent);
  if (der === undefined) throw keyMissing();
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

/** Unwraps a data key on the token. @throws Fault `envelope-damaged`; CryptokiError */
export function unwrapDataKey(open: OpenSession, key: ProtectingKey, wrapped: Uint8Array): Buffer {
  const { cryptoki, session } = open;
  const mechanism = key.protection === 'rsa-oaep-sha1' ? CKM.rsaPkcsOaep : CKM.aesKeyWrap;
  const unwrapAs = (template: Template): Handle =>
    cryptoki.unwrap(session, mechanism, key.handle, wrapped, template);
  const handle = unwrapReadable(unwrapAs);
  try {
    const value = cryptoki.attribute(session, handle, CKA.value);
    if (value?.length !== DATA_KEY_BYTES) throw notForData();
    return value;
  } finally {
    cryptoki.destroy(session, handle);
  }
}

/**
 * PKCS#11 lets a key be unwrapped as one that can be read. opencryptoki before August 2026 refuses to be told so, and
 * makes it so by itself. A template that was refused unwrapped nothing.
 */
function unwrapReadable(unwrapAs: (template: Template) => Handle): Handle {
  try {
    return unwrapAs([...PASSING, ...READABLE]);
  } catch (error) {
    if (!(error instanceof CryptokiError && error.rv === CKR.attributeReadOnly)) throw error;
    return unwrapAs(PASSING);
  }
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/**
 * SP 800-108r1 §4.1, counter mode with HMAC-SHA-256 computed on the token:
 * K(i) = HMAC(key, [i]₃₂ ‖ label ‖ 00 ‖ context ‖ [bits]₃₂).
 *
 * @param bytes - length of the derived key, at most 255 × 32
 * @throws CryptokiError
 */
export function deriveKey(
  { cryptoki, session }: OpenSession,
  key: Handle,
  label: Uint8Array,
  context: Uint8Array,
  bytes: number,
): Buffer {
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > 255 * 32) throw new RangeError('length');
  const rest = Buffer.concat([label, Uint8Array.of(0), context, uint32(bytes * 8)]);
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, index) =>
    cryptoki.sign(session, CKM.sha256Hmac, key, Buffer.concat([uint32(index + 1), rest])),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

const LABEL = Buffer.from('attestry data key v1', 'ascii');

/** The data key for a context under one version of a derivation key. */
export function derivedDataKey(
  open: OpenSession,
  key: ProtectingKey,
  { keyId, keyVersion }: Pick<EnvelopeHeader, 'keyId' | 'keyVersion'>,
  context: Uint8Array,
): Buffer {
  const id = hexBytes(keyId);
  const bound = Buffer.concat([Uint8Array.of(id.length), id, uint32(keyVersion), context]);
  return deriveKey(open, key.handle, LABEL, bound, DATA_KEY_BYTES);
}

/** A new random data key. */
export const newDataKey = (): Buffer => randomBytes(DATA_KEY_BYTES);

/** Under which name a data key is remembered: never the key, never the context itself. */
export const memoryName = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(uint32(part.length)).update(part);
  return hash.digest('base64');
};

const notForData = (): Fault =>
  new Fault(
    'token-error',
    'The key on the token is not one that protects data.',
    'Use a key that was made for encryption, or make a new one.',
  );
