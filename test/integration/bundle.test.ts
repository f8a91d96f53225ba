import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE_NAME, type OpenedBundle } from '../../src-shared/review/types.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { unzipped, zipped } from '../../src-main/base/zip.ts';
import { openArchive } from '../../src-main/review/index.ts';
import { trustFrom } from '../../src-main/signing/index.ts';
import { attestry, attestryJson } from '../fixtures/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
const profile = join(folder, 'profile');
const at = (name: string): string => join(folder, name);
const PASSWORD = { ATTESTRY_BUNDLE_PASSWORD: 'correct horse battery' };
const LIMITS = { files: 100, bytes: 50_000_000, name: BUNDLE_NAME };
let ca: string;
let reportId: string;

beforeAll(async () => {
  const up = await attestryJson<{ caCertificate: string }>(profile, ['sample', 'up', '--entries', '1500']);
  ca = up.json.caCertificate;
  const report = await attestryJson<{ reportId: string }>(profile, [
    'report',
    '--sign',
    '--out',
    at('r.pdf'),
  ]);
  reportId = report.json.reportId;
  const made = await attestryJson(
    profile,
    [
      ...['bundle', 'create', '--entries', '3,700-702', '--reports', reportId],
      ...['--note', 'Asked for by the auditor', '--out', at('b.zip')],
    ],
    PASSWORD,
  );
  expect(made.code, JSON.stringify(made.json)).toBe(0);
});
afterAll(async () => {
  await attestry(profile, ['sample', 'down', '--delete']);
  rmSync(folder, { recursive: true, force: true });
});

/** In a profile that does not exist and must not come to exist. */
const verify = (file: string, trust: string | null = ca, environment: Record<string, string> = PASSWORD) =>
  attestryJson<OpenedBundle>(
    at('nobody'),
    ['bundle', 'verify', file, ...(trust === null ? [] : ['--trust', trust])],
    environment,
  );

const files = async (): Promise<Map<string, Uint8Array>> =>
  new Map(await unzipped(readFileSync(at('b.zip')), PASSWORD.ATTESTRY_BUNDLE_PASSWORD, LIMITS));

/** The bundle with other files in it, encrypted with the same password. */
async function repacked(content: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  const entries = [...content].map(([name, bytes]) => ({
    name,
    bytes: (async function* () {
      yield await Promise.resolve(bytes);
    })(),
  }));
  for await (const part of zipped(entries, PASSWORD.ATTESTRY_BUNDLE_PASSWORD, new Date(), () => undefined))
    parts.push(part.slice());
  writeFileSync(at('other.zip'), Buffer.concat(parts));
  return at('other.zip');
}

describe('a bundle for an auditor', () => {
  test('is intact for a stranger who trusts the authority, and says what is in it', async () => {
    const { code, json } = await verify(at('b.zip'));
    expect(json.reason).toBeNull();
    expect([code, json.result]).toEqual([0, 'intact']);
    expect(json.entries.map(({ header }) => header?.entryId)).toEqual([3, 700, 701, 702]);
    expect(json.entries.every(({ verdict }) => verdict === 'intact')).toBe(true);
    expect(json.reports).toMatchObject([{ result: 'intact', file: `report-${reportId}.pdf` }]);
    expect(json.manifest).toMatchObject({ note: 'Asked for by the auditor' });
    expect(existsSync(at('nobody'))).toBe(false);
  });
  test('is never more than “could not tell” for somebody who trusts nobody', async () => {
    const { code, json } = await verify(at('b.zip'), null);
    expect([code, json.result]).toEqual([3, 'could-not-tell']);
    expect(json.entries.every(({ verdict }) => verdict === 'intact')).toBe(true);
  });
  test('gives nothing out without its password', async () => {
    const answer = await attestryJson<{ error: { code: string } }>(
      at('nobody'),
      ['bundle', 'verify', at('b.zip'), '--trust', ca],
      { ATTESTRY_BUNDLE_PASSWORD: 'wrong horse battery' },
    );
    expect(answer).toMatchObject({ code: 1, json: { error: { code: 'archive-password' } } });
    expect(readFileSync(at('b.zip')).includes('audit_log')).toBe(false);
  });
  test('holds nothing but what its own text says how to check: openssl accepts the list and the certificate', async () => {
    for (const [name, bytes] of await files()) {
      mkdirSync(dirname(at(`out/${name}`)), { recursive: true });
      writeFileSync(at(`out/${name}`), bytes);
    }
    const cwd = at('out');
    const said = execFileSync(
      'openssl',
      [
        ...['cms', '-verify', '-cades', '-inform', 'DER', '-in', 'manifest.json.p7s', '-binary'],
        ...['-content', 'manifest.json', '-CAfile', ca, '-out', '/dev/null'],
      ],
      { cwd, stdio: 'pipe' },
    );
    expect(said.length).toBe(0);
    execFileSync('openssl', ['verify', '-CAfile', ca, 'certificate.pem'], { cwd, stdio: 'pipe' });
    type Listed = { files: { name: string; sha256: string }[] };
    const { files: listed } = JSON.parse(readFileSync(at('out/manifest.json'), 'utf8')) as Listed;
    for (const { name, sha256 } of listed)
      expect(
        createHash('sha256')
          .update(readFileSync(at(`out/${name}`)))
          .digest('hex'),
      ).toBe(sha256);
  });
  test('shows every change: a file changed, missing, added, renamed, or signed for by somebody else', async () => {
    const flip = (content: Map<string, Uint8Array>, name: string): void => {
      const bytes = Buffer.from(content.get(name)!);
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      content.set(name, bytes);
    };
    const changes: readonly [string, (content: Map<string, Uint8Array>) => void][] = [
      ...[...(await files()).keys()].map((name): [string, (content: Map<string, Uint8Array>) => void] => [
        `one bit of ${name}`,
        (content) => {
          flip(content, name);
        },
      ]),
      ['an entry is gone', (content) => void content.delete('entries/entry-700.tlog-proof')],
      [
        'an entry is there twice, under another number',
        (content) =>
          void content.set('entries/entry-9.tlog-proof', content.get('entries/entry-3.tlog-proof')!),
      ],
      [
        'two entries changed names',
        (content) => {
          const [one, other] = ['entries/entry-700.tlog-proof', 'entries/entry-701.tlog-proof'] as const;
          const kept = content.get(one)!;
          content.set(one, content.get(other)!).set(other, kept);
        },
      ],
      ['the signature is gone', (content) => void content.delete('manifest.json.p7s')],
      ['the list is gone', (content) => void content.delete('manifest.json')],
    ];
    const trust = trustFrom(readFileSync(ca));
    for (const [what, change] of changes) {
      const content = await files();
      change(content);
      const { result } = await openArchive(
        readFileSync(await repacked(content)),
        'other.zip',
        PASSWORD.ATTESTRY_BUNDLE_PASSWORD,
        trust,
        systemClock,
      );
      expect(result, what).not.toBe('intact');
    }
  });
  test('refuses what is no bundle, and one without a password for patient data', async () => {
    writeFileSync(at('no.zip'), 'PK, but not really');
    expect(await verify(at('no.zip'))).toMatchObject({
      code: 1,
      json: { error: { code: 'archive-unreadable' } },
    });
    const strange = new Map([['../../escape.txt', Buffer.from('x')]]);
    expect(await verify(await repacked(strange))).toMatchObject({
      code: 1,
      json: { error: { code: 'archive-unreadable' } },
    });
    const wanted = ['bundle', 'create', '--entries', '3', '--out', at('never.zip')];
    for (const password of ['', 'short'])
      expect((await attestryJson(profile, wanted, { ATTESTRY_BUNDLE_PASSWORD: password })).code).toBe(1);
    expect(existsSync(at('never.zip'))).toBe(false);
  });
});
