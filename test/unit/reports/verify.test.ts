import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KeyUsageFlags } from '@peculiar/x509';
import { beforeAll, describe, expect, test } from 'vitest';
import { signCms } from '../../../src-main/signing/cms.ts';
import { signPdf, verifyReport } from '../../../src-main/reports/index.ts';
import { anchorsFrom, signDetached, verifyDetached } from '../../../src-main/signing/index.ts';
import type { Signer } from '../../../src-main/token/ports.ts';
import {
  certify,
  signerOf,
  trusting,
  type CertificateOptions,
  type Identity,
} from '../../fixtures/authority.ts';
import {
  cmsOf,
  exchanged,
  gapOf,
  signedContent,
  signedDigest,
  smallPdf,
  withCms,
} from '../../fixtures/signed-pdf.ts';

const now = new Date();
const options = { reason: 'Audit integrity report', now };
const DAY = 86_400_000;
let authority: Identity;
let officer: Identity;
let signer: Signer;
let signed: Uint8Array;

beforeAll(async () => {
  authority = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
  officer = await certify('Olivia Officer', { issuer: authority });
  signer = await signerOf(officer, [authority]);
  signed = await signPdf(smallPdf(), signer, options);
});

const check = (pdf: Uint8Array, trust: readonly Identity[] = [authority], at = now) =>
  verifyReport(pdf, 'report.pdf', trusting(...trust), at);

/** The same document with a signature that the signing side would refuse to make. */
const signedBy = async (who: Identity, chain: readonly Identity[] = []): Promise<Uint8Array> =>
  withCms(signed, await signCms(signedDigest(signed), await signerOf(who, chain)));

describe('a signed report', () => {
  test.each(['ecdsa-p256', 'ecdsa-p384', 'rsa'] as const)(
    'is intact when everything is right: %s',
    async (algorithm) => {
      const who = await certify('Olivia Officer', { issuer: authority, algorithm });
      const result = await check(await signPdf(smallPdf(), await signerOf(who, [authority]), options));
      expect(result).toMatchObject({
        result: 'intact',
        reason: null,
        signatures: [
          {
            digestMatches: true,
            signatureValid: true,
            certificateBound: true,
            coversWholeFile: true,
            certificateValid: true,
            trusted: 'trusted',
          },
        ],
      });
    },
  );

  test('without anybody named as trusted leaves the answer open', async () => {
    const { result, reason, signatures } = await check(signed, []);
    expect(result).toBe('could-not-tell');
    expect(reason).toContain('No trusted certificate was given');
    expect(signatures[0]?.trusted).toBe('no-anchor');
  });

  test('by a certificate of another authority leaves the answer open', async () => {
    const stranger = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
    const { result, reason, signatures } = await check(signed, [stranger]);
    expect(result).toBe('could-not-tell');
    expect(reason).toContain('did not issue');
    expect(signatures[0]?.trusted).toBe('untrusted');
  });
});

describe('tampering', () => {
  const tampered = async (pdf: Uint8Array, reason: RegExp): Promise<void> => {
    const result = await check(pdf);
    expect(result.result).toBe('tampered');
    expect(result.reason).toMatch(reason);
  };

  test('changed content', async () => {
    const changed = Buffer.from(signed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    await tampered(changed, /digest differs/);
  });

  test('bytes added after signing, were it one line end', async () => {
    await tampered(Buffer.concat([signed, Buffer.from('\n')]), /does not cover the whole file/);
  });

  test('a page exchanged by a later update of the file', async () => {
    const update =
      '\n3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\nxref\n3 1\n0000000000 00000 n \ntrailer\n<< /Size 9 /Root 1 0 R /Prev 1 >>\nstartxref\n1\n%%EOF\n';
    await tampered(Buffer.concat([signed, Buffer.from(update)]), /does not cover the whole file/);
  });

  test('the end cut off', async () => {
    await tampered(Buffer.from(signed.subarray(0, signed.length - 1)), /whole file/);
    await tampered(Buffer.from(signed.subarray(0, gapOf(signed).from + 100)), /whole file/);
  });

  test('the signature of another document', async () => {
    const other = await signPdf(smallPdf({ annotations: 'inline' }), signer, options);
    await tampered(withCms(signed, cmsOf(other)), /digest differs/);
  });

  test('a certificate put in the place of the one that was signed with, for the same key', async () => {
    const first = await certify('Olivia Officer', { issuer: authority });
    const second = await certify('Olivia Officer', { issuer: authority, keys: first.keys });
    const cms = await signCms(signedDigest(signed), await signerOf(first));
    const serial = (identity: Identity): Uint8Array => identity.certificate.subarray(15, 23);
    const swapped = exchanged(
      exchanged(cms, first.certificate, second.certificate),
      Buffer.concat([Buffer.of(2, 8), serial(first)]),
      Buffer.concat([Buffer.of(2, 8), serial(second)]),
    );
    const result = await check(withCms(signed, swapped));
    expect(result.signatures[0]).toMatchObject({
      signatureValid: true,
      digestMatches: true,
      certificateBound: false,
    });
    expect(result).toMatchObject({
      result: 'tampered',
      reason: expect.stringMatching(/another certificate/) as string,
    });
  });

  test('another certificate of the chain put in the place of the one that came along', async () => {
    const impostor = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
    const swapped = exchanged(cmsOf(signed), authority.certificate, impostor.certificate);
    await tampered(withCms(signed, swapped), /another certificate/);
  });

  test('a second signature by a stranger over a changed report never makes it intact', async () => {
    const stranger = await certify('Olivia Officer');
    const again = await signPdf(signed, await signerOf(stranger), options);
    expect(await check(again)).toMatchObject({
      result: 'could-not-tell',
      signatures: [
        { trusted: 'trusted', coversWholeFile: false },
        { trusted: 'untrusted', coversWholeFile: true },
      ],
    });
  });

  test('a signature that was made for the same bytes as a file, and the other way round', async () => {
    // A file that is the PDF without its signature; in the PDF everything behind the hole has moved.
    const { cms } = await signDetached(signedDigest(signed), signer, { now, stamper: null });
    expect(await check(withCms(signed, cms))).toMatchObject({
      result: 'could-not-tell',
      reason: expect.stringMatching(/made for another file/) as string,
      signatures: [{ digestMatches: true, signatureValid: true, trusted: 'trusted' }],
    });
    const file = join(mkdtempSync(join(tmpdir(), 'attestry-place-')), 'part.txt');
    writeFileSync(file, signedContent(signed));
    expect(await verifyDetached(file, cms, trusting(authority), now)).toMatchObject({ result: 'intact' });
    expect(await verifyDetached(file, cmsOf(signed), trusting(authority), now)).toMatchObject({
      result: 'could-not-tell',
      reason: expect.stringMatching(/taken out of a PDF/) as string,
      signatures: [{ digestMatches: true, signatureValid: true, trusted: 'trusted' }],
    });
    rmSync(dirname(file), { recursive: true });
  });

  test('a hole that is larger than the signature', async () => {
    const { from } = gapOf(signed);
    const text = Buffer.from(signed).toString('latin1');
    const wider = text.replace(`[0 ${from.toString()} `, `[0 ${(from - 1).toString()} `);
    await tampered(Buffer.from(wider, 'latin1'), /damaged|whole file/);
  });

  test('spaces, other letter cases or rubbish in the hole, although no value changes', async () => {
    const { from, to } = gapOf(signed);
    const at = Buffer.from(signed).subarray(from, to).toString('latin1').search(/[a-f]/) + from;
    const upper = Buffer.from(signed);
    upper[at] = (upper[at] ?? 0) ^ 0x20;
    await tampered(upper, /whole file/);
    for (const byte of ['1', ' ', '>', '%']) {
      const padded = Buffer.from(signed);
      padded.write(byte, to - 4, 'latin1');
      await tampered(padded, /damaged|whole file/);
    }
  });

  test('a signature of which only remains are left', async () => {
    const text = Buffer.from(signed).toString('latin1').replace('/ByteRange', '/ByteXange');
    await tampered(Buffer.from(text, 'latin1'), /remains of a signature/);
  });
});

describe('certificates that do not suffice', () => {
  const open = async (options_: CertificateOptions, reason: RegExp): Promise<void> => {
    const result = await check(
      await signedBy(await certify('Olivia Officer', { issuer: authority, ...options_ })),
    );
    expect(result.result).toBe('could-not-tell');
    expect(result.reason).toMatch(reason);
  };

  test('expired by now', async () => {
    const brief = await certify('Olivia Officer', {
      issuer: authority,
      notAfter: new Date(now.getTime() + DAY),
    });
    const pdf = await signPdf(smallPdf(), await signerOf(brief), options);
    expect((await check(pdf)).result).toBe('intact');
    const later = await check(pdf, [authority], new Date(now.getTime() + 2 * DAY));
    expect(later).toMatchObject({
      result: 'could-not-tell',
      reason: expect.stringMatching(/expired on/) as string,
    });
  });

  test('not yet valid at the claimed time', async () => {
    await open({ notBefore: new Date(now.getTime() + DAY) }, /not valid at the time/);
  });

  test('for encryption only', async () => {
    await open({ usage: KeyUsageFlags.keyEncipherment }, /may not be used/);
  });

  test('for servers only; for documents it is right', async () => {
    await open({ extendedUsage: ['1.3.6.1.5.5.7.3.1'] }, /may not be used/);
    const right = await certify('Olivia Officer', {
      issuer: authority,
      extendedUsage: ['1.3.6.1.5.5.7.3.36'],
    });
    expect((await check(await signedBy(right))).result).toBe('intact');
  });

  test('of an RSA key of 1024 bits', async () => {
    await open({ algorithm: 'rsa-1024' }, /too weak/);
  });

  test('issued by a certificate that is no authority', async () => {
    const officerAsIssuer = await certify('Mallory', { issuer: officer });
    const result = await check(await signedBy(officerAsIssuer, [officer, authority]));
    expect(result).toMatchObject({ result: 'could-not-tell', signatures: [{ trusted: 'untrusted' }] });
  });

  test('issued further down than the authority allows', async () => {
    const top = await certify('Top', { authority: 0, algorithm: 'rsa' });
    const middle = await certify('Middle', { authority: 0, issuer: top });
    const leaf = await certify('Olivia Officer', { issuer: middle });
    const pdf = await signedBy(leaf, [middle, top]);
    expect((await check(pdf, [top])).signatures[0]?.trusted).toBe('untrusted');
    expect((await check(pdf, [middle])).result).toBe('intact');
  });

  test('issued through an intermediate authority is right', async () => {
    const middle = await certify('Middle', { authority: 0, issuer: authority });
    const leaf = await certify('Olivia Officer', { issuer: middle });
    expect((await check(await signedBy(leaf, [middle]))).result).toBe('intact');
    expect((await check(await signedBy(leaf))).result).toBe('could-not-tell');
  });

  test('issued by an authority that has expired', async () => {
    const old = await certify('Old', { authority: 1, notAfter: new Date(now.getTime() - 1000) });
    const leaf = await certify('Olivia Officer', { issuer: old });
    expect((await check(await signedBy(leaf), [old])).signatures[0]?.trusted).toBe('untrusted');
  });
});

describe('other files', () => {
  test('an unsigned PDF leaves the answer open', async () => {
    const result = await check(smallPdf());
    expect(result).toMatchObject({
      result: 'could-not-tell',
      reason: 'The file is not signed.',
      signatures: [],
    });
  });

  test('no PDF', async () => {
    await expect(check(Buffer.from('hello'))).rejects.toMatchObject({ code: 'pdf-unreadable' });
    await expect(check(new Uint8Array())).rejects.toMatchObject({ code: 'pdf-unreadable' });
  });

  test('an encrypted PDF', async () => {
    const pdf = smallPdf().toString('latin1').replace('/Root', '/Encrypt 4 0 R /Root');
    await expect(check(Buffer.from(pdf, 'latin1'))).rejects.toMatchObject({ code: 'pdf-encrypted' });
  });

  test('more signatures than any report has', async () => {
    const pdf = Buffer.concat([smallPdf(), Buffer.from('/ByteRange [0 1 2 3] '.repeat(50))]);
    await expect(check(pdf)).rejects.toMatchObject({ code: 'pdf-unsupported' });
  });

  test.each(['/ByteRang', '/Encrypted', '<', ' obj', '/Contents ', '[0 0 0 '])(
    '50 MB of %s are answered in time that grows with their size only',
    async (junk) => {
      const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(50_000_000, junk)]);
      const start = performance.now();
      await expect(check(pdf)).resolves.toMatchObject({ result: 'could-not-tell' });
      expect(performance.now() - start).toBeLessThan(10_000);
    },
  );
});

describe('trusted certificates', () => {
  test('as PEM, several in one file, and as DER', () => {
    expect(anchorsFrom(Buffer.from(`${authority.pem}\nsome words\n${officer.pem}\n`))).toHaveLength(2);
    expect(anchorsFrom(Buffer.from(authority.pem))[0]).toEqual(Buffer.from(authority.certificate));
    expect(anchorsFrom(authority.certificate)).toHaveLength(1);
  });

  test.each(['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'not as %j',
    (text) => {
      expect(() => anchorsFrom(Buffer.from(text))).toThrow(
        expect.objectContaining({ code: 'trust-unreadable' }) as Error,
      );
    },
  );
});
