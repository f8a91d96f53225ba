import { generateKeyPairSync, sign, verify, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  derFromRaw,
  rawFromDer,
  signChecked,
  signerFor,
  verifySignature,
} from '../../../src-main/token/index.ts';
import { fakeToken } from '../../fakes/token.ts';

const message = Buffer.from('what is signed');

describe('r‖s and DER', () => {
  test.each([
    ['P-256', 'ecdsa-p256'],
    ['P-384', 'ecdsa-p384'],
  ] as const)('are the two forms Node knows, both ways (%s)', (namedCurve, algorithm) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    // Enough rounds for leading zeros and top bits in r and s.
    for (let round = 0; round < 300; round += 1) {
      const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const der = derFromRaw(raw);
      expect(verify('sha256', message, publicKey, der)).toBe(true);
      expect(Buffer.from(rawFromDer(der, algorithm)).equals(raw)).toBe(true);
    }
  });

  test('small numbers take their shortest form', () => {
    const raw = new Uint8Array(64);
    raw[31] = 1;
    raw[63] = 0x80;
    expect(Buffer.from(derFromRaw(raw)).toString('hex')).toBe('300702010102020080');
  });

  test.each([
    ['empty', ''],
    ['not a sequence', '310602010102010103'],
    ['wrong length', '3007020101020101'],
    ['bytes after it', '300802010102010105 00'.replace(' ', '')],
    ['negative', '3006020180020101'],
    ['not the shortest form', '300702020001020101'],
    ['cut off', '30060201010202'],
    ['wider than the curve', `3026022101${'00'.repeat(32)}020101`],
  ])('refuses what is not DER: %s', (_what, hex) => {
    expect(() => rawFromDer(Buffer.from(hex, 'hex'), 'ecdsa-p256')).toThrow(RangeError);
  });

  test('refuses r‖s of an impossible length', () => {
    for (const length of [0, 63, 98]) expect(() => derFromRaw(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('the check of every signature', () => {
  test('accepts what the token signed, and Node accepts it too', async () => {
    const token = await fakeToken({ signedIn: true });
    const signature = await signChecked(signerFor(token.module, token.serial, token.identity), message);
    const key = new X509Certificate(token.identity.certificate).publicKey;
    expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect(verifySignature(token.identity.certificate, 'ecdsa-p256', message, signature)).toBe(true);
    expect(verifySignature(token.identity.certificate, 'ecdsa-p256', Buffer.from('other'), signature)).toBe(
      false,
    );
    expect(verifySignature(token.identity.certificate, 'ecdsa-p384', message, signature)).toBe(false);
    expect(verifySignature(token.identity.certificate, 'rsa', message, signature)).toBe(false);
  });

  test('refuses a signature over something else', async () => {
    const token = await fakeToken({ signedIn: true });
    token.spoilSignatures();
    await expect(
      signChecked(signerFor(token.module, token.serial, token.identity), message),
    ).rejects.toMatchObject({ code: 'signature-check-failed' });
  });

  test("refuses a signature by another key than the certificate's", async () => {
    const [token, other] = await Promise.all([fakeToken({ signedIn: true }), fakeToken()]);
    const mixed = { ...token.identity, certificate: other.identity.certificate };
    await expect(signChecked(signerFor(token.module, token.serial, mixed), message)).rejects.toMatchObject({
      code: 'signature-check-failed',
    });
  });

  test('cannot be fooled by a buffer that changes while the token signs', async () => {
    const token = await fakeToken({ signedIn: true });
    const bytes = Uint8Array.from(message);
    const signing = signChecked(signerFor(token.module, token.serial, token.identity), bytes);
    bytes.fill(0);
    expect(verifySignature(token.identity.certificate, 'ecdsa-p256', message, await signing)).toBe(true);
  });
});
