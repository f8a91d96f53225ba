import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { createHash, createPrivateKey, randomBytes, sign as signMessage, type KeyObject } from 'node:crypto';
import type { TokenInfo } from '../../src-shared/token/types.ts';
import { Fault, throwIfCancelled } from '../../src-main/base/fault.ts';
import type { SigningIdentity, TokenModule } from '../../src-main/token/ports.ts';

export type FakeTokenOptions = {
  readonly serial?: string;
  readonly label?: string;
  readonly pin?: string;
  /** Wrong PINs until the token locks itself. */
  readonly tries?: number;
  readonly keyId?: string;
  readonly subject?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Signed in from the start. */
  readonly signedIn?: boolean;
};

export type FakeToken = {
  readonly module: TokenModule;
  readonly serial: string;
  readonly pin: string;
  readonly keyId: string;
  readonly identity: SigningIdentity;
  /** DER of the certification authority that issued the certificate. */
  readonly caCertificate: Uint8Array;
  /** Names of the calls so far, in order. */
  readonly calls: readonly string[];
  /** Takes the token out; it is signed out. */
  remove(): void;
  insert(): void;
  /** Takes the token out during the n-th call from now (1 = the next). */
  removeAtCall(n: number): void;
  /** Hands over something else than what the key signed, from now on. */
  spoilSignatures(): void;
};

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
// P-256's order and the arithmetic of ECDSA (FIPS 186-5 §6.4.1): Node cannot sign a digest without hashing it.
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A token in memory with a real P-256 key, and a certificate from a certification authority made for it. */
export async function fakeToken(options: FakeTokenOptions = {}): Promise<FakeToken> {
  const { serial = 'fa4e000000000001', label = 'clinic', pin = '493817', tries = 3, keyId = '01' } = options;
  const notBefore = options.notBefore ?? new Date(Date.now() - DAY);
  const notAfter = options.notAfter ?? new Date(Date.now() + 365 * DAY);
  const generate = (): Promise<CryptoKeyPair> =>
    crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const [authority, officer] = await Promise.all([generate(), generate()]);
  const common = { signingAlgorithm: ALGORITHM, signingKey: authority.privateKey };
  const ca = await X509CertificateGenerator.create(
    {
      ...common,
      serialNumber: '01',
      subject: 'CN=Test Hospital CA',
      issuer: 'CN=Test Hospital CA',
      notBefore: new Date(Math.min(notBefore.getTime(), Date.now() - DAY)),
      notAfter: new Date(Math.max(notAfter.getTime(), Date.now() + 3650 * DAY)),
      publicKey: authority.publicKey,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  const certificate = await X509CertificateGenerator.create(
    {
      ...common,
      serialNumber: randomBytes(8).toString('hex').replace(/^./, '4'),
      subject: options.subject ?? 'CN=Compliance Officer,O=Test Hospital',
      issuer: 'CN=Test Hospital CA',
      notBefore,
      notAfter,
      publicKey: officer.publicKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      ],
    },
    crypto,
  );
  const identity: SigningIdentity = {
    keyId,
    algorithm: 'ecdsa-p256',
    certificate: new Uint8Array(certificate.rawData),
    chain: [new Uint8Array(ca.rawData)],
  };
  const exported = Buffer.from(await crypto.subtle.exportKey('pkcs8', officer.privateKey));
  const privateKey = createPrivateKey({ key: exported, format: 'der', type: 'pkcs8' });

  let present = true;
  let signedIn = options.signedIn ?? false;
  let wrong = 0;
  let removal = Infinity;
  let spoiled = false;
  const calls: string[] = [];
  const remove = (): void => {
    present = false;
    signedIn = false;
  };
  const begin = (call: string): void => {
    calls.push(call);
    removal -= 1;
    if (removal > 0 || !present) return;
    removal = Infinity;
    remove();
    throw new Fault(
      'token-removed',
      'The signing token was taken out.',
      'Plug the token in and sign in again.',
    );
  };
  const needToken = (asked: string): void => {
    if (!present || asked !== serial)
      throw new Fault('token-absent', 'The signing token is not connected.', 'Plug the token in.');
  };
  const needSignIn = (asked: string): void => {
    needToken(asked);
    if (!signedIn)
      throw new Fault('not-signed-in', 'You are not signed in to the token.', 'Sign in with your PIN.');
  };
  const pinState = (): TokenInfo['pin'] => {
    if (wrong >= tries) return 'locked';
    if (wrong === tries - 1) return 'final-try';
    return wrong > 0 ? 'count-low' : 'ok';
  };

  const module: TokenModule = {
    call: (name) =>
      name === 'blanks'
        ? Promise.resolve([] as never)
        : Promise.reject(new Error('the token in memory knows its own methods only')),
    listen: () => () => undefined,
    info: () => {
      begin('info');
      return Promise.resolve({
        file: 'fake.so',
        manufacturer: 'Attestry tests',
        description: 'token in memory',
        version: '1.0',
        cryptokiVersion: '2.40',
        sha256: '0'.repeat(64),
      });
    },
    tokens: async () => {
      await Promise.resolve();
      begin('tokens');
      if (!present) return [];
      const about = { manufacturer: 'Attestry tests', model: 'memory', pinPad: false, pinMin: 4, pinMax: 32 };
      return [{ serial, label, ...about, pin: pinState(), signedIn }];
    },
    signIn: async (asked, typed) => {
      await Promise.resolve();
      begin('signIn');
      needToken(asked);
      const state = pinState();
      if (state === 'locked') throw new Fault('pin-locked', 'The token is locked.', 'Have the PIN reset.');
      if (state === 'final-try')
        throw new Fault('pin-final-try', 'Only one try is left.', 'Have the PIN checked.');
      if (typed === '') throw new Fault('pin-required', 'No PIN was entered.', 'Type the PIN.');
      if (typed.length < 4 || typed.length > 32)
        throw new Fault('pin-length', 'This token takes PINs of 4 to 32 characters.', 'Type the whole PIN.');
      signedIn = typed === pin;
      wrong = signedIn ? 0 : wrong + 1;
      if (!signedIn) throw new Fault('pin-wrong', 'The token refused the PIN.', 'Check the PIN.');
    },
    signOut: async () => {
      await Promise.resolve();
      begin('signOut');
      signedIn = false;
    },
    identities: async (asked) => {
      await Promise.resolve();
      begin('identities');
      needSignIn(asked);
      return [identity];
    },
    keys: async (asked) => {
      await Promise.resolve();
      begin('keys');
      needSignIn(asked);
      return [{ keyId, hindrance: null, identity }];
    },
    sign: async (asked, askedKey, digest, signal) => {
      await Promise.resolve();
      throwIfCancelled(signal);
      begin('sign');
      needSignIn(asked);
      if (askedKey !== keyId)
        throw new Fault('key-missing', 'The signing key is not on this token.', 'Plug in the right token.');
      return signDigest(privateKey, spoiled ? digest.toReversed() : digest);
    },
    signWithPin: () => Promise.reject(new Error('the key in memory stays open after signing in')),
    generateSigningKey: () => Promise.reject(new Error('the token in memory has its key from the start')),
    importCertificate: () =>
      Promise.reject(new Error('the token in memory has its certificate from the start')),
    close: async () => {
      await Promise.resolve();
      calls.push('close');
      signedIn = false;
    },
  };
  return {
    module,
    serial,
    pin,
    keyId,
    identity,
    caCertificate: new Uint8Array(ca.rawData),
    calls,
    remove,
    insert: () => {
      present = true;
    },
    removeAtCall: (n) => {
      removal = n;
    },
    spoilSignatures: () => {
      spoiled = true;
    },
  };
}

/**
 * ECDSA over a digest. Node only signs messages, which it hashes: it signs some message, the nonce k follows from that
 * signature and the private key d (s·k = e + r·d mod n), and with k the digest is signed instead. For tests only.
 */
function signDigest(key: KeyObject, digest: Uint8Array): Uint8Array {
  const jwk = key.export({ format: 'jwk' });
  const d = number(Buffer.from(jwk.d ?? '', 'base64url'));
  const message = randomBytes(32);
  const raw = signMessage('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
  const r = number(raw.subarray(0, 32));
  const s = number(raw.subarray(32));
  const e = number(Buffer.from(hash(message)));
  const k = mod((e + r * d) * inverse(s));
  const signature = mod((number(digest) + r * d) * inverse(k));
  return Buffer.concat([raw.subarray(0, 32), bytes(signature)]);
}

const hash = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();
const number = (value: Uint8Array): bigint => BigInt(`0x${Buffer.from(value).toString('hex')}`);
const bytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const mod = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER;
/** By Fermat: the order is prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let base = mod(value);
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}
