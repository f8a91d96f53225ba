import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthorityKeyIdentifierExtension, X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { childWire } from '../../src-main/processes/child.ts';
import { openTokenModule } from '../../src-main/token/client.ts';
import { chooseIdentity, derFromRaw, signChecked, signerFor } from '../../src-main/token/index.ts';
import type { TokenModule } from '../../src-main/token/ports.ts';
import { ENTRY, softToken, takeOut, type SoftToken } from './token-softhsm.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
const open = openTokenModule(ENTRY, childWire);
const clock = { now: () => Date.now() };

type Authority = { readonly keys: CryptoKeyPair; readonly certificate: Uint8Array };
async function authority(): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=Test CA', keys, signingAlgorithm: ALGORITHM, serialNumber: '01' },
    crypto,
  );
  return { keys, certificate: new Uint8Array(certificate.rawData) };
}
async function issue(
  ca: Authority,
  publicKey: Uint8Array,
  options: { notAfter?: Date; notBefore?: Date } = {},
) {
  const key = await crypto.subtle.importKey('spki', Uint8Array.from(publicKey), ALGORITHM, true, ['verify']);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: 'CN=Officer',
      issuer: 'CN=Test CA',
      publicKey: key,
      signingKey: ca.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      serialNumber: '02',
      notBefore: options.notBefore ?? new Date(Date.now() - DAY),
      notAfter: options.notAfter ?? new Date(Date.now() + DAY),
      extensions: [await AuthorityKeyIdentifierExtension.create(ca.keys.publicKey, false, crypto)],
    },
    crypto,
  );
  return new Uint8Array(certificate.rawData);
}
const serialOf = async (module: TokenModule): Promise<string> => (await module.tokens())[0]!.serial;
const run = (token: SoftToken, command: string, args: readonly string[]): string =>
  execFileSync(command, args, {
    env: { ...process.env, ...token.environment },
    encoding: 'utf8',
    stdio: 'pipe',
  });

describe('a token from key to signature', () => {
  let token: SoftToken;
  let module: TokenModule;
  let serial: string;
  let ca: Authority;
  let publicKey: Uint8Array;
  beforeAll(async () => {
    token = softToken();
    module = open(token.module, token.environment);
    serial = await serialOf(module);
    ca = await authority();
    await module.signIn(serial, token.pin);
    publicKey = await module.generateSigningKey(serial, '01', 'officer');
  });
  afterAll(async () => {
    await module.close();
    token.discard();
  });

  test('the module says what it is', async () => {
    const sha256 = run(token, 'sha256sum', [token.module]).slice(0, 64);
    expect(await module.info()).toMatchObject({
      file: 'libsofthsm2.so',
      manufacturer: 'SoftHSM',
      cryptokiVersion: '2.40',
      sha256,
    });
  });

  test('a signed-in token is listed as such', async () => {
    expect(await module.tokens()).toEqual([
      expect.objectContaining({
        serial,
        label: 'clinic',
        pin: 'ok',
        pinPad: false,
        signedIn: true,
        pinMin: 4,
      }),
    ]);
  });

  test('the key is sensitive, never extractable, and for signing only', () => {
    const login = ['--module', token.module, '--login', '--pin', token.pin];
    const listed = run(token, 'pkcs11-tool', [...login, '--list-objects', '--type', 'privkey']);
    expect(listed).toMatch(/Usage:\s+sign\n/);
    expect(listed).toMatch(/Access:\s+sensitive, always sensitive, never extractable, local/);
  });

  test('an id that is taken is refused', async () => {
    await expect(module.generateSigningKey(serial, '01', 'again')).rejects.toMatchObject({
      code: 'token-error',
    });
  });

  test('a key without a certificate is told, not offered', async () => {
    expect(await module.keys(serial)).toEqual([
      { keyId: '01', hindrance: 'certificate-missing', identity: null },
    ]);
    expect(await module.identities(serial)).toEqual([]);
    await expect(chooseIdentity(module, serial, clock)).rejects.toMatchObject({
      code: 'certificate-missing',
    });
    await expect(chooseIdentity(module, serial, clock, '77')).rejects.toMatchObject({ code: 'key-missing' });
  });

  test('a certificate for another key is refused', async () => {
    const other = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const wrong = await issue(ca, new Uint8Array(await crypto.subtle.exportKey('spki', other.publicKey)));
    await expect(module.importCertificate(serial, '01', 'officer', wrong)).rejects.toMatchObject({
      code: 'certificate-mismatch',
    });
    await expect(module.importCertificate(serial, '05', 'officer', wrong)).rejects.toMatchObject({
      code: 'key-missing',
    });
    await expect(module.importCertificate(serial, null, 'x', Buffer.from('no'))).rejects.toMatchObject({
      code: 'certificate-missing',
    });
  });

  test('one put on the token by others does not pair with the key', async () => {
    const other = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const wrong = await issue(ca, new Uint8Array(await crypto.subtle.exportKey('spki', other.publicKey)));
    const file = join(token.folder, 'wrong.der');
    writeFileSync(file, wrong);
    const login = ['--module', token.module, '--login', '--pin', token.pin];
    run(token, 'pkcs11-tool', [...login, '--write-object', file, '--type', 'cert', '--id', '01']);
    await expect(chooseIdentity(module, serial, clock)).rejects.toMatchObject({
      code: 'certificate-mismatch',
    });
  });

  test('with its certificate it signs, and openssl and Node accept the signature', async () => {
    const certificate = await issue(ca, publicKey);
    for (let twice = 0; twice < 2; twice += 1) {
      await module.importCertificate(serial, '01', 'officer', certificate);
      await module.importCertificate(serial, null, 'CA', ca.certificate);
    }
    const identity = await chooseIdentity(module, serial, clock);
    expect(Buffer.from(identity.certificate).equals(certificate)).toBe(true);
    expect(identity.chain.map((der) => Buffer.from(der).equals(ca.certificate))).toEqual([true]);

    const message = Buffer.from('an audit report');
    const signature = await signChecked(signerFor(module, serial, identity), message);
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    const at = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(token.folder, name), bytes);
      return join(token.folder, name);
    };
    const openssl = run(token, 'openssl', [
      ...['dgst', '-sha256', '-keyform', 'DER', '-verify', at('key.der', publicKey)],
      ...['-signature', at('signature.der', derFromRaw(signature)), at('message', message)],
    ]);
    expect(openssl.trim()).toBe('Verified OK');
  });

  test('the newest of two certificates counts, an expired one is told', async () => {
    const renewed = await issue(ca, publicKey, {
      notBefore: new Date(Date.now() - 1000),
      notAfter: new Date(Date.now() + 2 * DAY),
    });
    await module.importCertificate(serial, '01', 'officer', renewed);
    const identity = await chooseIdentity(module, serial, clock, '01');
    expect(Buffer.from(identity.certificate).equals(renewed)).toBe(true);
    await expect(chooseIdentity(module, serial, { now: () => Date.now() + 3 * DAY })).rejects.toMatchObject({
      code: 'certificate-expired',
    });
    await expect(chooseIdentity(module, serial, { now: () => Date.now() - 3 * DAY })).rejects.toMatchObject({
      code: 'certificate-expired',
    });
  });

  test('an extractable key is refused for signing', async () => {
    const { privateKey } = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const file = join(token.folder, 'soft.pem');
    const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey));
    writeFileSync(
      file,
      `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`,
    );
    const login = ['--module', token.module, '--login', '--pin', token.pin];
    run(token, 'pkcs11-tool', [
      ...login,
      ...['--write-object', file, '--type', 'privkey', '--id', '09', '--usage-sign', '--extractable'],
    ]);
    expect(await module.keys(serial)).toContainEqual({ keyId: '09', hindrance: 'unsafe', identity: null });
    expect((await module.identities(serial)).map(({ keyId }) => keyId)).toEqual(['01']);
    await expect(chooseIdentity(module, serial, clock, '09')).rejects.toMatchObject({ code: 'key-unsafe' });
    const digest = createHash('sha256').update('x').digest();
    await expect(module.sign(serial, '09', digest)).rejects.toMatchObject({ code: 'key-unsafe' });
  });

  test('an RSA key signs with PKCS#1 v1.5', async () => {
    const login = ['--module', token.module, '--login', '--pin', token.pin];
    run(token, 'pkcs11-tool', [
      ...login,
      ...[
        '--keypairgen',
        '--key-type',
        'rsa:2048',
        '--id',
        '0a',
        '--label',
        'rsa',
        '--usage-sign',
        '--sensitive',
      ],
    ]);
    const file = join(token.folder, 'rsa.der');
    run(token, 'pkcs11-tool', [
      ...['--module', token.module, '--read-object', '--type', 'pubkey', '--id', '0a', '-o', file],
    ]);
    const digest = createHash('sha256').update('rsa message').digest();
    const signature = await module.sign(serial, '0a', digest);
    const pem = run(token, 'openssl', ['rsa', '-pubin', '-inform', 'DER', '-in', file, '-outform', 'PEM']);
    expect(verify('sha256', Buffer.from('rsa message'), pem, signature)).toBe(true);
  });

  test('what is cancelled is not signed', async () => {
    const digest = createHash('sha256').update('x').digest();
    await expect(module.sign(serial, '01', digest, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('signing in', () => {
  let token: SoftToken;
  let module: TokenModule;
  let serial: string;
  beforeAll(async () => {
    token = softToken('sign-in');
    module = open(token.module, token.environment);
    serial = await serialOf(module);
  });
  afterAll(async () => {
    await module.close();
    token.discard();
  });
  const stateOfPin = async (): Promise<string> => (await module.tokens())[0]!.pin;

  test('without it nothing works', async () => {
    await expect(module.identities(serial)).rejects.toMatchObject({ code: 'not-signed-in' });
    await expect(module.sign(serial, '01', new Uint8Array(32))).rejects.toMatchObject({
      code: 'not-signed-in',
    });
    await expect(module.generateSigningKey(serial, '01', 'x')).rejects.toMatchObject({
      code: 'not-signed-in',
    });
  });

  test('a PIN that is empty or of a wrong length never reaches the token', async () => {
    await expect(module.signIn(serial, '')).rejects.toMatchObject({ code: 'pin-required' });
    await expect(module.signIn(serial, '12')).rejects.toMatchObject({ code: 'pin-length' });
    await expect(module.signIn(serial, '1'.repeat(256))).rejects.toMatchObject({ code: 'pin-length' });
    // The token's own flag is the witness: it goes up with the first wrong PIN it sees.
    expect(await stateOfPin()).toBe('ok');
  });

  test('a wrong PIN is told with what the token admits, and without the PIN', async () => {
    const fault = await module.signIn(serial, '86420975').catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'pin-wrong' });
    expect((fault as Error).message).toContain('tries are running low');
    expect(JSON.stringify([fault, (fault as Error).message, (fault as Error).stack])).not.toContain(
      '86420975',
    );
    expect(await stateOfPin()).toBe('count-low');
  });

  test('the right one opens it, and a wrong one afterwards is judged again', async () => {
    await module.signIn(serial, token.pin);
    expect(await stateOfPin()).toBe('ok');
    await module.signIn(serial, token.pin);
    await expect(module.signIn(serial, '86420975')).rejects.toMatchObject({ code: 'pin-wrong' });
    await expect(module.keys(serial)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  test('signing out ends it', async () => {
    await module.signIn(serial, token.pin);
    expect(await module.keys(serial)).toEqual([]);
    await module.signOut(serial);
    await expect(module.keys(serial)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  test('a token that is not there is told', async () => {
    await expect(module.signIn('0000', token.pin)).rejects.toMatchObject({ code: 'token-absent' });
    await expect(module.keys('0000')).rejects.toMatchObject({ code: 'token-absent' });
  });
});

describe('a token that is taken out', () => {
  let token: SoftToken;
  let module: TokenModule;
  beforeEach(() => {
    token = softToken('removable');
    module = open(token.module, token.environment);
  });
  afterEach(async () => {
    await module.close();
    token.discard();
  });

  test('is told while signing, then as absent', async () => {
    const serial = await serialOf(module);
    await module.signIn(serial, token.pin);
    await module.generateSigningKey(serial, '01', 'officer');
    await module.sign(serial, '01', new Uint8Array(32));
    const putBack = takeOut(token);
    await expect(module.sign(serial, '01', new Uint8Array(32))).rejects.toMatchObject({
      code: 'token-removed',
    });
    expect(await module.tokens()).toEqual([]);
    await expect(module.sign(serial, '01', new Uint8Array(32))).rejects.toMatchObject({
      code: 'token-absent',
    });
    await expect(module.signIn(serial, token.pin)).rejects.toMatchObject({ code: 'token-absent' });

    // SoftHSM sees only what was in when it began: it is begun anew.
    putBack();
    await expect(module.sign(serial, '01', new Uint8Array(32))).rejects.toMatchObject({
      code: 'token-absent',
    });
    await module.signIn(serial, token.pin);
    expect(await module.sign(serial, '01', new Uint8Array(32))).toHaveLength(64);
    expect(await module.tokens()).toMatchObject([{ serial, signedIn: true }]);
  });

  test('and put back is listed again', async () => {
    const serial = await serialOf(module);
    const putBack = takeOut(token);
    expect(await module.tokens()).toEqual([]);
    putBack();
    await expect.poll(() => module.tokens(), { timeout: 30_000, interval: 1000 }).toMatchObject([{ serial }]);
  });
});
