import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPdf, signPdf, verifyReport } from '../../src-main/reports/index.ts';
import { BOXES } from '../../src-main/reports/formats.ts';
import { signCms } from '../../src-main/signing/index.ts';
import { certify, signerOf, trusting, type Identity } from '../fixtures/authority.ts';
import { sampleReport } from '../fixtures/integrity-report.ts';

const execute = promisify(execFile);
const run = async (command: string, ...parameters: string[]): Promise<string> => {
  const { stdout, stderr } = await execute(command, parameters, { maxBuffer: 10_000_000 });
  return stdout + stderr;
};
const hash = '5f'.repeat(32);
const now = new Date();
let folder: string;
let authority: Identity;
let officer: Identity;
let reviewer: Identity;
let once: Uint8Array;
let twice: Uint8Array;
const at = (name: string): string => join(folder, name);
const sign = async (pdf: Uint8Array, who: Identity, role: string): Promise<Uint8Array> =>
  signPdf(pdf, await signerOf(who, [authority]), { reason: role, now, box: { role, hash } });
const check = (pdf: Uint8Array) => verifyReport(pdf, 'report.pdf', trusting(authority), now);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attestry-several-'));
  authority = await certify('Sample Hospital Authority', { authority: 1, algorithm: 'rsa' });
  officer = await certify('Olivia Officer', { issuer: authority });
  reviewer = await certify('Rita Reviewer', { issuer: authority, algorithm: 'rsa' });
  await writeFile(at('ca.pem'), authority.pem);
  await run('certutil', '-N', '-d', `sql:${folder}`, '--empty-password');
  await run('certutil', '-A', '-d', `sql:${folder}`, '-n', 'ca', '-t', 'CT,C,C', '-i', at('ca.pem'));
  once = await sign(await renderPdf(sampleReport('intact')), officer, 'Compliance officer');
  twice = await sign(once, reviewer, 'Reviewer');
  await writeFile(at('twice.pdf'), twice);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a report signed by the officer, then by a reviewer', () => {
  test('holds two valid signatures for a PDF reader', async () => {
    const said = await run('pdfsig', '-nssdir', `sql:${folder}`, at('twice.pdf'));
    expect(said.match(/Signature is Valid\./g)).toHaveLength(2);
    expect(said.match(/Certificate is Trusted\./g)).toHaveLength(2);
    expect(said.split('Signature #2:')[1]).toContain('- Total document signed');
    expect(said.split('Signature #2:')[0]).toContain('Olivia Officer');
  });

  test('is a sound PDF for qpdf, without a warning', async () => {
    const said = await run('qpdf', '--check', at('twice.pdf'));
    expect(said).toContain('No syntax or stream encoding errors found');
    expect(said.toLowerCase()).not.toContain('warning');
  });

  test('is intact; the first signature covers revision 1, to which only a signature was added', async () => {
    expect(await check(twice)).toMatchObject({
      result: 'intact',
      reason: null,
      signatures: [
        { signer: 'Olivia Officer', coversWholeFile: false, revision: 1, laterChanges: 'signatures' },
        { signer: 'Rita Reviewer', coversWholeFile: true, revision: 2, laterChanges: 'none' },
      ],
    });
  });

  test('takes seven signatures; the seventh draws nothing', async () => {
    let pdf = twice;
    for (let index = 3; index <= 7; index++) pdf = await sign(pdf, reviewer, `Reviewer ${index}`);
    const { result, signatures } = await check(pdf);
    expect(result).toBe('intact');
    expect(signatures.map(({ laterChanges }) => laterChanges)).toEqual([
      ...Array.from({ length: 6 }, () => 'signatures'),
      'none',
    ]);
    const text = Buffer.from(pdf).toString('latin1');
    const drawn = BOXES.map((box) => text.split(`/Rect [${box.join(' ')}]`).length - 1);
    expect(drawn).toEqual(BOXES.map(() => 1));
    expect(text.split('/Rect [0 0 0 0]')).toHaveLength(2);
    await writeFile(at('seven.pdf'), pdf);
    const said = await run('pdfsig', '-nssdir', `sql:${folder}`, at('seven.pdf'));
    expect(said.match(/Signature is Valid\./g)).toHaveLength(7);
  });
});

const unchanged = (update: string): string => update;

describe('a later revision that does more than sign', () => {
  /** Signs again with something slipped into the update before it is signed. */
  const slipped = async (change: (update: string) => string): Promise<Uint8Array> => {
    const whole = Buffer.from(twice).toString('latin1');
    const update = change(whole.slice(once.length));
    expect(update === whole.slice(once.length)).toBe(change === unchanged);
    // The same length, so that every offset stays right.
    expect(update.length).toBe(whole.length - once.length);
    const bytes = Buffer.concat([once, Buffer.from(update, 'latin1')]);
    const range = [...bytes.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)/g)].at(-1)!;
    const [from, to] = [Number(range[1]), Number(range[2])];
    const digest = createHash('sha256').update(bytes.subarray(0, from)).update(bytes.subarray(to)).digest();
    const cms = await signCms(digest, await signerOf(reviewer, [authority]));
    bytes.write(
      Buffer.from(cms)
        .toString('hex')
        .padEnd(to - from - 2, '0'),
      from + 1,
      'latin1',
    );
    return bytes;
  };

  test('is told from one that only signs', async () => {
    expect((await check(await slipped(unchanged))).result).toBe('intact');
  });

  test.each([
    [
      'a page gets other content',
      (u: string) =>
        u.replace(/\/Contents \[?\d(?=\d* 0 R)/, (m) => `${m.slice(0, -1)}${m.endsWith('3') ? '4' : '3'}`),
    ],
    ['a page gets another size', (u: string) => u.replace('/MediaBox [0 0 ', '/MediaBox [9 9 ')],
    [
      'the catalogue gets other pages',
      (u: string) =>
        u.replace(/\/Pages (\d+) 0 R/, (m) =>
          m.replace(/\d+/, (n) => (Number(n) === 9 ? '8' : '9'.padStart(n.length, '9'))),
        ),
    ],
    ['the box lies elsewhere', (u: string) => u.replace(/\/Rect \[303 /, '/Rect [203 ')],
    [
      'the box lies over the first one',
      (u: string) => u.replace(`[${BOXES[1]!.join(' ')}]`, `[${BOXES[0]!.join(' ')}] `),
    ],
    ['the box has an action', (u: string) => u.replace('/F 132 >>', '/AA 13 >>')],
    ['the annotation is another one', (u: string) => u.replace('/Subtype /Widget', '/Subtype /Stampy')],
    [
      'an annotation is taken away',
      (u: string) => u.replace(/\/Annots \[(\d+) 0 R /, (m) => `/Annots [${' '.repeat(m.length - 9)}`),
    ],
  ])('%s', async (_name, change) => {
    const pdf = await slipped(change);
    const { result, reason, signatures } = await check(pdf);
    expect(result).toBe('tampered');
    expect(reason).toMatch(/was changed after Olivia Officer signed it/);
    expect(signatures[0]).toMatchObject({
      laterChanges: 'content',
      digestMatches: true,
      signatureValid: true,
    });
  });
});

describe('PDF/A-2b', () => {
  // No validator is at hand: these are the rules of ISO 19005-2 that the reports rely on, each checked by itself.
  let plain: string;
  let text: string;
  beforeAll(async () => {
    await run('qpdf', '--qdf', '--object-streams=disable', at('twice.pdf'), at('plain.pdf'));
    plain = (await readFile(at('plain.pdf'))).toString('latin1');
    text = Buffer.from(twice).toString('latin1');
  });

  test('says what it is in XMP that is not compressed, with the facts of the document information', () => {
    expect(text).toMatch(/<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>B<\/pdfaid:conformance>/);
    expect(text).toContain('Audit integrity report AIR-20261122-093200-7f3a');
    expect(plain).toMatch(/\/Type \/Metadata/);
    expect(plain).toMatch(/\/Metadata \d+ 0 R/);
    expect(/<xmp:CreateDate>([^<]+)</.exec(text)?.[1]).toContain('2026-11-22T09:32:00');
  });

  test('has a binary comment in its second line, an ID, and no encryption', () => {
    const second = text.slice(text.indexOf('\n') + 1, text.indexOf('\n') + 6);
    expect(second).toMatch(/^%[\u0080-\u00ff]{4}/);
    expect(text).toMatch(/trailer\s*<<[^]*\/ID \[/);
    expect(text).not.toMatch(/\/Encrypt\b/);
  });

  test('has an output intent with an ICC profile of sRGB', () => {
    expect(plain).toMatch(/\/OutputIntents \[/);
    expect(plain).toMatch(/\/S \/GTS_PDFA1/);
    expect(plain).toMatch(/\/DestOutputProfile \d+ 0 R/);
    expect(plain).toContain('acsp');
    expect(plain).not.toMatch(/\/DeviceCMYK/);
  });

  test('embeds every font with a map to Unicode', async () => {
    const fonts = (await run('pdffonts', at('twice.pdf'))).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(2);
    expect(fonts.every((line) => /\byes\s+yes\s+yes\b/.test(line))).toBe(true);
  });

  test('has no script, no action, no file, no transparency, no form that is filled in by the reader', () => {
    for (const forbidden of [
      '/JavaScript',
      '/JS ',
      '/Launch',
      '/EmbeddedFile',
      '/XFA',
      '/NeedAppearances',
      '/SMask',
      '/Movie',
      '/Sound',
    ])
      expect(plain).not.toContain(forbidden);
    for (const alpha of plain.matchAll(/\/(?:ca|CA) ([\d.]+)/g)) expect(Number(alpha[1])).toBe(1);
  });

  test('gives each signature an appearance that is printed, and no more than one', () => {
    const widgets = [...text.matchAll(/\/Subtype \/Widget[^]*?\/F 132 >>/g)].map(([widget]) => widget);
    expect(widgets).toHaveLength(2);
    for (const widget of widgets) expect(widget).toMatch(/\/AP << \/N \d+ 0 R >>/);
  });
});
