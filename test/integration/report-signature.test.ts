import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromBER } from 'asn1js';
import { Certificate, ContentInfo, SignedData } from 'pkijs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPdf, signPdf, verifyReport } from '../../src-main/reports/index.ts';
import { certify, signerOf, trusting, type Identity } from '../fixtures/authority.ts';
import { sampleReport } from '../fixtures/integrity-report.ts';
import { cmsOf, signedContent, smallPdf } from '../fixtures/signed-pdf.ts';

const execute = promisify(execFile);
const run = async (command: string, ...parameters: string[]): Promise<string> => {
  const { stdout, stderr } = await execute(command, parameters, { maxBuffer: 10_000_000 });
  return stdout + stderr;
};

let folder: string;
let authority: Identity;
let middle: Identity;
const at = (name: string): string => join(folder, name);
const bytes = (view: Uint8Array): ArrayBuffer => new Uint8Array(view).buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attestry-report-'));
  authority = await certify('Sample Hospital Authority', { authority: 1, algorithm: 'rsa' });
  middle = await certify('Sample Department Authority', { authority: 0, issuer: authority });
  await writeFile(at('ca.pem'), authority.pem);
  await run('certutil', '-N', '-d', `sql:${folder}`, '--empty-password');
  await run('certutil', '-A', '-d', `sql:${folder}`, '-n', 'ca', '-t', 'CT,C,C', '-i', at('ca.pem'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const signedReport = async (
  algorithm: 'ecdsa-p256' | 'ecdsa-p384' | 'rsa',
  pdf: Uint8Array,
  chain: readonly Identity[],
): Promise<Uint8Array> => {
  const officer = await certify('Olivia Officer', { issuer: chain[0] ?? authority, algorithm });
  return signPdf(pdf, await signerOf(officer, chain), { reason: 'Audit integrity report', now: new Date() });
};

describe.each([
  ['ecdsa-p256', 'directly'],
  ['ecdsa-p384', 'directly'],
  ['rsa', 'directly'],
  ['ecdsa-p256', 'through a department'],
] as const)('a report signed with %s, certified %s', (algorithm, way) => {
  const name = `${algorithm}-${way.slice(0, 3)}`;
  let signed: Uint8Array;

  beforeAll(async () => {
    const chain = way === 'directly' ? [authority] : [middle, authority];
    signed = await signedReport(algorithm, await renderPdf(sampleReport('tampered', 20)), chain);
    await writeFile(at(`${name}.pdf`), signed);
  });

  test('is valid, trusted and whole for a PDF reader (Poppler with NSS)', async () => {
    const said = await run('pdfsig', '-nssdir', `sql:${folder}`, at(`${name}.pdf`));
    expect(said).toContain('Signature is Valid.');
    expect(said).toContain('Certificate is Trusted.');
    expect(said).toContain('- Total document signed');
    expect(said).toContain('Signer Certificate Common Name: Olivia Officer');
    expect(said).toContain('ETSI.CAdES.detached');
  });

  test('is a sound PDF for qpdf, without a warning', async () => {
    const said = await run('qpdf', '--check', at(`${name}.pdf`));
    expect(said).toContain('No syntax or stream encoding errors found');
    expect(said.toLowerCase()).not.toContain('warning');
  });

  test('carries a CAdES signature for OpenSSL', async () => {
    await writeFile(at('x.cms'), cmsOf(signed));
    await writeFile(at('x.content'), signedContent(signed));
    const said = await run(
      ...(['openssl', 'cms', '-verify', '-cades', '-inform', 'DER', '-in', at('x.cms')] as const),
      ...['-content', at('x.content'), '-binary', '-CAfile', at('ca.pem'), '-out', at('x.out')],
    );
    expect(said).toContain('CAdES Verification successful');
  });

  test('carries no signing time, which PAdES forbids', async () => {
    await writeFile(at('x.cms'), cmsOf(signed));
    const said = await run('openssl', 'cms', '-cmsout', '-print', '-inform', 'DER', '-in', at('x.cms'));
    expect(said).toContain('id-smime-aa-signingCertificateV2');
    expect(said).not.toContain('signingTime');
  });

  test('carries a signature that PKI.js verifies up to the authority', async () => {
    const info = new ContentInfo({ schema: fromBER(bytes(cmsOf(signed))).result });
    const verified = await new SignedData({ schema: info.content as never }).verify({
      signer: 0,
      data: bytes(signedContent(signed)),
      checkChain: true,
      trustedCerts: [Certificate.fromBER(bytes(authority.certificate))],
      extendedMode: true,
    });
    expect(verified).toMatchObject({ signatureVerified: true, signerCertificateVerified: true });
  });

  test('is intact for our own verifier', async () => {
    const result = await verifyReport(signed, 'report.pdf', trusting(authority), new Date());
    expect(result).toMatchObject({ result: 'intact', reason: null });
  });
});

describe('a PDF of another shape', () => {
  test.each(['none', 'inline', 'apart'] as const)(
    'stays sound when signed twice; annotations %s',
    async (annotations) => {
      const once = await signedReport('ecdsa-p256', smallPdf({ annotations, kids: 'apart' }), [authority]);
      const twice = await signedReport('rsa', once, [authority]);
      await writeFile(at('twice.pdf'), twice);
      expect(await run('qpdf', '--check', at('twice.pdf'))).toContain(
        'No syntax or stream encoding errors found',
      );
      const said = await run('pdfsig', '-nssdir', `sql:${folder}`, at('twice.pdf'));
      expect(said.match(/Signature is Valid\./g)).toHaveLength(2);
      expect(said.split('Signature #2:')[1]).toContain('- Total document signed');
    },
  );
});

describe('the pages', () => {
  test('say what the report says, in fonts that travel with it', async () => {
    await writeFile(at('report.pdf'), await renderPdf(sampleReport('tampered', 260)));
    const text = (await run('pdftotext', '-layout', at('report.pdf'), '-')).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Tampered');
    expect(text).toContain('260 pieces of tampering found');
    expect(text).toContain('the first 200 of 260 findings; the other 60 are in the JSON file');
    expect(text).toContain('Digitally signed by Olivia Officer');
    expect(text).toContain('attestry report verify report.pdf --trust ca.pem');
    expect(text).toContain(
      'issued by Hospital Authority; an authority that this clinic trusts issued it. It was valid',
    );
    expect(text).not.toContain('patient-secret');
    expect(text).toContain('It changes neither the finding nor the verdict.');
    expect(text).toMatch(/Reported to the board/);
    const fonts = (await run('pdffonts', at('report.pdf'))).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThanOrEqual(4);
    expect(fonts.every((line) => /\byes\s+yes\s+yes\b/.test(line))).toBe(true);
    const info = await run('pdfinfo', at('report.pdf'));
    expect(info).toContain('Audit integrity report AIR-20261122-093200-7f3a');
    expect(info).toMatch(/Page size:\s+59\d\.\d+ x 84\d\.\d+ pts \(A4\)/);
    expect(info).toMatch(/PDF version:\s+1\.7/);
  });

  test.each(['intact', 'could-not-tell'] as const)(
    'are the same bytes for the same report: %s',
    async (verdict) => {
      const report = sampleReport(verdict, 0, null);
      const first = await renderPdf(report);
      expect(Buffer.from(await renderPdf(report)).equals(first)).toBe(true);
      await writeFile(at('same.pdf'), first);
      const text = await run('pdftotext', at('same.pdf'), '-');
      expect(text).toContain(verdict === 'intact' ? 'Intact' : 'Could not tell');
      expect(text).toContain('Not signed');
    },
  );

  test('hold texts of any length and script', async () => {
    const report = sampleReport('tampered', 1);
    const odd = [
      'x'.repeat(2000),
      'محمد '.repeat(300),
      '\u0000\u202e\ud800',
      '漢字🙂',
      '',
      'https://x.invalid/',
    ];
    for (const text of odd) {
      const pdf = await renderPdf({
        ...report,
        runBy: text,
        reason: text,
        signer: text,
        steps: [{ step: 'rows', verdict: 'tampered', detail: text }],
        scope: { ...report.scope, database: text, host: text },
      });
      await writeFile(at('odd.pdf'), pdf);
      expect(await run('qpdf', '--check', at('odd.pdf'))).toContain(
        'No syntax or stream encoding errors found',
      );
      expect(await run('pdfinfo', at('odd.pdf'))).toMatch(/Page size:\s+59/);
    }
  });
});
