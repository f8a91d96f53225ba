import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyProfile } from '../../src-main/base/config.ts';
import { evidenceVault } from '../../src-main/compose-reviews.ts';
import type { EvidenceVault } from '../../src-main/controls/ports.ts';
import type { KeyRing } from '../../src-main/keys/index.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { FACTS, NOVEMBER, reviewDesk, type ReviewDesk, soc2 } from '../fixtures/review-desk.ts';
import { softToken, type SoftToken } from './token-softhsm.ts';

// Evidence encrypted by a token, from adding to reading again.
const work = { signal: new AbortController().signal, progress: () => undefined };
let token: SoftToken;
let home: string;
let here: KeyPlace;
let keys: KeyRing;
let folder: string;
let desk: ReviewDesk;
let signedIn: boolean;
/** What happens before a file is encrypted. */
let before: (from: string) => void;

beforeAll(async () => {
  token = softToken();
  home = mkdtempSync(join(tmpdir(), 'attestry-sealed-'));
  here = await keyPlace(token, home);
  const signer = await signerOf(await certify('Officer'));
  ({ keys } = here.wired(signer, () => ({
    ...emptyProfile,
    settings: { ...emptyProfile.settings, roles: [{ person: 'CN=Officer', role: 'officer' }] },
  })));
});
afterAll(async () => {
  await here.close();
  token.discard();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(home, 'profile-'));
  signedIn = true;
  before = () => undefined;
  const real = evidenceVault({
    keys,
    token: { signer: () => null },
    roles: { known: () => 'officer' },
  });
  const vault: EvidenceVault = {
    ...real,
    ready: () => signedIn,
    reads: () => signedIn,
    seal: async (sha256, from, to, signal) => {
      before(from);
      await real.seal(sha256, from, to, signal);
    },
  };
  desk = await reviewDesk(folder, vault);
  return () => desk.close();
});

const placeOf = (sha256: string): string => join(folder, 'evidence', sha256.slice(0, 2), sha256);
const added = async (
  content: string,
  sealed = true,
): Promise<{ id: string; clear: string; sealed: string }> => {
  const { id } = await desk.evidence.addFile(desk.file('list.csv', content), FACTS, { sealed });
  const { sha256 } = (await desk.evidence.list()).find((each) => each.id === id)!;
  return { id, clear: placeOf(sha256), sealed: `${placeOf(sha256)}.sealed` };
};
const stateOf = async (id: string) => {
  const { state, sealed } = (await desk.evidence.list(true)).find((each) => each.id === id)!;
  return { state, sealed };
};

describe('encrypted evidence', () => {
  it('lies nowhere in clear, is read again by its content, and is handed out whole', async () => {
    const content = `name,shift\n${'row,early\n'.repeat(300_000)}`;
    const { id, clear, sealed } = await added(content);
    expect(existsSync(clear)).toBe(false);
    expect(readFileSync(sealed).includes('row,early')).toBe(false);
    expect(await stateOf(id)).toEqual({ state: 'intact', sealed: true });
    const out = join(folder, 'out.csv');
    await desk.evidence.writeTo(id, out);
    expect(readFileSync(out, 'utf8')).toBe(content);
  });

  it('comes along when the key is exchanged', async () => {
    const { id } = await added('what was added');
    const [key] = (await keys.list()).filter(({ name }) => name === 'Personal data on this computer');
    await keys.rotate(key!.keyId);
    expect((await keys.rewrap(key!.keyId, work)).done).toBeGreaterThan(0);
    expect(await stateOf(id)).toEqual({ state: 'intact', sealed: true });
  });

  it('is told as changed by its content, whatever somebody puts in its place', async () => {
    const { id, sealed } = await added('what was added');
    const other = await added('something longer than that');
    copyFileSync(other.sealed, sealed);
    expect(await stateOf(id)).toEqual({ state: 'changed', sealed: true });
    await expect(desk.evidence.writeTo(id, join(folder, 'out'))).rejects.toMatchObject({
      code: 'envelope-context',
    });
    const bytes = readFileSync(other.sealed);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(other.sealed, bytes);
    expect((await stateOf(other.id)).state).toBe('changed');
    rmSync(other.sealed);
    expect((await stateOf(other.id)).state).toBe('missing');
  });

  it('is never said to be as it was added by who cannot open it', async () => {
    const { id } = await added('what was added');
    const { cycleId } = await desk.reviews.open(NOVEMBER);
    await desk.reviews.edit(cycleId, [soc2('CC6.1')], { edit: 'attach-evidence', evidence: [id] });
    expect(await desk.reviews.verify(cycleId)).toEqual({ result: 'intact', problems: [] });
    signedIn = false;
    expect((await stateOf(id)).state).toBe('not-checked');
    const { result, problems } = await desk.reviews.verify(cycleId);
    expect(result).toBe('could-not-tell');
    expect(problems[0]?.text).toContain('sign in to the token');
  });

  it('is not kept when the file changed between the first look and the token', async () => {
    before = (from) => {
      writeFileSync(from, 'something else');
    };
    const path = desk.file('list.csv', 'what was looked at');
    await expect(desk.evidence.addFile(path, FACTS, { sealed: true })).rejects.toThrow(
      'changed while it was read',
    );
    expect(await desk.evidence.list()).toEqual([]);
  });
});

describe('encrypting what lies in clear', () => {
  it('goes on where it was broken off, and leaves what is not as it was added', async () => {
    const one = await added('the first', false);
    const two = await added('the second', false);
    const gone = await added('the third', false);
    writeFileSync(gone.clear, 'the other');
    let calls = 0;
    before = () => {
      if (++calls === 2) throw new Error('the plug is pulled');
    };
    await expect(desk.evidence.seal(work)).rejects.toThrow('the plug is pulled');
    before = () => undefined;
    // As if the program had ended between encrypting and taking the clear one away.
    copyFileSync(desk.file('again', 'the second'), two.clear);
    expect(await desk.evidence.seal(work)).toEqual({ done: 2, left: 1 });
    for (const { id, clear } of [one, two]) {
      expect(await stateOf(id)).toEqual({ state: 'intact', sealed: true });
      expect(existsSync(clear)).toBe(false);
    }
    expect(await stateOf(gone.id)).toEqual({ state: 'changed', sealed: false });
    expect(await desk.evidence.seal(work)).toEqual({ done: 0, left: 1 });
  });
});
