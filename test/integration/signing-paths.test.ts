import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standingUnder, trustFrom, verifyDetached } from '../../src-main/signing/index.ts';

/* Paths from a signer to the trusted authority, made by OpenSSL; where OpenSSL says no, we must not say intact. */

let folder: string;
const at = (name: string): string => join(folder, name);
const openssl = (...parameters: string[]): string =>
  execFileSync('openssl', parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
const der = (name: string): Uint8Array => new X509Certificate(readFileSync(at(`${name}.pem`))).raw;
const openSslAgrees = (...parameters: string[]): boolean => {
  try {
    openssl(...parameters);
    return true;
  } catch {
    return false;
  }
};

const CA = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n';
const SIGNER = 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n';

type Issue = {
  readonly name: string;
  readonly subject: string;
  readonly issuer: string;
  readonly key?: string;
  readonly extensions?: string;
  readonly more?: readonly string[];
};

/** Issues a certificate; those of an authority have a key of the authority's name. */
function issue({ name, subject, issuer, key = name, extensions = CA, more = [] }: Issue): void {
  openssl('req', '-new', '-key', `${key}.key`, '-subj', subject, '-out', `${name}.csr`);
  writeFileSync(at(`${name}.ext`), `${extensions}subjectKeyIdentifier=hash\n`);
  const by = issuer === name ? ['-key', `${key}.key`] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
  const days = more.includes('-not_after') || more.includes('-days') ? [] : ['-days', '30'];
  openssl(
    ...['x509', '-req', '-in', `${name}.csr`, ...by, '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    ...['-sha256', ...days, ...more],
  );
}

const ecKey = (name: string): void => {
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
};
const rsaKey = (name: string, bits: number): void => {
  openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`, '-out', `${name}.key`);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-paths-'));
  rsaKey('root', 2048);
  rsaKey('weak', 1024);
  for (const name of ['middle', 'officer']) ecKey(name);
  openssl(
    ...['req', '-x509', '-key', 'root.key', '-subj', '/O=Hospital/CN=Root', '-days', '60'],
    '-out',
    'root.pem',
  );
  writeFileSync(at('minutes.txt'), 'minutes of the meeting');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What OpenSSL and we say of a file signed by the officer, who was certified by `middle`. */
async function verdicts(): Promise<{ openssl: boolean; strict: boolean; ours: string; trusted: string }> {
  openssl(
    ...['cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-in', 'minutes.txt', '-outform', 'DER'],
    ...[
      '-nosmimecap',
      '-signer',
      'officer.pem',
      '-inkey',
      'officer.key',
      '-certfile',
      'middle.pem',
      '-out',
      'minutes.p7s',
    ],
  );
  const verify = (level: string): boolean =>
    openSslAgrees(
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'minutes.p7s', '-content', 'minutes.txt'],
      ...['-CAfile', 'root.pem', '-auth_level', level, '-out', 'verified.txt'],
    );
  const trust = trustFrom(readFileSync(at('root.pem')));
  const { result, signatures } = await verifyDetached(
    at('minutes.txt'),
    readFileSync(at('minutes.p7s')),
    trust,
    new Date(),
  );
  return { openssl: verify('1'), strict: verify('2'), ours: result, trusted: signatures[0]?.trusted ?? '' };
}

/** Certifies the officer through a `middle` that differs. */
async function through(middle: Partial<Issue>, officer: Partial<Issue> = {}): ReturnType<typeof verdicts> {
  issue({ name: 'middle', subject: '/O=Hospital/CN=Middle', issuer: 'root', ...middle });
  const issuer = { CA: 'middle.pem', key: `${middle.key ?? 'middle'}.key` };
  openssl(
    'req',
    '-new',
    '-key',
    'officer.key',
    '-subj',
    '/O=Hospital/CN=Olivia Officer',
    '-out',
    'officer.csr',
  );
  writeFileSync(at('officer.ext'), officer.extensions ?? SIGNER);
  openssl(
    ...['x509', '-req', '-in', 'officer.csr', '-CA', issuer.CA, '-CAkey', issuer.key, '-days', '20'],
    ...['-extfile', 'officer.ext', '-out', 'officer.pem', ...(officer.more ?? ['-sha256'])],
  );
  return verdicts();
}

test('an ordinary path is intact for both', async () => {
  expect(await through({})).toEqual({ openssl: true, strict: true, ours: 'intact', trusted: 'trusted' });
});

describe('an authority in between does not count', () => {
  test.each<[string, Partial<Issue>]>([
    ['for web servers only', { extensions: `${CA}extendedKeyUsage=serverAuth\n` }],
    [
      'for other names only',
      { extensions: `${CA}nameConstraints=permitted;dirName:other\n[other]\nO=Elsewhere\n[more]\n` },
    ],
    ['that may sign but not certify', { extensions: CA.replace('keyCertSign,', '') }],
    ['that has expired', { more: ['-days', '-1'] }],
    ['with a critical extension that nobody knows', { extensions: `${CA}1.2.3.4.5=critical,ASN1:NULL\n` }],
    ['of the first version, which knows no authorities', { extensions: SIGNER }],
  ])('%s', async (_name, middle) => {
    expect(await through(middle)).toMatchObject({
      openssl: false,
      ours: 'could-not-tell',
      trusted: 'untrusted',
    });
  });

  // OpenSSL takes them at the level that is its default, and refuses them at the one that knows better.
  test.each<[string, Partial<Issue>]>([
    ['by a signature over SHA-1', { more: ['-sha1'] }],
    [
      'by a PSS signature over SHA-1',
      { more: ['-sha1', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:20'] },
    ],
    ['with a key of 1024 bits', { key: 'weak' }],
  ])('%s', async (_name, middle) => {
    expect(await through(middle)).toMatchObject({
      strict: false,
      ours: 'could-not-tell',
      trusted: 'untrusted',
    });
  });

  test.each([
    ['a web server', `${SIGNER}extendedKeyUsage=serverAuth\n`],
    ['a machine that encrypts', SIGNER.replace('digitalSignature,nonRepudiation', 'keyEncipherment')],
  ])('and neither does the certificate of %s: its key approves nothing', async (_whose, extensions) => {
    await through({}, { extensions });
    const trust = standingUnder(trustFrom(der('middle')).signers);
    expect(trust(der('officer'))).toBe('untrusted');
    await through({});
    expect(trust(der('officer'))).toBe('trusted');
    expect(trust(Buffer.from('hello'))).toBe('untrusted');
  });

  test('which is sound with PSS over SHA-256', async () => {
    const more = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'];
    expect(await through({ more })).toMatchObject({ strict: true, ours: 'intact' });
  });
});
