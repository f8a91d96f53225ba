import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyRing } from '../../src-main/keys/index.ts';
import { recipientsOf } from '../../src-main/token/index.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { certify, rsaKeys, signerOf } from '../fixtures/authority.ts';
import { crashing, throughCrashes } from '../fixtures/crashes.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { secondToken, softToken, type SoftToken } from '../integration/token-softhsm.ts';

const officers = [await signerOf(await certify('First')), await signerOf(await certify('Second'))] as const;
const twin = await signerOf(await certify('First'));
const stranger = await signerOf(await certify('Stranger'));
const work = { signal: new AbortController().signal, progress: () => undefined };
const context = { case: '17' };
const place = { store: 'rights.request', record: 'r-1', column: 'requester' };

let token: SoftToken;
let folder: string;
let clinic: KeyPlace;
/** SHA-256 of the public key of the recovery key in the safe. */
let safe: string;
let recoveryId: string;

const keys = (signer: Signer = officers[0]): KeyRing => clinic.ring(signer);
const standing = async () =>
  (await keys().recovery.status()).recoveries.find((one) => one.recoveryId === recoveryId)!;
const outdated = async (): Promise<number> =>
  (await keys().recovery.status()).outdated.reduce((sum, { objects }) => sum + objects, 0);
const named = async (): Promise<readonly string[]> =>
  recipientsOf(await keys().seal('letters', context, Buffer.from('x')));
/** What somebody with the cache's file can do to it. */
const tamper = (sql: string, ...values: unknown[]): void => {
  const database = new Database(join(folder, 'cache.sqlite'));
  database.prepare(sql).run(...values);
  database.close();
};
const file = (name: string): string => join(folder, name);
const readable = async (ring: KeyRing): Promise<void> => {
  expect(Buffer.from((await ring.read('letter')) ?? []).toString()).toBe('a letter');
  expect(Buffer.from((await ring.columns.read(place)) ?? []).toString()).toBe('a requester');
  await ring.decryptFile(context, { from: file('sealed'), to: file('out') });
  expect(readFileSync(file('out'), 'utf8')).toBe('the content of a file');
};

beforeAll(async () => {
  token = softToken();
  secondToken(token, 'safe', '87654321');
  folder = mkdtempSync(join(tmpdir(), 'recovery-'));
  // In the safe: a key that encrypts, and a certificate for it. Its own profile is not needed again.
  const other = mkdtempSync(join(tmpdir(), 'recovery-safe-'));
  const inSafe = await keyPlace(token, other, [], 'safe');
  const ring = inSafe.ring(officers[0]);
  await ring.generate({ name: 'recovery', kind: 'rsa-wrap-3072' });
  const pem = await ring.recovery.certify(
    'recovery',
    { commonName: 'Safe', organisation: null, country: null },
    10,
  );
  await inSafe.close();
  rmSync(other, { recursive: true });
  const certificate = new X509Certificate(pem);
  safe = createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  clinic = await keyPlace(token, folder, [stranger.identity.certificate], 'clinic');
  await keys().generate({ name: 'letters', kind: 'aes-256' });
  await keys().generate({ name: 'derived', kind: 'derivation' });
  await keys().keep('letters', 'letter', context, Buffer.from('a letter'));
  await keys().keep('derived', 'number', context, Buffer.from('a number'));
  await keys().columns.write(place, Buffer.from('a requester'));
  writeFileSync(file('plain'), 'the content of a file');
  await keys().encryptFile('letters', context, { from: file('plain'), to: file('sealed') });
  recoveryId = await keys().recovery.propose(certificate.raw);
});
afterAll(async () => {
  await clinic.close();
  token.discard();
  rmSync(folder, { recursive: true });
});

describe('a recovery key', () => {
  test('is RSA of 3072 to 4096 bits with a certificate that is valid, and proposed once', async () => {
    for (const identity of [
      await certify('Curve'),
      await certify('Short', { keys: await rsaKeys(2048) }),
      await certify('Late', { keys: await rsaKeys(), notAfter: new Date(Date.now() - 60_000) }),
    ])
      await expect(keys().recovery.propose(identity.certificate)).rejects.toMatchObject({
        code: 'recovery-unfit',
      });
    const again = (await clinic.cache.keys.recovery.list())[0]!.certificate;
    await expect(keys().recovery.propose(again)).rejects.toMatchObject({ code: 'key-state' });
  });

  test('is used only after two different officers approved whom somebody trusted stands behind', async () => {
    expect(await standing()).toMatchObject({ state: 'waiting', publicKeySha256: safe });
    expect(await named()).toEqual([]);
    await keys().recovery.approve(recoveryId);
    expect((await standing()).state).toBe('waiting');
    for (const [signer, code] of [
      [officers[0], 'key-second-person'],
      [twin, 'key-second-person'],
      [stranger, 'certificate-untrusted'],
    ] as const)
      await expect(keys(signer).recovery.approve(recoveryId)).rejects.toMatchObject({ code });
    expect(await named()).toEqual([]);
    await keys(officers[1]).recovery.approve(recoveryId);
    expect((await standing()).state).toBe('in-use');
    expect(await named()).toEqual([safe]);
  });

  test('makes what was there before count as to be encrypted anew, and a re-wrap brings it along', async () => {
    expect(await outdated()).toBe(4);
    const files = recipientsOf(readFileSync(file('sealed')));
    expect(files).toEqual([]);
    const all = (await keys().list()).filter(({ versions }) => versions.some(({ objects }) => objects > 0));
    const done = [];
    for (const { keyId } of all) done.push((await keys().rewrap(keyId, work)).done);
    expect(done.toSorted()).toEqual([1, 1, 2]);
    expect(await outdated()).toBe(0);
    expect(recipientsOf(readFileSync(file('sealed')))).toEqual([safe]);
    await readable(keys());
    expect(await keys().rewrap('letters', work)).toEqual({ done: 0, missing: 0 });
  });

  test('that somebody changed in the file is not used; sealing goes on without it, and nothing loses it', async () => {
    const mine = (await certify('Mine', { keys: await rsaKeys() })).certificate;
    const { certificate, approvals } = (await clinic.cache.keys.recovery.list())[0]!;
    for (const [spoil, mend] of [
      [
        () => {
          tamper('update recovery_key set certificate = ?', Buffer.from(mine));
        },
        () => {
          tamper('update recovery_key set certificate = ?', Buffer.from(certificate));
        },
      ],
      [
        () => {
          tamper(
            'update recovery_approval set signature = zeroblob(64) where officer = ?',
            approvals[0]!.officer,
          );
        },
        () => {
          tamper(
            'update recovery_approval set signature = ? where officer = ?',
            Buffer.from(approvals[0]!.signature),
            approvals[0]!.officer,
          );
        },
      ],
      [
        () => {
          tamper("update recovery_approval set certificate = x'00'");
        },
        () => {
          for (const { officer, certificate: own } of approvals)
            tamper(
              'update recovery_approval set certificate = ? where officer = ?',
              Buffer.from(own),
              officer,
            );
        },
      ],
    ] as const) {
      spoil();
      expect((await standing()).state).toBe('doubtful');
      expect(await named()).toEqual([]);
      expect(await outdated()).toBe(0);
      mend();
      expect((await standing()).state).toBe('in-use');
    }
    // A proposal of their own, with approvals that they signed themselves under two names.
    const forged = await keys(stranger).recovery.propose(mine);
    for (const officer of ['one', 'two'])
      tamper(
        'insert into recovery_approval select ?, ?, certificate, statement, signature, at from recovery_approval limit 1',
        forged,
        officer,
      );
    expect(await named()).toEqual([safe]);
    await expect(keys().recovery.remove(forged, ' ')).rejects.toMatchObject({ code: 'usage' });
    await keys().recovery.remove(forged, 'not ours');
    await expect(keys().recovery.approve(forged)).rejects.toMatchObject({ code: 'key-state' });
  });
});

describe('when the token is lost', () => {
  test('everything is opened with the recovery key and sealed on its token, cut off at every step', async () => {
    // One thing that was sealed while the recovery key did not count.
    tamper('update recovery_key set removed_at = ? where id = ?', 'x', recoveryId);
    await keys().keep('letters', 'alone', context, Buffer.from('nobody else'));
    tamper('update recovery_key set removed_at = null where id = ?', recoveryId);
    expect(await outdated()).toBe(1);
    await clinic.close();
    execFileSync('softhsm2-util', ['--delete-token', '--token', 'clinic'], {
      env: { ...process.env, ...token.environment },
      stdio: 'ignore',
    });
    clinic = await keyPlace(token, folder, [stranger.identity.certificate], 'safe');
    await expect(keys().read('letter')).rejects.toMatchObject({ code: 'token-absent' });
    await keys().recovery.decryptFile(context, { from: file('sealed'), to: file('out') });
    expect(readFileSync(file('out'), 'utf8')).toBe('the content of a file');
    await keys().generate({ name: 'new', kind: 'aes-256' });
    const ring = clinic.ring(officers[0], crashing);
    await throughCrashes(
      () => ring.recovery.recover('new', work),
      async () => {
        // Each thing is readable, by its new key or by the recovery key.
        await keys().recovery.decryptFile(context, { from: file('sealed'), to: file('out') });
        expect(readFileSync(file('out'), 'utf8')).toBe('the content of a file');
      },
    );
    await readable(keys());
    expect(Buffer.from((await keys().read('number')) ?? []).toString()).toBe('a number');
    expect(await keys().recovery.recover('new', work)).toEqual({ done: 0, missing: 0, closed: 1 });
    await expect(keys().read('alone')).rejects.toMatchObject({ code: 'token-absent' });
    expect((await keys().key('new')).versions[0]?.objects).toBe(4);
  });

  test('each opening is counted and in the activity log as an act of its own', async () => {
    const { operations } = await standing();
    expect(operations).toBeGreaterThanOrEqual(5);
    const { size } = await clinic.cache.activity.head();
    const entries = (await clinic.cache.activity.entries(0, size)).map(({ entry }) =>
      Buffer.from(entry).toString(),
    );
    const opened = entries.filter(
      (entry) => entry.includes('attestry.recovery-key') && entry.includes('open'),
    );
    expect(opened.length).toBeGreaterThanOrEqual(operations);
    for (const act of ['propose', 'approve', 'remove'])
      expect(entries.some((entry) => entry.includes('recovery-key') && entry.includes(act))).toBe(true);
  });
});

describe('a recovery key that is taken out of use', () => {
  test('opens what it opened until that is encrypted anew', async () => {
    await keys().recovery.remove(recoveryId, 'the token from the safe was used');
    expect((await standing()).removed?.reason).toBe('the token from the safe was used');
    expect(await outdated()).toBe(4);
    expect((await keys().rewrap('new', work)).done).toBe(4);
    expect(await outdated()).toBe(0);
    expect(recipientsOf(readFileSync(file('sealed')))).toEqual([]);
    await readable(keys());
  });
});
