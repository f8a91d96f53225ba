import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyRing } from '../../src-main/keys/index.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { crashing, throughCrashes } from '../fixtures/crashes.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { softToken, type SoftToken } from '../integration/token-softhsm.ts';

const officers = [await signerOf(await certify('First')), await signerOf(await certify('Second'))] as const;
const stranger = await signerOf(await certify('Stranger'));
const late = await signerOf(await certify('Late', { notAfter: new Date(Date.now() - 60_000) }));
const work = { signal: new AbortController().signal, progress: () => undefined };
const context = { case: '17' };

let token: SoftToken;
let folder: string;
let here: KeyPlace;

beforeAll(async () => {
  token = softToken();
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  here = await keyPlace(token, folder, [stranger.identity.certificate]);
});
afterAll(async () => {
  await here.close();
  token.discard();
  rmSync(folder, { recursive: true });
});

const ring = (signer: Signer = officers[0]): KeyRing => here.ring(signer, crashing);

const inUse = async (name: string): Promise<number[]> =>
  (await ring().key(name)).versions.filter(({ state }) => state === 'active').map(({ version }) => version);

describe('a key whose exchange is cut off at every step', () => {
  test('always has one version in use, and everything under it can be read', async () => {
    const keys = ring();
    await keys.generate({ name: 'rotated', kind: 'aes-256' });
    const envelope = await keys.seal('rotated', context, Buffer.from('kept'));
    await throughCrashes(
      () => keys.rotate('rotated'),
      async () => {
        expect(await inUse('rotated')).toHaveLength(1);
        expect(Buffer.from(await keys.open(context, envelope)).toString()).toBe('kept');
      },
    );
    const versions = (await keys.key('rotated')).versions;
    expect(versions.filter(({ state }) => state === 'active')).toHaveLength(1);
    // What crashes left on the token is known here: no key lies there that nobody knows.
    const known = new Set((await keys.list()).flatMap((key) => key.versions.map((v) => v.tokenKeyId)));
    expect((await keys.inventory()).every(({ keyId }) => known.has(keyId))).toBe(true);
  });

  test('brings its values and files along, each readable at any time, and ends', async () => {
    const keys = ring();
    await keys.generate({ name: 'wrapped', kind: 'aes-256' });
    const [plain, sealed] = [join(folder, 'plain'), join(folder, 'sealed')];
    writeFileSync(plain, 'the content of a file');
    for (let n = 0; n < 2; n++) await keys.keep('wrapped', `value-${n}`, context, Buffer.from(`value ${n}`));
    await keys.encryptFile('wrapped', context, { from: plain, to: sealed });
    await keys.rotate('wrapped');
    const readable = async (): Promise<void> => {
      for (let n = 0; n < 2; n++)
        expect(Buffer.from((await keys.read(`value-${n}`))!).toString()).toBe(`value ${n}`);
      const out = join(folder, 'out');
      await keys.decryptFile(context, { from: sealed, to: out });
      expect(readFileSync(out, 'utf8')).toBe('the content of a file');
    };
    await throughCrashes(() => keys.rewrap('wrapped', work), readable);
    await readable();
    expect((await keys.key('wrapped')).versions.map(({ objects }) => objects)).toEqual([3, 0]);
  });
});

describe('destruction', () => {
  test('wants two different officers, nothing under the key, and survives being cut off at every step', async () => {
    const [first, second] = [ring(officers[0]), ring(officers[1])];
    await first.generate({ name: 'ended', kind: 'aes-256' });
    await first.keep('ended', 'last', context, Buffer.from('x'));
    const envelope = await first.seal('ended', context, Buffer.from('y'));
    await expect(first.requestDestruction('ended', 1, 'test')).rejects.toMatchObject({ code: 'key-state' });
    await first.rotate('ended');
    await expect(first.requestDestruction('ended', 1, 'test')).rejects.toMatchObject({ code: 'key-in-use' });
    await first.rewrap('ended', work);
    const requestId = await first.requestDestruction('ended', 1, 'test');
    await expect(first.destroy(requestId)).rejects.toMatchObject({ code: 'key-second-person' });
    await first.approve(requestId);
    await expect(first.approve(requestId)).rejects.toMatchObject({ code: 'key-second-person' });
    await expect(first.destroy(requestId)).rejects.toMatchObject({ code: 'key-second-person' });
    for (const [signer, code] of [
      [stranger, 'certificate-untrusted'],
      [late, 'certificate-expired'],
    ] as const)
      await expect(ring(signer).approve(requestId)).rejects.toMatchObject({ code });
    await second.approve(requestId);
    await throughCrashes(
      () => first.destroy(requestId),
      () => Promise.resolve(),
    );
    const [v2, v1] = (await first.key('ended')).versions;
    expect([v2?.state, v1?.state]).toEqual(['active', 'destroyed']);
    expect((await first.inventory()).some(({ keyId }) => keyId === v1?.tokenKeyId)).toBe(false);
    await expect(first.open(context, envelope)).rejects.toMatchObject({ code: 'key-state' });
    expect(Buffer.from((await first.read('last'))!).toString()).toBe('x');
  });
});

test('an operation is counted before it is done: a crash counts one too many at most, never one too few', async () => {
  const keys = ring();
  await keys.generate({ name: 'counted', kind: 'aes-256' });
  let done = 0;
  const crashes = await throughCrashes(
    async () => {
      await keys.seal('counted', context, Buffer.from('x'));
      done += 1;
    },
    () => Promise.resolve(),
  );
  const { operations } = (await keys.key('counted')).versions[0]!;
  expect(operations).toBeGreaterThanOrEqual(done);
  expect(operations).toBeLessThanOrEqual(done + crashes);
});
