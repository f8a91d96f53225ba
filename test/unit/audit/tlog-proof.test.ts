import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rootFromInclusion, rootOfLeaves } from '../../../src-main/audit/merkle.ts';
import { readNoteKey, verifierKeyOf } from '../../../src-main/audit/note-key.ts';
import { checkProof } from '../../../src-main/audit/proof-check.ts';
import { parseTlogProof, tlogProofText } from '../../../src-main/audit/tlog-proof.ts';
import { hashFrom, sha256 } from '../../../src-main/base/hash.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';
import { entryBytes, rowNumber } from '../../fixtures/entry-bytes.ts';
import { provenLog } from '../../fixtures/proven-log.ts';
import { inclusionHolds, openNote, openProof, verifierKey } from '../../independent/transparency-log.ts';

const officer = await certify('Officer');
const { proofs, witness, tables } = await provenLog(700, await signerOf(officer));
const { text: keyLine } = await proofs.key('vkey');
const key = readNoteKey(Buffer.from(keyLine))!;
const { text: proof } = await proofs.proof(300, true);

describe('a stranger, from the specifications alone,', () => {
  const strange = verifierKey(keyLine);
  test('accepts the checkpoint and the proof of every entry tried', async () => {
    const { text: note } = await proofs.checkpoint();
    expect(await openNote(note, strange)).toContain('\n700\n');
    for (const id of [1, 2, 255, 256, 257, 511, 512, 513, 699, 700]) {
      const opened = await openProof((await proofs.proof(id, true)).text, strange);
      expect(opened).toEqual({
        index: BigInt(id - 1),
        size: 700n,
        origin: 'attestry.log/proven',
        entry: entryBytes(rowNumber(id)),
      });
    }
  });
  test('accepts a key on P-384 too', async () => {
    const other = await certify('Other', { algorithm: 'ecdsa-p384' });
    const log = await provenLog(5, await signerOf(other));
    const opened = await openProof(
      (await log.proofs.proof(4, true)).text,
      verifierKey((await log.proofs.key('vkey')).text),
    );
    expect(opened.index).toBe(3n);
  });
  test('refuses where the product refuses: any bit changed, anywhere in the file', async () => {
    const short = (await (await provenLog(9, await signerOf(officer))).proofs.proof(6, true)).text;
    const bytes = Buffer.from(short);
    // Every third byte: the whole file twice over would take a minute.
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 7);
      const file = changed.toString('utf8');
      expect(checkProof(file, key, null).result).not.toBe('intact');
      await expect(openProof(file, strange)).rejects.toThrow();
    }
  });
});

describe('checking a proof', () => {
  test('is intact with the right key in every form it is handed out in', async () => {
    for (const format of ['vkey', 'pem', 'certificate'] as const) {
      const given = readNoteKey(Buffer.from((await proofs.key(format)).text))!;
      expect(checkProof(proof, given, null)).toMatchObject({
        result: 'intact',
        reason: null,
        says: { index: 299, size: 700, entry: { entryId: 300, actor: 'user-11' } },
      });
    }
    expect(checkProof(proof, readNoteKey(officer.certificate)!, null).result).toBe('intact');
  });
  test('by an RSA key works too', async () => {
    const rsa = await certify('RSA', { algorithm: 'rsa' });
    const log = await provenLog(5, await signerOf(rsa));
    const file = (await log.proofs.proof(1, true)).text;
    for (const format of ['vkey', 'pem', 'certificate'] as const) {
      const given = readNoteKey(Buffer.from((await log.proofs.key(format)).text))!;
      expect(checkProof(file, given, null).result).toBe('intact');
      expect(checkProof(proof, given, null)).toMatchObject({ result: 'could-not-tell' });
    }
  });
  test('never says intact without the entry: the path alone is about nothing', async () => {
    const { text } = await proofs.proof(300, false);
    expect(text).not.toContain('extra');
    expect(checkProof(text, key, null)).toMatchObject({ result: 'could-not-tell', says: { leaf: null } });
    expect(checkProof(text, key, entryBytes(rowNumber(300))).result).toBe('intact');
    expect(checkProof(text, key, entryBytes(rowNumber(301))).result).toBe('tampered');
    expect(checkProof(text, key, Buffer.from('no entry')).result).toBe('could-not-tell');
  });
  test('with the bytes of another row, or an altered one, is tampered', () => {
    const row = rowNumber(300);
    for (const other of [rowNumber(299), { ...row, details: '{}' }, { ...row, time: row.time + 1n }])
      expect(checkProof(proof, key, entryBytes(other))).toMatchObject({ result: 'tampered' });
  });
  test('with the key of somebody else could not tell; under a stolen name it is refused', async () => {
    const other = await certify('Somebody else');
    expect(checkProof(proof, readNoteKey(other.certificate)!, null)).toMatchObject({
      result: 'could-not-tell',
      says: { index: 299 },
    });
    const line = verifierKeyOf(other.certificate);
    const stolen = line.replace(/^[^+]+/, key.name);
    // ECDSA keys are told apart by their id, whatever name they bear.
    expect(checkProof(proof, readNoteKey(Buffer.from(stolen))!, null).result).toBe('could-not-tell');
    expect(
      readNoteKey(Buffer.from(line.replace(/\+[0-9a-f]{8}\+/, `+${key.id.toString('hex')}+`))),
    ).toBeNull();
  });
  test('outside the validity of the certificate could not tell', async () => {
    const lapsed = await certify('Officer', {
      keys: officer.keys,
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2021-01-01'),
    });
    expect(checkProof(proof, readNoteKey(lapsed.certificate)!, null)).toMatchObject({
      result: 'could-not-tell',
      reason: expect.stringContaining('not valid') as string,
    });
  });
  test('a key of a type that signs no checkpoints is no key', () => {
    expect(readNoteKey(Buffer.from('name+00000000+AQID'))).toBeNull();
    expect(readNoteKey(Buffer.from(''))).toBeNull();
    expect(readNoteKey(Buffer.alloc(200_000, 'a'))).toBeNull();
    expect(
      readNoteKey(
        Buffer.from(
          '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n',
        ),
      ),
    ).toBeNull();
  });
});

describe('making a proof', () => {
  test('is refused for what is not there, not covered, altered, or rests on a damaged copy', async () => {
    await expect(proofs.proof(9999, false)).rejects.toMatchObject({ code: 'entry-unknown' });
    const unsigned = await provenLog(10, null);
    await expect(unsigned.proofs.proof(3, true)).rejects.toMatchObject({ code: 'proof-impossible' });
    await expect(unsigned.proofs.checkpoint()).rejects.toMatchObject({ code: 'proof-impossible' });
    await expect(unsigned.proofs.key('vkey')).rejects.toMatchObject({ code: 'proof-impossible' });
    const altered = await provenLog(10, await signerOf(officer));
    const at = altered.tables.rows.findIndex(({ row }) => row.id === 3);
    const old = altered.tables.rows[at]!;
    const bytes = entryBytes({ ...old.row, actor: 'somebody.else' });
    altered.tables.rows[at] = { ...old, bytes };
    await expect(altered.proofs.proof(3, true)).rejects.toMatchObject({ code: 'proof-impossible' });
    // The proof of what was sealed is still there, and convicts the row.
    const { text } = await altered.proofs.proof(3, false);
    expect(checkProof(text, key, old.bytes).result).toBe('intact');
    expect(checkProof(text, key, bytes).result).toBe('tampered');
    altered.witness.notes[0] = { ...altered.witness.notes[0]!, root: sha256(Buffer.from('x')) };
    await expect(altered.proofs.proof(3, false)).rejects.toMatchObject({ code: 'proof-impossible' });
    await expect(altered.proofs.checkpoint()).rejects.toMatchObject({ code: 'proof-impossible' });
  });
  test('rests on the root that the token signed', () => {
    const leaves = witness.kept.map(({ leaf }) => leaf);
    expect(witness.notes[0]!.root).toBe(rootOfLeaves(leaves));
    expect(tables.seals.size).toBe(700);
  });
});

describe('hostile proof files', () => {
  test.each([
    ['another first line', proof.replace('@v1', '@v2')],
    ['an index with a leading zero', proof.replace('index ', 'index 0')],
    ['an index beyond all counting', proof.replace('index 299', 'index 99999999999999999')],
    ['no index', proof.replace(/index 299\n/, '')],
    ['a short hash', proof.replace(/(index 299\n)[^\n]+/, '$1AAAA')],
    ['a path deeper than any tree', proof.replace(/(index 299\n)/, `$1${`${'A'.repeat(43)}=\n`.repeat(60)}`)],
    ['sloppy base64', proof.replace(/(extra [^\n]+)\n/, '$1==\n')],
    ['no checkpoint', proof.slice(0, proof.indexOf('\n\n'))],
    ['carriage returns', proof.replaceAll('\n', '\r\n')],
    ['nothing', ''],
  ])('%s: could not tell, and nothing is said of it', (_name, file) => {
    expect(checkProof(file, key, null)).toMatchObject({ result: 'could-not-tell', says: null });
  });
  test('nothing makes the reader throw, and what is read is written back the same', () => {
    const pieces = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...proof.split('\n'), ''));
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const file = parts.join('\n');
        const read = parseTlogProof(file);
        if (read !== null) expect(tlogProofText(read)).toBe(file);
        expect(checkProof(file, key, null).result === 'intact' && file !== proof).toBe(false);
      }),
      { numRuns: 1000 },
    );
    expect(tlogProofText(parseTlogProof(proof)!)).toBe(proof);
  });
});

// The vectors of transparency-dev/merkle, where they lie beside the repository.
const VECTORS = resolve(import.meta.dirname, '../../../../shared/vectors/merkle-inclusion');
const present = existsSync(VECTORS);
type Vector = {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly proof: readonly string[] | null;
  readonly desc: string;
  readonly wantErr: boolean;
};
describe.runIf(present)(
  'inclusion vectors of transparency-dev/merkle (skipped where they do not lie beside the repository)',
  () => {
    const bytes = (text: string | null): Buffer => Buffer.from(text ?? '', 'base64');
    const files = present ? globSync('**/*.json', { cwd: VECTORS }).toSorted() : [];
    test.each(files)('%s', (name) => {
      const vector = JSON.parse(readFileSync(join(VECTORS, name), 'utf8')) as Vector;
      const { leafIdx, treeSize, wantErr } = vector;
      const path = (vector.proof ?? []).map(bytes);
      const leaf = bytes(vector.leafHash);
      const root = bytes(vector.root);
      // A hash of another length is no hash; the product's type does not admit one.
      const hashes = [leaf, root, ...path].every(({ length }) => length === 32);
      const ours =
        hashes && rootFromInclusion(leafIdx, treeSize, hashFrom(leaf), path.map(hashFrom)) === hashFrom(root);
      expect(ours).toBe(!wantErr);
      if (hashes && leafIdx >= 0)
        expect(inclusionHolds(BigInt(leafIdx), BigInt(treeSize), leaf, path, root)).toBe(!wantErr);
    });
  },
);
