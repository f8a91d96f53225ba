import { beforeAll, describe, expect, test } from 'vitest';
import { readAnchor } from '../../../src-main/audit/anchor-points.ts';
import { signatureFindings } from '../../../src-main/audit/anchor.ts';
import { isSigningDue, SIGN_AFTER_MS, SIGN_AT } from '../../../src-main/audit/signing-rhythm.ts';
import { signCheckpoint } from '../../../src-main/audit/checkpoint.ts';
import type { StoredCheckpoint, Witness } from '../../../src-main/audit/ports.ts';
import { sha256 } from '../../../src-main/base/hash.ts';
import { kept } from '../../fakes/checkpoints.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';
import { emptyWitness } from '../../fixtures/empty-witness.ts';

const signer = await signerOf(await certify('Officer'));
const time = new Date().toISOString();
const root = sha256(Buffer.from('a tree'));
const made = async (size: number): Promise<StoredCheckpoint> => ({
  size,
  root,
  note: await signCheckpoint({ origin: 'attestry.log/test', size, root, block: null, time }, signer),
  certificate: signer.identity.certificate,
});
let notes: readonly StoredCheckpoint[];
beforeAll(async () => {
  notes = await Promise.all([10, 20, 30, 40, 50, 60, 70].map(made));
});
const holding = (list: readonly StoredCheckpoint[]): Witness => ({
  ...emptyWitness,
  ...kept(list),
  size: () => Promise.resolve(100),
});

describe('checkpoints read part by part', () => {
  test('are all there, and all hold', async () => {
    const anchor = await readAnchor(holding(notes), true);
    expect(anchor.checkpoints.map(({ size }) => size)).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(anchor).toMatchObject({ covered: 70, size: 100, bad: [] });
  });
  test.each([0, 1, 3, 6])('each is verified, also number %i', async (at) => {
    const other = notes[at === 0 ? 1 : 0]!;
    const note = notes[at]!;
    const deeds = [
      { ...note, note: note.note.replace(time, '2001-01-01T00:00:00.000Z') },
      { ...note, note: other.note },
      { ...note, root: sha256(Buffer.from('another tree')) },
    ];
    for (const deed of deeds) {
      const anchor = await readAnchor(holding(notes.with(at, deed)), true);
      expect(signatureFindings(anchor)).toMatchObject([
        { type: 'signature-invalid', position: note.size - 1 },
      ]);
    }
  });
  test('one certificate that verified does not stand for another of its kind', async () => {
    const stranger = await signerOf(await certify('Officer'));
    const exchanged = notes.map((note, at) =>
      at === 5 ? { ...note, certificate: stranger.identity.certificate } : note,
    );
    const { bad } = await readAnchor(holding(exchanged), true);
    expect(bad).toMatchObject([{ size: 60, check: 'no-such-key' }]);
  });
});

describe('the monitor signs', () => {
  const at = Date.parse(time);
  test.each([
    ['not at once after the last', 71, 1000, false],
    ['at the latest after a while', 71, SIGN_AFTER_MS, true],
    ['at once when much is new', 70 + SIGN_AT, 0, true],
    ['to be told of a clock that was set back', 71, -1, true],
  ])('%s', (_name, size, after, due) => {
    expect(isSigningDue(notes.at(-1)!, size, at + after)).toBe(due);
  });
  test('the first one at once, and over one that cannot be read', () => {
    expect(isSigningDue(null, 1, at)).toBe(true);
    expect(isSigningDue({ ...notes[0]!, note: 'x' }, 11, at)).toBe(true);
  });
});
