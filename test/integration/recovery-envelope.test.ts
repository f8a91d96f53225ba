import { execFileSync } from 'node:child_process';
import { createDecipheriv, createHash, createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyKind } from '../../src-shared/keys/types.ts';
import { opening, sealBytes, sealing } from '../../src-main/token/envelope.ts';
import { contextHash } from '../../src-main/token/envelope-context.ts';
import { type EnvelopeHeader, headerBytes, readHeader } from '../../src-main/token/envelope-header.ts';
import { type OpenBy, openData, sealData } from '../../src-main/token/envelope-seal.ts';
import { makeKey } from '../../src-main/token/key-making.ts';
import { loadCryptoki } from '../../src-main/token/pkcs11.ts';
import { wrapFor } from '../../src-main/token/recipients.ts';
import { tokenSessions, type TokenSessions } from '../../src-main/token/session.ts';
import { softToken, type SoftToken } from './token-softhsm.ts';

const context = { case: '17' };
const SECRET = 'a requester of whom nobody must know';
/** The recovery key of an escrow service: openssl has it, no token does. */
const escrow = generateKeyPairSync('rsa', { modulusLength: 3072 });
const escrowPublic = escrow.publicKey.export({ type: 'spki', format: 'der' });

let token: SoftToken;
let sessions: TokenSessions;
let serial: string;
let folder: string;
let safePublic: Uint8Array;

const make = (keyId: string, kind: KeyKind): Uint8Array | null =>
  sessions.use(serial, (open) => makeKey(open, keyId, keyId, kind), { writable: true });
const seal = (keyId: string, recipients: readonly Uint8Array[]): Buffer =>
  sessions.use(serial, (work) =>
    sealData(
      work,
      { keyId, keyVersion: 1, content: 'aes-256-gcm', context, recipients },
      Buffer.from(SECRET),
    ),
  );
const open = (envelope: Buffer, by: OpenBy): string =>
  sessions.use(serial, (work) => openData(work, context, envelope, by)).toString();
const refused = (envelope: Buffer, ways: readonly OpenBy[] = ['own-key', 'recovery-key']): void => {
  for (const by of ways)
    expect(() => open(envelope, by)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(envelope-|key-missing)/) as string }),
    );
};
/** The same envelope with another header; commitment and chunks stay. */
const withHeader = (envelope: Buffer, change: (header: EnvelopeHeader) => EnvelopeHeader): Buffer => {
  const { header, raw } = readHeader(envelope);
  return Buffer.concat([headerBytes(change(header)), envelope.subarray(raw.length)]);
};

beforeAll(() => {
  token = softToken();
  process.env.SOFTHSM2_CONF = token.environment.SOFTHSM2_CONF;
  sessions = tokenSessions(loadCryptoki(token.module));
  serial = sessions.list()[0]!.serial;
  sessions.signIn(serial, token.pin);
  folder = mkdtempSync(join(tmpdir(), 'recovery-'));
  safePublic = make('5afe', 'rsa-wrap-3072')!;
});
afterAll(() => {
  sessions.close();
  token.discard();
  rmSync(folder, { recursive: true });
});

/** Opens an envelope of version 2 with openssl and what docs/formats.md says, and nothing of ours. */
function openedByHand(envelope: Buffer, privateKeyFile: string, publicKey: Uint8Array): string {
  let at = 4 + 3 + 4;
  const next = (length: number): Buffer => envelope.subarray(at, (at += length));
  const behind = (width: 1 | 2): Buffer => next(next(width).readUIntBE(0, width));
  behind(1);
  next(4 + 16 + 32);
  const nonce = next(7);
  behind(2);
  const wrapped = Array.from({ length: next(1)[0]! }, () => [next(1)[0], next(32), behind(2)] as const).find(
    ([kind, hash]) => kind === 1 && hash.equals(createHash('sha256').update(publicKey).digest()),
  )![2];
  const header = envelope.subarray(0, at);
  const oaep = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha1', 'rsa_mgf1_md:sha1'];
  const options = ['-decrypt', '-inkey', privateKeyFile, ...oaep.flatMap((one) => ['-pkeyopt', one])];
  const dataKey = execFileSync('openssl', ['pkeyutl', ...options], { input: wrapped });
  const mac = (purpose: string): Buffer =>
    createHmac('sha256', dataKey).update(`attestry envelope v1 ${purpose}\0`).update(header).digest();
  expect(next(32).equals(mac('commitment'))).toBe(true);
  const chunk = envelope.subarray(at);
  const last = Buffer.concat([nonce, Buffer.from([0, 0, 0, 0, 1])]);
  const cipher = createDecipheriv('aes-256-gcm', mac('content'), last).setAAD(header);
  cipher.setAuthTag(chunk.subarray(-16));
  return Buffer.concat([cipher.update(chunk.subarray(0, -16)), cipher.final()]).toString();
}

describe.each(['aes-256', 'rsa-wrap-3072', 'derivation'] as const)('an envelope under %s', (kind) => {
  const keyId = Buffer.from(kind).toString('hex');
  beforeAll(() => {
    make(keyId, kind);
  });

  test('without a recovery key is of version 1, and no recovery key opens it', () => {
    const envelope = seal(keyId, []);
    expect(envelope[4]).toBe(1);
    expect(open(envelope, 'own-key')).toBe(SECRET);
    refused(envelope, ['recovery-key']);
  });

  test('with two of them is opened by its own key, by the one on a token, and by openssl alone', () => {
    const envelope = seal(keyId, [safePublic, escrowPublic]);
    expect(envelope[4]).toBe(2);
    expect(open(envelope, 'own-key')).toBe(SECRET);
    expect(open(envelope, 'recovery-key')).toBe(SECRET);
    const file = join(folder, `${keyId}.pem`);
    writeFileSync(file, escrow.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(openedByHand(envelope, file, escrowPublic)).toBe(SECRET);
  });

  test('with any byte flipped, or cut anywhere in its head, is refused both ways', () => {
    const envelope = seal(keyId, [safePublic]);
    const head = readHeader(envelope).raw.length;
    for (let at = 0; at < envelope.length; at += 1) {
      const changed = Buffer.from(envelope);
      changed[at]! ^= 1 << (at % 8);
      // Each way reads the whole head; the token is asked once only, as it is slow with RSA.
      refused(changed, at % 16 === 0 ? ['own-key', 'recovery-key'] : ['own-key']);
    }
    for (let length = 0; length <= head; length += 7) refused(envelope.subarray(0, length));
  });

  test('with a recipient added, taken away, changed round or put in another’s place is refused both ways', () => {
    const envelope = seal(keyId, [safePublic, escrowPublic]);
    const single = seal(keyId, [safePublic]);
    const stranger = wrapFor(escrowPublic, randomBytes(32));
    const [first] = readHeader(single).header.recipients;
    for (const recipients of [[], [first!, stranger], [stranger, first!], [stranger], [first!, first!]])
      refused(withHeader(single, (header) => ({ ...header, recipients })));
    refused(withHeader(envelope, (header) => ({ ...header, recipients: header.recipients.toReversed() })));
    for (const kept of [0, 1])
      refused(withHeader(envelope, (header) => ({ ...header, recipients: [header.recipients[kept]!] })));
    const other = readHeader(seal(keyId, [safePublic])).header.recipients;
    refused(withHeader(single, (header) => ({ ...header, recipients: other })));
  });
});

test('nobody but the holder of the recovery key opens: another token key is told that it is not the one', () => {
  const envelope = seal(Buffer.from('aes-256').toString('hex'), [escrowPublic]);
  expect(() => open(envelope, 'recovery-key')).toThrow(expect.objectContaining({ code: 'key-missing' }));
});

test('the header of version 1 is, byte for byte, the one of the worked example', () => {
  const [salt, nonce, dataKey] = [Buffer.alloc(16, 1), Buffer.alloc(7, 2), Buffer.alloc(32, 3)];
  const header: EnvelopeHeader = {
    ...{ content: 'aes-256-gcm', protection: 'kbkdf-hmac-sha256', chunk: 65_536, keyId: '0a', keyVersion: 1 },
    ...{ salt, nonce, contextHash: contextHash(salt, context), wrapped: Buffer.alloc(0), recipients: [] },
  };
  const envelope = sealBytes(sealing(header, dataKey), Buffer.from('hello'));
  expect(envelope.toString('hex')).toBe(
    '4154455601010300010000010a0000000101010101010101010101010101010101995ae54ddb0a75c01f4e3c857794b0ce51d70de9694d145a55df5f496e5efb2b020202020202020000de864d742b19eae92fb707e336dc2a37f315a615c89c1c8aed207c1cc57dd046945c296c08500bf83ef428a589cc2aba718b2ecb5e',
  );
  const read = readHeader(envelope);
  expect(() =>
    opening(read, envelope.subarray(read.raw.length, read.raw.length + 32), dataKey),
  ).not.toThrow();
});
