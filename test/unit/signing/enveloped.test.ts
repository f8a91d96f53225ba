import { spawnSync } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { envelope, recipientCertificate } from '../../../src-main/signing/enveloped.ts';
import { wrapKey } from '../../../src-main/signing/key-agreement.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'enveloped-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const openssl = (...args: readonly string[]): Buffer => {
  const { status, stdout, stderr } = spawnSync('openssl', args);
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
};

/** A person's key and certificate, made by OpenSSL. */
function person(key: readonly string[], ...more: readonly string[]) {
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  openssl(
    ...['req', '-x509', '-nodes', '-days', '365', '-subj', '/CN=Zofia', '-newkey', ...key],
    ...['-addext', 'extendedKeyUsage=emailProtection', ...more, '-keyout', keyFile, '-out', file],
  );
  return { keyFile, certificate: readFileSync(file) };
}
const ec = (curve: string) => ['ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const ASKED = Buffer.from('Content-Type: text/plain\r\n\r\nThe answer to your request.\r\n');

describe('mail that only its recipient can read', () => {
  it.each([
    ['RSA', ['rsa:2048']],
    ['P-256', ec('P-256')],
    ['P-384', ec('P-384')],
    ['P-521', ec('P-521')],
  ])('OpenSSL opens it with a key on %s', (_, key) => {
    const { keyFile, certificate } = person(key);
    const file = join(folder, 'mail.der');
    writeFileSync(file, envelope(ASKED, recipientCertificate(certificate, new Date())));
    const opened = openssl(...['cms', '-decrypt', '-inform', 'DER', '-in', file, '-inkey', keyFile]);
    expect(opened).toEqual(ASKED);
    const other = person(key).keyFile;
    expect(() => openssl(...['cms', '-decrypt', '-inform', 'DER', '-in', file, '-inkey', other])).toThrow();
  });

  it.each([
    [
      'that signs and does not agree on keys',
      ec('P-256'),
      'keyUsage=digitalSignature',
      /not meant for encryption/,
    ],
    ['on a curve that few can read', ec('secp256k1'), 'keyUsage=keyAgreement', /P-256, P-384 or P-521/],
    ['that can only sign', ['ed25519'], 'keyUsage=digitalSignature', /neither an RSA key/],
    ['that is too short', ['rsa:1024'], 'keyUsage=keyEncipherment', /too short/],
  ])('a key %s is refused, with another way as advice', (_, key, usage, said) => {
    const { certificate } = person(key, '-addext', usage);
    expect(() => recipientCertificate(certificate, new Date())).toThrow(said);
  });

  it('wraps keys as RFC 3394 §4.6 does', () => {
    const wrapping = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
    const key = Buffer.from('00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f', 'hex');
    const wrapped = Buffer.from(wrapKey(wrapping, key));
    expect(wrapped.toString('hex')).toBe(
      '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21',
    );
    // The library's own, where it has one, agrees.
    const cipher = createDecipheriv('id-aes256-wrap', wrapping, Buffer.alloc(8, 0xa6));
    expect(Buffer.concat([cipher.update(wrapped), cipher.final()])).toEqual(key);
  });
});
