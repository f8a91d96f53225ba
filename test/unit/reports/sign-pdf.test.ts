import { beforeAll, describe, expect, test } from 'vitest';
import { signPdf, verifyReport } from '../../../src-main/reports/index.ts';
import type { Signer } from '../../../src-main/token/ports.ts';
import { certify, signerOf, trusting, type Identity } from '../../fixtures/authority.ts';
import { smallPdf } from '../../fixtures/signed-pdf.ts';

const options = { reason: 'Audit integrity report – Prüfung', now: new Date() };
let authority: Identity;
let officer: Identity;
let signer: Signer;

beforeAll(async () => {
  authority = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
  officer = await certify('Olivia Officer', { issuer: authority });
  signer = await signerOf(officer, [authority]);
});

describe('signing a PDF', () => {
  test.each(['none', 'inline', 'apart'] as const)(
    'keeps every byte of the input; annotations %s',
    async (annotations) => {
      for (const kids of ['inline', 'apart'] as const) {
        const pdf = smallPdf({ annotations, kids });
        const signed = await signPdf(pdf, signer, options);
        expect(Buffer.from(signed).subarray(0, pdf.length).equals(pdf)).toBe(true);
        const result = await verifyReport(signed, 'r.pdf', trusting(authority), new Date());
        expect(result).toMatchObject({ result: 'intact', reason: null, file: 'r.pdf' });
        expect(Buffer.from(signed).toString('latin1').includes('/Annots [5 0 R ')).toBe(
          annotations !== 'none',
        );
      }
    },
  );

  test('a second signature leaves the first one right', async () => {
    const twice = await signPdf(await signPdf(smallPdf(), signer, options), signer, options);
    const { result, signatures } = await verifyReport(twice, 'r.pdf', trusting(authority), new Date());
    expect(result).toBe('intact');
    expect(signatures.map(({ coversWholeFile }) => coversWholeFile)).toEqual([false, true]);
    expect(signatures.every(({ digestMatches, signatureValid }) => digestMatches && signatureValid)).toBe(
      true,
    );
  });

  test('says who signed, by whose authority, and when it claims to have been', async () => {
    const signed = await signPdf(smallPdf(), signer, options);
    const { signatures } = await verifyReport(signed, 'r.pdf', trusting(authority), new Date());
    expect(signatures[0]).toMatchObject({ signer: 'Olivia Officer', issuer: 'Sample Authority' });
    const second = Math.floor(options.now.getTime() / 1000) * 1000;
    expect(signatures[0]?.claimedAt).toBe(new Date(second).toISOString());
  });
});

describe('what cannot be signed', () => {
  const refused = (pdf: Uint8Array, who: Signer = signer, extra = {}): Promise<unknown> =>
    signPdf(pdf, who, { ...options, ...extra });
  const changed = (from: string, to: string): Buffer =>
    Buffer.from(smallPdf().toString('latin1').replace(from, to), 'latin1');

  test('no PDF', async () => {
    await expect(refused(Buffer.from('hello'))).rejects.toMatchObject({ code: 'pdf-unreadable' });
    await expect(refused(smallPdf().subarray(0, 300))).rejects.toMatchObject({ code: 'pdf-unreadable' });
    await expect(refused(new Uint8Array())).rejects.toMatchObject({ code: 'pdf-unreadable' });
  });

  test('an encrypted PDF', async () => {
    const pdf = changed('/Root 1 0 R', '/Root 1 0 R /Encrypt 4 0 R');
    await expect(refused(pdf)).rejects.toMatchObject({ code: 'pdf-encrypted' });
  });

  test('a PDF with a cross-reference stream, whole or beside a table', async () => {
    const hybrid = changed('/Root 1 0 R', '/Root 1 0 R /XRefStm 9');
    await expect(refused(hybrid)).rejects.toMatchObject({ code: 'pdf-unsupported' });
    const stream = changed('xref\n0 8', '8 0 obj\n');
    await expect(refused(stream)).rejects.toMatchObject({ code: 'pdf-unsupported' });
  });

  test.each([
    [
      'a cross-reference section that names itself',
      '/Root 1 0 R',
      `/Root 1 0 R /Prev ${smallPdf().indexOf('xref\n0 8').toString()}`,
    ],
    ['a page tree that names itself', '/Kids [ 3 0 R ]', '/Kids [ 2 0 R ]'],
    ['an array without end', '[ 3 0 R ]', '[ 3 0 R  '],
    ['nesting without end', '(en \\) \\( (nested))', '['.repeat(90)],
    ['a missing catalogue', '/Root 1 0 R', '/Root 99 0 R'],
  ])('%s', async (_, from, to) => {
    await expect(refused(changed(from, to))).rejects.toMatchObject({ code: 'pdf-unreadable' });
  });

  test('anything with a certificate that is over or not yet valid, before the token is asked', async () => {
    let asked = 0;
    const counting: Signer = { ...signer, sign: (digest) => (asked++, signer.sign(digest)) };
    for (const now of [new Date(0), new Date('2200-01-01')])
      await expect(refused(smallPdf(), counting, { now })).rejects.toMatchObject({
        code: 'certificate-expired',
      });
    expect(asked).toBe(0);
  });

  test('anything when the certificate belongs to another key', async () => {
    const other = await certify('Somebody Else', { issuer: authority });
    const mixed: Signer = { ...signer, identity: { ...signer.identity, certificate: other.certificate } };
    await expect(refused(smallPdf(), mixed)).rejects.toMatchObject({ code: 'signature-check-failed' });
  });

  test('anything when the token signs what it was not asked to, or returns rubbish', async () => {
    const twiceHashed: Signer = { ...signer, sign: (digest) => signer.sign(Buffer.from(digest).reverse()) };
    await expect(refused(smallPdf(), twiceHashed)).rejects.toMatchObject({ code: 'signature-check-failed' });
    const rubbish: Signer = { ...signer, sign: () => Promise.resolve(new Uint8Array(64)) };
    await expect(refused(smallPdf(), rubbish)).rejects.toMatchObject({ code: 'signature-check-failed' });
    const empty: Signer = { ...signer, sign: () => Promise.resolve(new Uint8Array()) };
    await expect(refused(smallPdf(), empty)).rejects.toMatchObject({ code: 'signature-check-failed' });
  });

  test('anything with a certificate that may not sign documents', async () => {
    const server = await certify('A Server', { issuer: authority, extendedUsage: ['1.3.6.1.5.5.7.3.1'] });
    await expect(refused(smallPdf(), await signerOf(server))).rejects.toMatchObject({
      code: 'signature-check-failed',
    });
  });

  test('anything once the job was cancelled', async () => {
    await expect(refused(smallPdf(), signer, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('chains that do not fit into the room for the signature', async () => {
    const long = await signerOf(
      officer,
      Array.from({ length: 30 }, () => authority),
    );
    await expect(refused(smallPdf(), long)).rejects.toMatchObject({ code: 'pdf-unsupported' });
  });
});
