import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holderRoleSchema, type HolderRole } from '../../src-shared/keys/roles.ts';
import { emptyProfile } from '../../src-main/base/config.ts';
import { codeOf } from '../../src-main/base/fault.ts';
import { certify, rsaKeys, signerOf } from '../fixtures/authority.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { generatedTable } from './generated-table.ts';
import { softToken, type SoftToken } from './token-softhsm.ts';

const ROLES = holderRoleSchema.options;
const context = { case: '17' };
const place = { store: 'rights.request', record: 'r-1', column: 'requester' };
const subject = { commonName: 'Officer', organisation: null, country: null };
const work = { signal: new AbortController().signal, progress: () => undefined };
const signer = await signerOf(await certify('Officer'));
const safe = async () => (await certify('Recovery token', { keys: await rsaKeys() })).certificate;

const colleague = new Uint8Array(await crypto.subtle.exportKey('spki', (await rsaKeys()).publicKey));

let token: SoftToken;
let folder: string;
let here: KeyPlace;

beforeAll(async () => {
  token = softToken();
  folder = mkdtempSync(join(tmpdir(), 'roles-'));
  here = await keyPlace(token, folder);
});
afterAll(async () => {
  await here.close();
  token.discard();
  rmSync(folder, { recursive: true });
});

const wired = (role: HolderRole) =>
  here.wired(signer, () => ({
    ...emptyProfile,
    settings: { ...emptyProfile.settings, roles: [{ person: 'CN=Officer', role }] },
  }));

/** What somebody does, by name, on keys that an officer made for it. */
async function operationsOf(role: HolderRole): Promise<Readonly<Record<string, () => Promise<unknown>>>> {
  const { keys: officer } = wired('officer');
  const { keys, roles } = wired(role);
  const [data, signs] = [`${role} data`, `${role} signs`];
  await officer.generate({ name: data, kind: 'aes-256' });
  await officer.generate({ name: signs, kind: 'ec-p256' });
  await officer.columns.write(place, Buffer.from('somebody'));
  const envelope = await officer.seal(data, context, Buffer.from('x'));
  await officer.rotate(data);
  const request = await officer.requestDestruction(data, 1, 'test');
  const [one, two] = [await safe(), await safe()];
  for (const { recoveryId, state } of (await officer.recovery.status()).recoveries)
    if (state !== 'removed') await officer.recovery.remove(recoveryId, 'the next role');
  const proposal = await officer.recovery.propose(one);
  const file = (name: string): string => join(folder, `${role}-${name}`);
  for (const name of ['plain', 'open']) writeFileSync(file(name), 'content');
  await officer.encryptFile(data, context, { from: file('plain'), to: file('sealed') });
  return {
    'look at keys, uses, what the token holds and the activity log': async () => [
      ...(await keys.list()),
      ...(await keys.uses()).uses,
      ...(await keys.inventory()),
      ...(await keys.requests()),
    ],
    'make a key': () => keys.generate({ name: `${role} made`, kind: 'aes-256' }),
    'exchange a key (rotate)': () => keys.rotate(data),
    'bring data under the version in use (re-wrap)': () => keys.rewrap(data, work),
    'ask for a certificate': () => keys.request(signs, subject),
    'certify itself, import a certificate': () => keys.selfSign(signs, subject, 1),
    'sign (reports, files, sign-offs, checkpoints)': () =>
      keys.counted(signer, true).sign(createHash('sha256').update('x').digest()),
    'encrypt data': () => keys.seal(data, context, Buffer.from('y')),
    'encrypt a file': () => keys.encryptFile(data, context, { from: file('open'), to: file('new') }),
    'decrypt data': () => keys.open(context, envelope),
    'decrypt a file': () => keys.decryptFile(context, { from: file('sealed'), to: file('out') }),
    'open a file up to a colleague': () => keys.shared.give(context, file('sealed'), [colleague]),
    'be named by a colleague, and open what they open up': () => keys.shared.certificate('Officer'),
    'keep personal data': () => keys.columns.write({ ...place, record: role }, Buffer.from('z')),
    'read personal data': () => keys.columns.read(place),
    'suspend a version': () => keys.change(data, 2, 'suspended', 'test'),
    'resume a version': async () => {
      if (role !== 'officer') await officer.change(data, 2, 'suspended', 'test').catch(() => null);
      return keys.change(data, 2, 'active', 'test');
    },
    'declare a version compromised': () => keys.change(data, 2, 'compromised', 'test'),
    'ask for a destruction': () => keys.requestDestruction(data, 1, 'test'),
    'approve a destruction': () => keys.approve(request),
    'carry out what two people approved': () => keys.destroy(request),
    'name a recovery key': () => keys.recovery.propose(two),
    'approve a recovery key': () => keys.recovery.approve(proposal),
    'take a recovery key out of use': () => keys.recovery.remove(proposal, 'test'),
    'open with a recovery key': () => keys.recovery.recover(data, work),
    'give roles': () => roles.must('roles'),
  };
}

/** What somebody is told, whatever the role, when the role permits it and something else is missing. */
const PERMITTED = ['key-second-person', 'key-state', 'key-missing'];

test('each role does what the document says; what is refused is refused by its code and recorded', async () => {
  const cells = new Map<string, string[]>();
  for (const role of ROLES) {
    const before = (await wired('officer').keys.list()).length;
    for (const [name, run] of Object.entries(await operationsOf(role))) {
      const refusals = await refused();
      const outcome = await run().then(
        () => 'yes',
        (error: unknown) => codeOf(error) ?? 'crashed',
      );
      const permitted = outcome === 'yes' || PERMITTED.includes(outcome);
      expect([name, permitted ? 'permitted' : outcome]).toEqual([
        name,
        permitted ? 'permitted' : 'key-forbidden',
      ]);
      // Recorded once, and only when it was refused.
      expect([name, (await refused()) - refusals]).toEqual([name, permitted ? 0 : 1]);
      cells.set(name, [...(cells.get(name) ?? []), permitted ? 'yes' : '–']);
    }
    // What was refused left nothing behind: two keys that the officer made, one that the role may have made.
    const made = cells.get('make a key')?.at(-1) === 'yes' ? 1 : 0;
    // The key for columns, and the one that colleagues open files up to.
    const firsts = role === ROLES[0] ? 2 : 0;
    expect((await wired('officer').keys.list()).length - before).toBe(2 + made + firsts);
  }
  const rows = [...cells].map(([name, roles]) => [name, ...roles]);
  const { written, made } = generatedTable('roles', ['operation', ...ROLES], rows, 'keys.md');
  expect(written).toBe(made);
});

const refused = async (): Promise<number> => {
  const { size } = await here.cache.activity.head();
  const entries = await here.cache.activity.entries(0, size);
  return entries.filter(({ entry }) => Buffer.from(entry).includes('key.refuse')).length;
};
