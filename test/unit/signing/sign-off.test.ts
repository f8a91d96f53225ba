import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src-main/base/canonical-json.ts';
import { checkDecision, signCms, signDecision, signingService } from '../../../src-main/signing/index.ts';
import { signFile } from '../../../src-main/signing/detached.ts';
import type { Signer } from '../../../src-main/token/ports.ts';
import type { SignedDecision } from '../../../src-shared/signing/types.ts';
import { certify, signerOf, trusting, type Identity } from '../../fixtures/authority.ts';
import { openedCache } from '../../fixtures/opened-cache.ts';

const now = new Date('2026-11-22T09:32:01.734Z');
const decision = {
  kind: 'rights.denial',
  subject: 'case-0017',
  decision: 'denied',
  statement: 'The request was denied because the entry is correct – § 164.526(a)(2)(iv).',
  details: { letter: { sha256: 'ab'.repeat(32) }, pages: 3 },
};
let authority: Identity;
let officer: Identity;
let signer: Signer;
let signed: SignedDecision;

beforeAll(async () => {
  authority = await certify('Sample Authority', {
    authority: 1,
    algorithm: 'rsa',
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2030-01-01'),
  });
  officer = await certify('Olivia Officer', {
    issuer: authority,
    notBefore: new Date('2026-06-01'),
    notAfter: new Date('2027-06-01'),
  });
  signer = await signerOf(officer, [authority]);
  signed = await signDecision(decision, signer, { now, stamper: null });
});

const check = (changed: Partial<SignedDecision>, trust = trusting(authority), at = now) =>
  checkDecision({ ...signed, ...changed }, trust, at);

/** The same signature over a document with other members. */
const altered = (members: Record<string, unknown>): string =>
  canonicalJson({ ...(JSON.parse(signed.document) as object), ...members } as never);

describe('a sign-off', () => {
  test('says who decided what and when, and is intact', () => {
    expect(check({})).toMatchObject({
      result: 'intact',
      reason: null,
      document: {
        ...decision,
        format: 'attestry/sign-off',
        version: 1,
        signOffId: signed.signOffId,
        officer: 'Olivia Officer',
        decidedAt: '2026-11-22T09:32:01.000Z',
      },
      signature: { signer: 'Olivia Officer', trusted: 'trusted', claimedAt: '2026-11-22T09:32:01.000Z' },
    });
  });

  test('counts only when somebody trusted vouches for the officer', async () => {
    expect(check({}, trusting()).result).toBe('could-not-tell');
    const stranger = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
    expect(check({}, trusting(stranger)).result).toBe('could-not-tell');
    expect(check({}, trusting(authority), new Date('2028-01-01')).result).toBe('could-not-tell');
  });

  test.each([
    ['another decision', { decision: 'granted' }],
    ['another subject', { subject: 'case-0018' }],
    ['another fact', { details: { ...decision.details, pages: 4 } }],
    ['another time', { decidedAt: '2026-11-21T09:32:01.000Z' }],
  ])('with %s is tampered', (_name, members) => {
    expect(check({ document: altered(members) })).toMatchObject({
      result: 'tampered',
      reason: expect.stringMatching(/digest differs/) as string,
    });
  });

  test('is not made by signing a file that has the form of one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'attestry-form-'));
    const file = join(folder, 'minutes.txt');
    const sign = () => signFile(file, join(folder, 'minutes.p7s'), signer, { now, stamper: null });
    writeFileSync(file, altered({ decision: 'approved' }));
    await expect(sign()).rejects.toMatchObject({ code: 'file-unreadable' });
    expect(readdirSync(folder)).toEqual(['minutes.txt']);
    writeFileSync(file, '{"format":"letter"}');
    expect((await sign()).bytes).toBe(19);
    rmSync(folder, { recursive: true });
  });

  test('that is kept under another thing than it is about is tampered there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'attestry-kept-'));
    const cache = openedCache(join(folder, 'cache.sqlite'));
    const { signOffs } = signingService({
      ...{ store: cache.signOffs, waiting: cache.waitingSignatures, clock: { now: () => now.getTime() } },
      trust: () => Promise.resolve(trusting(authority)),
      ...{ signer: () => signer, stamper: () => Promise.resolve(null) },
    });
    await cache.signOffs.append(signed, { kind: decision.kind, subject: 'case-0018' });
    const own = await signOffs.signOff({ ...decision, subject: 'case-0018' });
    const about = await signOffs.about(decision.kind, 'case-0018');
    expect(about.map((one) => [one.signed.signOffId, one.check.result])).toEqual([
      [signed.signOffId, 'tampered'],
      [own.signOffId, 'intact'],
    ]);
    await cache.close();
    rmSync(folder, { recursive: true });
  });

  test('with the signature of another decision is tampered', async () => {
    const other = await signDecision({ ...decision, decision: 'granted' }, signer, { now, stamper: null });
    expect(check({ signature: other.signature }).result).toBe('tampered');
    expect(check({ ...other, signOffId: signed.signOffId })).toMatchObject({
      result: 'tampered',
      reason: expect.stringMatching(/in the place of another/) as string,
    });
  });

  test('that names an officer who did not sign it is tampered', async () => {
    const reviewer = await signerOf(await certify('Rita Reviewer', { issuer: authority }), [authority]);
    const today = new Date();
    const made = await signDecision(decision, reviewer, { now: today, stamper: null });
    const claim = canonicalJson({
      ...(JSON.parse(made.document) as object),
      officer: 'Olivia Officer',
    });
    const cms = await signCms(createHash('sha256').update(claim).digest(), reviewer, {
      signingTime: new Date((JSON.parse(made.document) as { decidedAt: string }).decidedAt),
    });
    const forged = { ...made, document: claim, signature: Buffer.from(cms).toString('base64') };
    expect(checkDecision(forged, trusting(authority), today)).toMatchObject({
      result: 'tampered',
      reason: expect.stringMatching(/names another officer/) as string,
    });
  });

  test('in another form of JSON, with a member twice, or damaged never counts', () => {
    const spaced = JSON.stringify(JSON.parse(signed.document), null, 1);
    const twice = signed.document.replace('{', '{"decision":"granted",');
    for (const document of [spaced, twice, '{', '']) expect(check({ document }).result).toBe('tampered');
    expect(check({ signature: '' })).toMatchObject({ result: 'tampered' });
    expect(check({ signature: 'AAAA' })).toMatchObject({ result: 'tampered' });
  });

  test('is not made with an expired certificate, nor of what has no canonical form', async () => {
    const late = { now: new Date('2027-07-01'), stamper: null };
    await expect(signDecision(decision, signer, late)).rejects.toMatchObject({ code: 'certificate-expired' });
    const odd = { ...decision, statement: '\ud800' };
    await expect(signDecision(odd, signer, { now, stamper: null })).rejects.toMatchObject({ code: 'usage' });
  });
});
