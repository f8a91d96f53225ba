import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignedDecision } from '../../src-shared/signing/types.ts';
import { signDecision } from '../../src-main/signing/index.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { attestry, attestryJson } from '../fixtures/command.ts';
import { openedCache } from '../fixtures/opened-cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'attestry-sign-off-'));
const profile = join(folder, 'profile');
const at = (name: string): string => join(folder, name);
let trusted: SignedDecision;
let stranger: SignedDecision;

type Listed = { signOffs: { signOffId: string; check: { result: string } }[] };
type Verified = { check: { result: string; document: { decision: string } | null } };

beforeAll(async () => {
  mkdirSync(join(profile, 'trust'), { recursive: true });
  const authority = await certify('Hospital Authority', { authority: 1 });
  writeFileSync(join(profile, 'trust', 'ca.pem'), authority.pem);
  const cache = openedCache(join(profile, 'cache.sqlite'));
  const decide = async (name: string, subject: string, issued: boolean): Promise<SignedDecision> => {
    const officer = await certify(name, issued ? { issuer: authority } : {});
    const kind = 'rights.decide';
    const statement = `Request ${subject} is denied; grounds: psychotherapy-notes.`;
    const decision = { kind, subject, decision: 'denied', statement, details: { grounds: 1 } };
    const signed = await signDecision(decision, await signerOf(officer), { now: new Date(), stamper: null });
    await cache.signOffs.append(signed, { kind, subject });
    return signed;
  };
  trusted = await decide('Olivia Officer', 'case-1', true);
  stranger = await decide('Sam Stranger', 'case-2', false);
  await cache.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the list says what was decided, by whom, and the worst of what checking them found', async () => {
  const { code, json } = await attestryJson<Listed>(profile, ['signoff', 'list']);
  expect(code).toBe(3);
  expect(json.signOffs.map(({ signOffId, check }) => [signOffId, check.result])).toEqual([
    [stranger.signOffId, 'could-not-tell'],
    [trusted.signOffId, 'intact'],
  ]);
  const { stdout } = await attestry(profile, ['signoff', 'list']);
  expect(stdout).toMatch(/intact, .*Olivia Officer.*, rights\.decide: denied/);
});

test('one is verified by its id, or from a file on a computer that never saw it', async () => {
  const own = await attestry(profile, ['signoff', 'verify', trusted.signOffId]);
  expect(own.code, own.stderr).toBe(0);
  expect(own.stdout).toContain('Request case-1 is denied; grounds: psychotherapy-notes.');
  const elsewhere = at('elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(at('signed.json'), JSON.stringify(trusted));
  const args = ['signoff', 'verify', at('signed.json')];
  expect(await attestryJson<Verified>(elsewhere, args)).toMatchObject({
    code: 3,
    json: { check: { result: 'could-not-tell', document: { decision: 'denied' } } },
  });
  expect(await attestryJson<Verified>(profile, args)).toMatchObject({ code: 0 });
});

test.each([
  ['another decision', { from: '"denied"', to: '"granted"' }],
  ['another officer', { from: 'Olivia', to: 'Ottilie' }],
])('%s in the place of what was signed is tampering', async (_what, { from, to }) => {
  const document = trusted.document.replace(from, to);
  expect(document).not.toBe(trusted.document);
  writeFileSync(at('changed.json'), JSON.stringify({ ...trusted, document }));
  expect(await attestryJson<Verified>(profile, ['signoff', 'verify', at('changed.json')])).toMatchObject({
    code: 2,
    json: { check: { result: 'tampered' } },
  });
});

test('what is no sign-off is refused, with what would be one', async () => {
  for (const content of ['no JSON', '{"signOffId":"a"}']) {
    writeFileSync(at('other.json'), content);
    const { code, stderr } = await attestry(profile, ['signoff', 'verify', at('other.json')]);
    expect([code, stderr.includes('signOffId, document and signature')]).toEqual([1, true]);
  }
});
