import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { certificateNames, issuersOf, parseCertificate } from '../../../src-main/token/certificates.ts';
import { fakeToken, type FakeToken } from '../../fakes/token.ts';

let token: FakeToken;
let leaf: X509Certificate;
let ca: X509Certificate;
beforeAll(async () => {
  token = await fakeToken();
  leaf = new X509Certificate(token.identity.certificate);
  ca = new X509Certificate(token.caCertificate);
});

test('bytes that are no certificate are none', () => {
  expect(parseCertificate(Buffer.from('no'))).toBeUndefined();
  expect(parseCertificate(token.caCertificate)?.subject).toBe('CN=Test Hospital CA');
});

test('issuers are found among others, without the certificate itself', async () => {
  const stranger = new X509Certificate((await fakeToken()).caCertificate);
  expect(issuersOf(leaf, [stranger, leaf, ca])).toEqual([ca]);
  // Same name, another key: the signature decides.
  expect(issuersOf(leaf, [stranger])).toEqual([]);
  expect(issuersOf(ca, [ca, leaf])).toEqual([]);
});

test('serial number, issuer and subject are cut out as they stand', () => {
  const names = certificateNames(token.identity.certificate);
  expect(Buffer.from(names.serialNumber).toString('hex')).toBe(`0208${leaf.serialNumber.toLowerCase()}`);
  expect(Buffer.from(names.issuer).equals(certificateNames(token.caCertificate).subject)).toBe(true);
  expect(Buffer.from(names.subject).includes('Compliance Officer')).toBe(true);
});

test('what is cut off is refused', () => {
  const { certificate } = token.identity;
  for (const length of [0, 1, 10, 40, 100])
    expect(() => certificateNames(certificate.subarray(0, length))).toThrow(RangeError);
});
