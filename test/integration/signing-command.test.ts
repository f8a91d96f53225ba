import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCache } from '../../src-main/cache/database.ts';
import { signOffStore } from '../../src-main/cache/stores/sign-offs.ts';
import { certify, type Identity } from '../fixtures/authority.ts';
import { attestry, attestryJson } from '../fixtures/command.ts';
import { timeStampServer, type TimeStampServer } from '../fixtures/time-stamp-authority.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'attestry-signing-'));
const profile = join(folder, 'profile');
const at = (name: string): string => join(folder, name);
type Checked = {
  result: string;
  reason: string | null;
  signatures: { signer: string; timeStamp: { state: string } | null; laterChanges: string }[];
};
let caCertificate: string;
let time: Identity;
let server: TimeStampServer;

beforeAll(async () => {
  const up = await attestryJson<{ caCertificate: string }>(profile, ['sample', 'up', '--entries', '1500']);
  expect(up.code).toBe(0);
  caCertificate = up.json.caCertificate;
  time = await certify('Time Authority', { authority: 1, algorithm: 'rsa' });
  server = await timeStampServer(time);
  writeFileSync(at('time.pem'), time.pem);
});
afterAll(async () => {
  await server.close();
  await attestry(profile, ['sample', 'down', '--delete']);
  rmSync(folder, { recursive: true, force: true });
});

const check = (file: string, ...more: string[]) =>
  attestryJson<Checked>(profile, ['verify-signature', file, ...more]);

describe('a file signed beside itself', () => {
  test('is one that OpenSSL verifies as CAdES, and is intact', async () => {
    // Larger than what is read at once.
    writeFileSync(at('large.bin'), Buffer.alloc(3_500_000, 'synthetic'));
    const signed = await attestryJson<{ file: string; timeStamp: string }>(profile, [
      'sign',
      at('large.bin'),
    ]);
    expect(signed).toMatchObject({ code: 0, json: { file: at('large.bin.p7s'), timeStamp: 'none' } });
    const { stderr } = await run('openssl', [
      ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', at('large.bin.p7s')],
      ...['-content', at('large.bin'), '-CAfile', caCertificate, '-out', at('verified')],
    ]);
    expect(stderr).toContain('CAdES Verification successful');
    expect(await check(at('large.bin'))).toMatchObject({ code: 0, json: { result: 'intact' } });
  });

  test('is never overwritten', async () => {
    const before = readFileSync(at('large.bin.p7s'));
    const again = await attestryJson<{ error: { code: string } }>(profile, ['sign', at('large.bin')]);
    expect(again).toMatchObject({ code: 1, json: { error: { code: 'file-unwritable' } } });
    expect(readFileSync(at('large.bin.p7s')).equals(before)).toBe(true);
  });

  test('is tampered when a byte is missing, and open for a stranger', async () => {
    writeFileSync(at('stranger.pem'), time.pem);
    expect(await check(at('large.bin'), '--trust', at('stranger.pem'))).toMatchObject({
      code: 3,
      json: { result: 'could-not-tell' },
    });
    truncateSync(at('large.bin'), 3_499_999);
    expect(await check(at('large.bin'))).toMatchObject({ code: 2, json: { result: 'tampered' } });
  });

  test('says what is missing', async () => {
    writeFileSync(at('alone.txt'), 'alone');
    expect(await check(at('alone.txt'))).toMatchObject({
      code: 1,
      json: { error: { code: 'file-unreadable', message: 'There is no signature beside the file.' } },
    });
    expect(await attestryJson(profile, ['sign', at('missing')])).toMatchObject({
      code: 1,
      json: { error: { code: 'file-unreadable' } },
    });
  });
});

describe('time-stamps', () => {
  const authority = (...args: string[]) => attestryJson(profile, ['timestamp-authority', ...args]);

  test('refuse an address that is none, or holds a password', async () => {
    for (const url of ['ftp://x/', 'nonsense', 'http://user:word@x/'])
      expect(await authority(url)).toMatchObject({ code: 1, json: { error: { code: 'usage' } } });
  });

  test('are waited for while the authority is away, and fit in later', async () => {
    expect((await authority('http://127.0.0.1:9/', '--ca', at('time.pem'))).code).toBe(0);
    writeFileSync(at('late.txt'), 'later');
    writeFileSync(at('gone.txt'), 'gone');
    expect((await attestryJson(profile, ['sign', at('gone.txt')])).code).toBe(0);
    rmSync(at('gone.txt.p7s'));
    const signed = await attestryJson<{ timeStamp: string }>(profile, ['sign', at('late.txt')]);
    expect(signed).toMatchObject({ code: 0, json: { timeStamp: 'waiting' } });
    const report = await attestryJson(profile, ['report', '--sign', '--out', at('late.pdf')]);
    expect(report.code).toBe(0);
    expect(await attestryJson(profile, ['timestamp', at('late.pdf')])).toMatchObject({
      code: 1,
      json: { error: { code: 'time-stamp-unavailable' } },
    });
    expect((await check(at('late.txt'))).json).toMatchObject({
      result: 'intact',
      signatures: [{ timeStamp: null }],
    });

    expect((await authority(server.url)).code).toBe(0);
    // What waits is known: the signature and the report; one that was removed meanwhile holds up nothing.
    expect(await attestryJson(profile, ['timestamp'])).toMatchObject({
      code: 0,
      json: { signatures: 1, reports: 1, waiting: 0 },
    });
    expect((await attestryJson(profile, ['timestamp', at('late.pdf')])).code).toBe(0);
    expect((await check(at('late.txt'))).json).toMatchObject({
      result: 'intact',
      signatures: [{ timeStamp: { state: 'proven' } }],
    });
    expect((await attestryJson<Checked>(profile, ['report', 'verify', at('late.pdf')])).json).toMatchObject({
      result: 'intact',
      signatures: [{ timeStamp: { state: 'proven' } }],
    });
  });

  test('come with a signature when the authority answers, and with a countersignature', async () => {
    expect((await authority(server.url, '--ca', at('time.pem'))).code).toBe(0);
    const made = await attestryJson<{ reportId: string }>(profile, [
      'report',
      '--sign',
      '--out',
      at('b-t.pdf'),
    ]);
    const more = ['countersign', made.json.reportId, '--out', at('two.pdf'), '--role', 'Reviewer'];
    expect((await attestryJson(profile, more)).json).toMatchObject({ timeStamp: 'present' });
    expect((await attestryJson<Checked>(profile, ['report', 'verify', at('two.pdf')])).json).toMatchObject({
      result: 'intact',
      signatures: [
        { laterChanges: 'signatures', timeStamp: { state: 'proven' } },
        { laterChanges: 'none', timeStamp: { state: 'proven' } },
      ],
    });
  });
});

test('sign-offs are only ever added', () => {
  const file = at('cache.sqlite');
  const database = openCache(file);
  const store = signOffStore(database);
  const signed = { signOffId: 'a1', document: '{}', signature: 'AAAA' };
  store.append(signed, 'rights.denial', 'case-1');
  expect(store.read('a1')).toEqual(signed);
  expect(store.about('rights.denial', 'case-1')).toEqual([signed]);
  expect(store.about('rights.denial', 'case-2')).toEqual([]);
  expect(() => {
    store.append(signed, 'rights.denial', 'case-1');
  }).toThrow(/UNIQUE/);
  database.close();
  const raw = new Database(file);
  expect(() => raw.exec("update sign_off set document = '{}'")).toThrow(/never changed/);
  expect(() => raw.exec('delete from sign_off')).toThrow(/never removed/);
  raw.close();
});
