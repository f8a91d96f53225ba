import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDataKind, keyKindSchema, type KeyKind } from '../../src-shared/keys/types.ts';
import { CKA, CKK, CKO, type Cryptoki } from '../../src-main/token/cryptoki.ts';
import { dataKeyMemory, deriveKey } from '../../src-main/token/data-keys.ts';
import { contextBytes } from '../../src-main/token/envelope-context.ts';
import { openFile, sealFile } from '../../src-main/token/envelope-file.ts';
import { openData, sealData } from '../../src-main/token/envelope-seal.ts';
import { readInventory, type TokenObject } from '../../src-main/token/inventory.ts';
import { destroyKey, makeKey } from '../../src-main/token/key-making.ts';
import { loadCryptoki } from '../../src-main/token/pkcs11.ts';
import { tokenSessions, type TokenSessions } from '../../src-main/token/session.ts';
import { softToken, type SoftToken } from './token-softhsm.ts';

const context = { type: 'letter', object: '4711', field: 'body' };
let token: SoftToken;
let cryptoki: Cryptoki;
let sessions: TokenSessions;
let serial: string;
let folder: string;

beforeAll(() => {
  token = softToken();
  process.env.SOFTHSM2_CONF = token.environment.SOFTHSM2_CONF;
  cryptoki = loadCryptoki(token.module);
  sessions = tokenSessions(cryptoki);
  serial = sessions.list()[0]!.serial;
  sessions.signIn(serial, token.pin);
  folder = mkdtempSync(join(tmpdir(), 'envelope-'));
});
afterAll(() => {
  sessions.close();
  token.discard();
  rmSync(folder, { recursive: true });
});

const make = (keyId: string, kind: KeyKind): Uint8Array | null =>
  sessions.use(serial, (open) => makeKey(open, keyId, `test ${keyId}`, kind), { writable: true });
const inventory = (): readonly TokenObject[] => sessions.use(serial, readInventory);
const seal = (keyId: string, plaintext: Uint8Array, content: 'aes-256-gcm' | 'chacha20-poly1305') =>
  sessions.use(serial, (work) => sealData(work, { keyId, keyVersion: 1, content, context }, plaintext));
const open = (envelope: Buffer, belongsTo: Record<string, string> = context): Buffer =>
  sessions.use(serial, (work) => openData(work, belongsTo, envelope));

describe.each(keyKindSchema.options)('a key of kind %s', (kind) => {
  const keyId = Buffer.from(kind).toString('hex');
  test('is made for its purpose only, cannot leave the token, and can be destroyed', () => {
    const publicKey = make(keyId, kind);
    const objects = inventory().filter((object) => object.keyId === keyId);
    const own = objects.find(({ type }) => type !== 'public');
    expect(own).toMatchObject({
      sensitive: true,
      extractable: false,
      alwaysSensitive: true,
      neverExtractable: true,
      local: true,
      label: `test ${keyId}`,
    });
    const uses = isDataKind(kind)
      ? ({ 'aes-256': ['wrap', 'unwrap'], derivation: ['sign'] }[kind as string] ?? ['unwrap'])
      : ['sign'];
    expect(own?.uses).toEqual(uses);
    if (publicKey === null) expect(objects).toHaveLength(1);
    else {
      const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
      expect(['ec', 'rsa']).toContain(key.asymmetricKeyType);
      expect(objects.find(({ type }) => type === 'public')?.uses).toEqual([
        kind === 'rsa-wrap-3072' ? 'wrap' : 'verify',
      ]);
    }
    expect(() => make(keyId, kind)).toThrow('already holds');
    const removed = sessions.use(serial, (work) => destroyKey(work, keyId), { writable: true });
    expect(removed).toBe(objects.length);
    expect(inventory().some((object) => object.keyId === keyId)).toBe(false);
    expect(() => sessions.use(serial, (work) => destroyKey(work, keyId), { writable: true })).toThrow(
      expect.objectContaining({ code: 'key-missing' }),
    );
  });
});

test('a key that could leave the token is destroyed before anybody uses it', () => {
  const leaky: Cryptoki = {
    ...cryptoki,
    generateKey: (session, mechanism, template) =>
      cryptoki.generateKey(
        session,
        mechanism,
        template.map(({ type, value }) => ({ type, value: type === CKA.extractable ? true : value })),
      ),
  };
  expect(() =>
    sessions.use(serial, (work) => makeKey({ ...work, cryptoki: leaky }, 'ee', 'leaky', 'aes-256'), {
      writable: true,
    }),
  ).toThrow(expect.objectContaining({ code: 'key-unsafe' }));
  expect(inventory().some(({ keyId }) => keyId === 'ee')).toBe(false);
});

test('derivation on the token equals openssl', () => {
  const secret = randomBytes(32);
  for (const [label, bound, length] of [
    ['attestry data key v1', contextBytes(context), 32],
    ['a', Buffer.from('patient 7, field 3'), 16],
    ['longer than a block', randomBytes(100), 80],
  ] as const) {
    const derived = sessions.use(serial, (work) => {
      const key = cryptoki.create(work.session, [
        { type: CKA.class, value: CKO.secretKey },
        { type: CKA.keyType, value: CKK.genericSecret },
        { type: CKA.token, value: false },
        { type: CKA.sign, value: true },
        { type: CKA.value, value: secret },
      ]);
      return deriveKey(work, key, Buffer.from(label), bound, length);
    });
    const options = [
      'mac:HMAC',
      'digest:SHA256',
      'mode:COUNTER',
      `hexkey:${secret.toString('hex')}`,
      `hexsalt:${Buffer.from(label).toString('hex')}`,
      `hexinfo:${bound.toString('hex')}`,
    ];
    const args = ['kdf', '-keylen', String(length), '-binary', ...options.flatMap((o) => ['-kdfopt', o])];
    expect(derived.equals(execFileSync('openssl', [...args, 'KBKDF']))).toBe(true);
  }
});

describe.each([
  ['aes-256', 'aes-256-gcm'],
  ['aes-256', 'chacha20-poly1305'],
  ['rsa-wrap-3072', 'aes-256-gcm'],
  ['derivation', 'chacha20-poly1305'],
] as const)('an envelope under %s with %s', (kind, content) => {
  const keyId = Buffer.from(`${kind}/${content}`).toString('hex').slice(0, 60);
  beforeAll(() => {
    make(keyId, kind);
  });

  test.each([0, 1, 65_535, 65_536, 65_537, 200_000])('of %d bytes is read back', (length) => {
    const plaintext = randomBytes(length);
    expect(open(seal(keyId, plaintext, content)).equals(plaintext)).toBe(true);
  });

  test('differs each time, says nothing of its content, and wants its own context', () => {
    const plaintext = Buffer.from('a requester of whom nobody must know');
    const [one, two] = [seal(keyId, plaintext, content), seal(keyId, plaintext, content)];
    expect(one.equals(two)).toBe(false);
    expect(one.includes('requester') || one.includes('4711')).toBe(false);
    expect(() => open(one, { ...context, object: '4712' })).toThrow(
      expect.objectContaining({ code: 'envelope-context' }),
    );
  });

  test('with any byte flipped, cut anywhere or lengthened is refused as damaged', () => {
    const envelope = seal(keyId, Buffer.from('short'), content);
    const refused = (bytes: Buffer): void => {
      expect(() => open(bytes)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(envelope-|key-missing)/) as string }),
      );
    };
    for (let at = 0; at < envelope.length; at++) {
      const changed = Buffer.from(envelope);
      changed[at]! ^= 1;
      refused(changed);
    }
    for (let length = 0; length < envelope.length; length += 3) refused(envelope.subarray(0, length));
    refused(Buffer.concat([envelope, Buffer.from([0])]));
  });

  test('with chunks changed round, left out or of another envelope is refused as damaged', () => {
    const plaintext = randomBytes(3 * 65_536);
    const [a, b] = [seal(keyId, plaintext, content), seal(keyId, plaintext, content)];
    const step = 65_536 + 16;
    const head = a.length - 3 * step;
    const chunk = (from: Buffer, index: number) =>
      from.subarray(head + index * step, head + (index + 1) * step);
    for (const parts of [
      [a.subarray(0, head), chunk(a, 1), chunk(a, 0), chunk(a, 2)],
      [a.subarray(0, head), chunk(a, 0), chunk(a, 2)],
      [a.subarray(0, head), chunk(a, 0), chunk(a, 1)],
      [a.subarray(0, head), chunk(a, 0), chunk(b, 1), chunk(a, 2)],
      [b.subarray(0, head), chunk(a, 0), chunk(a, 1), chunk(a, 2)],
      [a.subarray(0, head), chunk(a, 0), chunk(a, 1), chunk(a, 2), chunk(a, 2)],
      [a.subarray(0, head)],
    ])
      expect(() => open(Buffer.concat(parts))).toThrow(expect.objectContaining({ code: 'envelope-damaged' }));
  });

  test('as a file holds the same as in memory, and a damaged one gives an error at its end', () => {
    const [plain, sealed, again] = ['plain', 'sealed', 'again'].map((name) =>
      join(folder, `${keyId}-${name}`),
    );
    const content200 = randomBytes(200_000);
    writeFileSync(plain!, content200);
    sessions.use(serial, (work) =>
      sealFile(work, { keyId, keyVersion: 1, content, context }, plain!, sealed!),
    );
    expect(open(readFileSync(sealed!)).equals(content200)).toBe(true);
    expect(sessions.use(serial, (work) => openFile(work, context, sealed!, again!))).toEqual({
      bytes: 200_000,
    });
    expect(readFileSync(again!).equals(content200)).toBe(true);
    const bytes = readFileSync(sealed!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(sealed!, bytes);
    rmSync(again!);
    expect(() => sessions.use(serial, (work) => openFile(work, context, sealed!, again!))).toThrow(
      expect.objectContaining({ code: 'envelope-damaged' }),
    );
  });
});

test('data keys are remembered for five minutes or a thousand uses, then overwritten', () => {
  let now = 0;
  const memory = dataKeyMemory(() => now);
  const made: Buffer[] = [];
  const next = (): Buffer => {
    const key = Buffer.alloc(32, 7);
    made.push(key);
    return key;
  };
  for (let use = 0; use < 1000; use++) memory.get('a', next);
  expect(made).toHaveLength(1);
  memory.get('a', next);
  expect(made).toHaveLength(2);
  expect(made[0]!.every((byte) => byte === 0)).toBe(true);
  now = 5 * 60_000 + 1;
  memory.get('a', next);
  expect(made).toHaveLength(3);
  expect(made[1]!.every((byte) => byte === 0)).toBe(true);
  memory.wipe();
  expect(memory.size()).toBe(0);
  expect(made[2]!.every((byte) => byte === 0)).toBe(true);
});

test('after signing out nothing is decrypted', () => {
  make('0f', 'aes-256');
  const envelope = seal('0f', Buffer.from('x'), 'aes-256-gcm');
  expect(open(envelope).toString()).toBe('x');
  sessions.signOut(serial);
  expect(() => open(envelope)).toThrow(expect.objectContaining({ code: 'not-signed-in' }));
  sessions.signIn(serial, token.pin);
  expect(open(envelope).toString()).toBe('x');
});
