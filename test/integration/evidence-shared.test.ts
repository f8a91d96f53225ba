import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyProfile } from '../../src-main/base/config.ts';
import { evidenceVault } from '../../src-main/compose-reviews.ts';
import type { EvidenceVault } from '../../src-main/controls/ports.ts';
import type { KeyRing } from '../../src-main/keys/index.ts';
import { anchorsFrom } from '../../src-main/signing/index.ts';
import type { HolderRole } from '../../src-shared/keys/roles.ts';
import { certify, rsaKeys, signerOf } from '../fixtures/authority.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { FACTS, NOVEMBER, reviewDesk, type ReviewDesk, soc2 } from '../fixtures/review-desk.ts';
import { secondToken, softToken, type SoftToken } from './token-softhsm.ts';

// Evidence encrypted on one token and opened with another, as two people do at one computer.
const work = { signal: new AbortController().signal, progress: () => undefined };
let token: SoftToken;
let home: string;
let places: readonly KeyPlace[];
const vaults = {} as Record<'first' | 'second', EvidenceVault>;
const rings = {} as Record<'first' | 'second', KeyRing>;
let folder: string;
let desk: ReviewDesk;
let who: 'first' | 'second';
/** What happens before the key of a copy is wrapped for others. */
let before: () => void;
let certificate: Uint8Array;
let fingerprint: string;

beforeAll(async () => {
  token = softToken('first');
  secondToken(token, 'second', '87654321');
  home = mkdtempSync(join(tmpdir(), 'attestry-shared-'));
  const opened: KeyPlace[] = [];
  const roles = { first: 'officer', second: 'reviewer' } as const satisfies Record<string, HolderRole>;
  for (const label of ['first', 'second'] as const) {
    const place = await keyPlace(token, home, [], label);
    opened.push(place);
    const signer = await signerOf(await certify('Officer'));
    const { keys } = place.wired(signer, () => ({
      ...emptyProfile,
      settings: { ...emptyProfile.settings, roles: [{ person: 'CN=Officer', role: roles[label] }] },
    }));
    rings[label] = keys;
    vaults[label] = evidenceVault({
      keys,
      token: { signer: () => signer },
      roles: { known: () => roles[label] },
    });
  }
  places = opened;
  const made = await vaults.second.certificate();
  [certificate] = anchorsFrom(Buffer.from(made.pem)) as [Uint8Array];
  fingerprint = made.publicKeySha256;
}, 120_000);
afterAll(async () => {
  for (const place of places) await place.close();
  token.discard();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(home, 'profile-'));
  before = () => undefined;
  const of = (): EvidenceVault => vaults[who];
  desk = await reviewDesk(folder, {
    ready: () => of().ready(),
    reads: () => of().reads(),
    seal: (...given) => of().seal(...given),
    digest: (...given) => of().digest(...given),
    open: (...given) => of().open(...given),
    read: (...given) => of().read(...given),
    share: async (...given) => {
      before();
      await of().share(...given);
    },
    unshare: (...given) => of().unshare(...given),
    readers: (...given) => of().readers(...given),
    certificate: () => of().certificate(),
  });
  as('first');
  return () => desk.close();
});

function as(next: 'first' | 'second'): void {
  who = next;
  desk.as(next);
}
const placeOf = (sha256: string): string => join(folder, 'evidence', sha256.slice(0, 2), `${sha256}.sealed`);
const added = async (content: string): Promise<{ readonly id: string; readonly file: string }> => {
  const { id } = await desk.evidence.addFile(desk.file('list.csv', content), FACTS, { sealed: true });
  const { sha256 } = (await desk.evidence.list()).find((each) => each.id === id)!;
  return { id, file: placeOf(sha256) };
};
const stateOf = async (id: string): Promise<string> =>
  (await desk.evidence.list(true)).find((each) => each.id === id)!.state;
const sharing = {
  name: () => desk.evidence.sharing.name(certificate, fingerprint),
  share: () => desk.evidence.sharing.share(work),
  waiting: () => desk.evidence.sharing.waiting(),
  drop: () => desk.evidence.sharing.drop(fingerprint),
};
const shareOf = (file: string): string => join(`${file}.for`, `${fingerprint}.json`);

describe('evidence of one token, opened with another', () => {
  it('is new evidence: opened up as it is added, read and handed out by the reviewer, and held by the check', async () => {
    await sharing.name();
    const content = `name,shift\n${'row,early\n'.repeat(30_000)}`;
    const { id, file } = await added(content);
    expect(await sharing.waiting()).toBe(0);
    expect((await desk.evidence.sharing.readers(id)).colleagues).toEqual([
      { name: 'CN=Officer', publicKeySha256: fingerprint },
    ]);
    const { cycleId } = await desk.reviews.open(NOVEMBER);
    await desk.reviews.edit(cycleId, [soc2('CC6.1')], { edit: 'attach-evidence', evidence: [id] });
    as('second');
    expect(vaults.second.ready()).toBe(false);
    expect(await stateOf(id)).toBe('intact');
    expect(await desk.reviews.verify(cycleId)).toEqual({ result: 'intact', problems: [] });
    const out = join(folder, 'out.csv');
    await desk.evidence.writeTo(id, out);
    expect(readFileSync(out, 'utf8')).toBe(content);
    // The copy itself is not touched by anything of this.
    expect(readFileSync(shareOf(file), 'utf8')).not.toContain('row,early');
  });

  it('is not opened without being opened up, and the reviewer opens nothing up', async () => {
    const { id } = await added('what was added');
    await sharing.name();
    as('second');
    expect(await stateOf(id)).toBe('not-checked');
    await expect(desk.evidence.writeTo(id, join(folder, 'out'))).rejects.toMatchObject({
      code: 'token-absent',
      remedy: expect.stringContaining('name you as a colleague') as string,
    });
    await expect(vaults.second.share('00', placeOf('00'), [])).rejects.toMatchObject({
      code: 'key-forbidden',
    });
    expect(await sharing.waiting()).toBe(0);
  });

  it('is existing evidence: opened up without a change of the copy, and on from where it was broken off', async () => {
    const all = [await added('the first'), await added('the second'), await added('the third')];
    const bytes = all.map(({ file }) => readFileSync(file));
    await sharing.name();
    expect(await sharing.waiting()).toBe(3);
    let calls = 0;
    before = () => {
      if (++calls === 2) throw new Error('the plug is pulled');
    };
    await expect(sharing.share()).rejects.toThrow('the plug is pulled');
    before = () => undefined;
    expect(await sharing.waiting()).toBe(2);
    expect(await sharing.share()).toEqual({ done: 2, ofOthers: 0, left: 0 });
    expect(await sharing.share()).toEqual({ done: 0, ofOthers: 0, left: 0 });
    expect(all.map(({ file }) => readFileSync(file))).toEqual(bytes);
    as('second');
    for (const { id } of all) expect(await stateOf(id)).toBe('intact');
  });

  it('waits again after the key was exchanged, and what fitted the copy before opens nothing', async () => {
    await sharing.name();
    const { id } = await added('what was added');
    const [key] = (await rings.first.list()).filter(({ name }) => name === 'Personal data on this computer');
    await rings.first.rotate(key!.keyId);
    await rings.first.rewrap(key!.keyId, work);
    expect(await sharing.waiting()).toBe(1);
    as('second');
    expect(await stateOf(id)).toBe('not-checked');
    as('first');
    expect((await sharing.share()).done).toBe(1);
    as('second');
    expect(await stateOf(id)).toBe('intact');
  });

  it('is neither intact nor changed by what was put beside it from elsewhere: nobody could tell', async () => {
    await sharing.name();
    const [one, other] = [await added('what was added'), await added('something else')];
    const [mine, theirs] = [one, other].map(
      ({ file }) => JSON.parse(readFileSync(shareOf(file), 'utf8')) as object,
    );
    const head = { head: (mine as { head: string }).head };
    as('second');
    // Of another copy; of another copy and written as if for this one; not what was wrapped at all.
    for (const put of [theirs, { ...theirs, ...head }, { ...mine, wrapped: 'AAAA' }]) {
      writeFileSync(shareOf(one.file), JSON.stringify(put));
      expect(await stateOf(one.id)).toBe('not-checked');
    }
    expect(await stateOf(other.id)).toBe('intact');
    const bytes = readFileSync(other.file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(other.file, bytes);
    expect(await stateOf(other.id)).toBe('changed');
    writeFileSync(shareOf(one.file), '{');
    as('first');
    expect(await sharing.waiting()).toBe(1);
    expect(await stateOf(one.id)).toBe('intact');
  });

  it('is taken away again, for new and for existing evidence', async () => {
    await sharing.name();
    const { id, file } = await added('what was added');
    await sharing.drop();
    expect(existsSync(shareOf(file))).toBe(false);
    const later = await added('what came later');
    expect(existsSync(`${later.file}.for`)).toBe(false);
    expect(await desk.evidence.sharing.list()).toEqual([]);
    as('second');
    expect(await stateOf(id)).toBe('not-checked');
    await expect(sharing.drop()).rejects.toMatchObject({ code: 'colleague-refused' });
  });
});

describe('naming a colleague', () => {
  it('counts for the evidence of whoever did it alone', async () => {
    await sharing.name();
    expect((await desk.evidence.sharing.list()).map(({ state }) => state)).toEqual(['in-use']);
    as('second');
    expect((await desk.evidence.sharing.list()).map(({ state }) => state)).toEqual(['of-another']);
  });

  it('needs the fingerprint that was compared, and a certificate that can be encrypted for', async () => {
    await expect(desk.evidence.sharing.name(certificate, 'a'.repeat(64))).rejects.toMatchObject({
      code: 'colleague-refused',
    });
    for (const [options, told] of [
      [{}, 'elliptic'],
      [{ keys: await rsaKeys(2048) }, '3072'],
      [{ keys: await rsaKeys(), notAfter: new Date('2020-01-01') }, 'not valid today'],
    ] as const) {
      const unfit = (await certify('Somebody', options)).certificate;
      await expect(desk.evidence.sharing.name(unfit, fingerprint)).rejects.toThrow(told);
    }
    expect(await desk.evidence.sharing.list()).toEqual([]);
  });

  it('is not done by writing the cache: what is not signed by the officer opens nothing up', async () => {
    await sharing.name();
    await desk.close();
    const stranger = await certify('Somebody else', { keys: await rsaKeys() });
    const database = new DatabaseSync(desk.cacheFile);
    const row = database.prepare('select document from sign_off').get() as { document: string };
    const forged = row.document.replace(
      /"certificate":"[A-Za-z0-9+/=]{100,}"/,
      `"certificate":"${Buffer.from(stranger.certificate).toString('base64')}"`,
    );
    expect(forged).not.toBe(row.document);
    database.exec('pragma trusted_schema = on');
    for (const { name } of database
      .prepare("select name from sqlite_master where type = 'trigger' and tbl_name = 'sign_off'")
      .all() as { name: string }[])
      database.exec(`drop trigger ${name}`);
    database.prepare('update sign_off set document = ?').run(forged);
    database.close();
    desk = await reviewDesk(folder, vaults.first);
    expect((await desk.evidence.sharing.list()).filter(({ state }) => state === 'in-use')).toEqual([]);
    const { file } = await added('what was added');
    expect(readdirSync(join(file, '..'))).toHaveLength(1);
  });
});
