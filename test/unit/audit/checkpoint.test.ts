import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkCheckpoint,
  type CheckpointBody,
  checkpointText,
  noteKeyName,
  parseCheckpoint,
  signCheckpoint,
} from '../../../src-main/audit/checkpoint.ts';
import { hashFrom } from '../../../src-main/base/hash.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';

const body: CheckpointBody = {
  origin: 'attestry.log/0123456789abcdef',
  size: 2 ** 40 + 3,
  root: hashFrom('ab'.repeat(32)),
  block: { number: 7, hash: hashFrom('cd'.repeat(32)) },
  time: new Date().toISOString(),
};
const officer = await certify('Officer');
const note = await signCheckpoint(body, await signerOf(officer));

describe('a signed checkpoint', () => {
  test('says in C2SP form what it was made of, and is read back', () => {
    expect(note.split('\n').slice(0, 5)).toEqual([
      body.origin,
      '1099511627779',
      Buffer.from('ab'.repeat(32), 'hex').toString('base64'),
      `block 7 ${Buffer.from('cd'.repeat(32), 'hex').toString('base64')}`,
      `time ${body.time}`,
    ]);
    expect(parseCheckpoint(note)).toMatchObject({ body, text: checkpointText(body) });
    expect(checkCheckpoint(note, officer.certificate)).toBe('ok');
    const bare = checkpointText({ ...body, block: null });
    expect(bare).not.toContain('block');
  });
  test('carries the key id of an ECDSA key, type 0x02', () => {
    const spki = new X509Certificate(officer.certificate).publicKey.export({ type: 'spki', format: 'der' });
    const [line] = parseCheckpoint(note)!.signatures;
    expect(line!.keyId).toEqual(createHash('sha256').update(spki).digest().subarray(0, 4));
    expect(line!.keyName).toBe(noteKeyName(officer.certificate));
  });
  test.each([
    ['ecdsa-p256', 'Officer P-256'],
    ['ecdsa-p384', 'Officer P-384'],
    ['rsa', 'Officer RSA'],
  ] as const)('by %s is good for OpenSSL too', async (algorithm, name) => {
    const identity = await certify(name, { algorithm });
    const signed = await signCheckpoint(body, await signerOf(identity));
    expect(checkCheckpoint(signed, identity.certificate)).toBe('ok');
    const folder = mkdtempSync(join(tmpdir(), 'note-'));
    try {
      const file = (named: string, bytes: Uint8Array | string): string => {
        writeFileSync(join(folder, named), bytes);
        return join(folder, named);
      };
      const parsed = parseCheckpoint(signed)!;
      const key = new X509Certificate(identity.certificate).publicKey.export({ type: 'spki', format: 'pem' });
      const verify = (text: string): string =>
        execFileSync(
          'openssl',
          [
            'dgst',
            '-sha256',
            '-verify',
            file('key.pem', key),
            '-signature',
            file('signature', parsed.signatures[0]!.signature),
            file('text', text),
          ],
          { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
        );
      expect(verify(parsed.text)).toContain('Verified OK');
      expect(() => verify(`${parsed.text}x`)).toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  test('is refused with another key, outside the validity, and with any byte of its text changed', async () => {
    const other = await certify('Somebody else');
    expect(checkCheckpoint(note, other.certificate)).toBe('no-such-key');
    expect(checkCheckpoint(note, new Uint8Array(20))).toBe('no-such-key');
    const never = await signCheckpoint({ ...body, time: '2026-13-45T00:00:00Z' }, await signerOf(officer));
    expect(checkCheckpoint(never, officer.certificate)).toBe('outside-validity');
    const early = await signCheckpoint({ ...body, time: '2001-01-01T00:00:00Z' }, await signerOf(officer));
    expect(checkCheckpoint(early, officer.certificate)).toBe('outside-validity');
    const end = note.indexOf('\n\n');
    for (let at = 0; at < end; at++) {
      const changed = note.slice(0, at) + String.fromCharCode(note.charCodeAt(at) ^ 1) + note.slice(at + 1);
      expect(checkCheckpoint(changed, officer.certificate)).not.toBe('ok');
    }
  });
});

describe('hostile notes', () => {
  const [first, size, root, ...rest] = note.split('\n');
  const lines = (...changed: (string | undefined)[]): string => changed.join('\n');
  test.each([
    ['empty', ''],
    ['no signature', checkpointText(body)],
    ['no text', `\n\n${note.slice(note.indexOf('\u2014'))}`],
    ['a negative size', lines(first, '-1', root, ...rest)],
    ['a size with a leading zero', lines(first, '07', root, ...rest)],
    ['a size beyond all counting', lines(first, '99999999999999999', root, ...rest)],
    ['a size in exponent form', lines(first, '1e3', root, ...rest)],
    ['a short root', lines(first, size, 'AAAA', ...rest)],
    ['a root in sloppy base64', lines(first, size, root!.replace('=', ''), ...rest)],
    ['no time', note.replace(/time [^\n]+\n/, '')],
    ['a signature line without a dash', note.replace('\u2014', '-')],
    ['a signature that is no base64', note.replace(/ \S+\n$/, ' ####\n')],
    ['ten thousand lines', `${note}${'\u2014 a AAAAAAAA\n'.repeat(10_000)}`],
  ])('%s is not a checkpoint', (_name, hostile) => {
    expect(parseCheckpoint(hostile)).toBeNull();
    expect(checkCheckpoint(hostile, officer.certificate)).toBe('malformed');
  });
  test('nothing makes the reader throw, and nothing but the note itself is ok', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...note.split('\n'), '\n', '\n\n', '\u2014 ', 'block 1 ', 'time '),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const hostile = parts.join('\n');
        parseCheckpoint(hostile);
        if (hostile !== note)
          expect(
            checkCheckpoint(hostile, officer.certificate) === 'ok' &&
              !hostile.startsWith(checkpointText(body)),
          ).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
