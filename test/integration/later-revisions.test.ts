import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOXES } from '../../src-main/reports/formats.ts';
import { signPdf, verifyReport } from '../../src-main/reports/index.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { certify, signerOf, trusting, type Identity } from '../fixtures/authority.ts';
import { laterRevision, pdfOf, rewritten, type Slipped } from '../fixtures/later-revision.ts';

/* Whoever signs after the officer is trusted as well, and wants the file to show something else while it stays intact. */

const now = new Date();
let folder: string;
let authority: Identity;
let officer: Signer;
let reviewer: Signer;
let once: Buffer;

const drawn = (text: string, y: number): string => {
  const content = `BT /F1 12 Tf 60 ${y} Td (${text}) Tj ET`;
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
};
const page = (contents: string): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 9 0 R >> >> /Contents ${contents} >>`;
/** Two pages; on the first a warning of its own, on the second an object that is not there. */
const document = (missing = '12 0 R', size?: number, length?: number): Buffer =>
  pdfOf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>',
      page('[5 0 R 6 0 R]'),
      page(`[7 0 R ${missing}]`),
      drawn('Result of the review', 640),
      drawn('TAMPERED', 600),
      drawn('Signatures', 760).replace(/\d+/, (own) => String(length ?? own)),
      '<< /Producer (test) >>',
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ],
    size,
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-later-'));
  authority = await certify('Sample Hospital Authority', { authority: 1 });
  officer = await signerOf(await certify('Olivia Officer', { issuer: authority }));
  reviewer = await signerOf(await certify('Rita Reviewer', { issuer: authority }));
  once = await first(document('7 0 R'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const first = async (pdf: Buffer): Promise<Buffer> =>
  Buffer.from(
    await signPdf(pdf, officer, { reason: 'Report', now, box: { role: 'Officer', hash: '00'.repeat(32) } }),
  );
const check = (pdf: Uint8Array) => verifyReport(pdf, 'report.pdf', trusting(authority), now);
const shown = (pdf: Uint8Array): string => {
  writeFileSync(join(folder, 'shown.pdf'), pdf);
  return execFileSync('pdftotext', [join(folder, 'shown.pdf'), '-'], { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .replaceAll(/\s+/g, ' ');
};
/** Both signatures are right by themselves; the first one covers what is shown no more. */
const isFound = async (
  slipped: Slipped,
  verdict: 'tampered' | 'could-not-tell' = 'tampered',
  before = once,
): Promise<Buffer> => {
  const pdf = await laterRevision(before, reviewer, slipped);
  const { result, signatures } = await check(pdf);
  expect(signatures).toMatchObject([
    { signatureValid: true, digestMatches: true, trusted: 'trusted' },
    { signatureValid: true, digestMatches: true, trusted: 'trusted', coversWholeFile: true },
  ]);
  expect(result).toBe(verdict);
  return pdf;
};

test('a signature after the first one is in order as it is', async () => {
  expect(shown(once)).toContain('Result of the review TAMPERED');
  expect((await check(await laterRevision(once, reviewer, {}))).result).toBe('intact');
});

describe('a table that says more than the update holds', () => {
  test('takes an object away that was signed: for a PDF reader it is not there', async () => {
    const pdf = await isFound({ table: (lines) => `${lines}6 1\n0000000000 00001 f\r\n` });
    writeFileSync(join(folder, 'less.pdf'), pdf);
    const read = execFileSync('qpdf', ['--show-object=6', join(folder, 'less.pdf')]).toString();
    expect(read).toContain('null');
  });

  test('gives a page another generation, under which it is not found', async () => {
    await isFound({ table: (lines) => lines.replace(/(\n4 1\n\d{10} )00000/, '$100001') });
  });

  test('names an object twice', async () => {
    await isFound({ table: (lines) => `${lines}4 1\n0000000009 00000 n\r\n` }, 'could-not-tell');
  });

  test('leaves out objects from a number on', async () => {
    await isFound({ trailer: (said) => said.replace(/\/Size \d+/, '/Size 6') });
  });

  test('has another catalogue under a name that is written differently', async () => {
    await isFound({ trailer: (said) => said.replace(' >>', ' /#52oot 8 0 R >>') });
  });
});

describe('an object that is read in two ways', () => {
  test.each([
    ['of the page', rewritten('/MediaBox', '/Contents 5 0 R /MediaBox')],
    ['of the box', rewritten('/Subtype /Widget', '/Subtype /FreeText /Subtype /Widget')],
    ['of the catalogue', rewritten('/Type /Catalog', '/Pages 3 0 R /Type /Catalog')],
  ])('by a key that stands there twice, %s', async (_where, objects) => {
    await isFound({ objects }, 'could-not-tell');
  });

  test('by a key that stands twice in the trailer', async () => {
    await isFound({ trailer: (said) => said.replace('/Root', '/Root 8 0 R /Root') }, 'could-not-tell');
  });
});

describe('a box that covers what was signed', () => {
  test('on another page than that of the signatures', async () => {
    await isFound({
      objects: (honest) => {
        // The second page as it was; the first one gets the box in its place.
        const added = [...honest].find(([, text]) => text.includes('/Type /Page '))?.[1] ?? '';
        const annots = /\/Annots \[(?:\d+ 0 R )*(\d+ 0 R)\]/.exec(added)?.[1] ?? '';
        const changed = new Map([...honest].filter(([number]) => number !== 4));
        return changed.set(
          3,
          page('[5 0 R 6 0 R]').replace(' >>', ` >>`).replace(/ >>$/, ` /Annots [${annots}] >>`),
        );
      },
    });
  });

  test('on a document whose first signature drew none', async () => {
    const plain = Buffer.from(await signPdf(document('7 0 R'), officer, { reason: 'Letter', now }));
    await isFound({}, 'tampered', plain);
  });

  test('with a further field that is no signature’s', async () => {
    await isFound({
      objects: (honest) => {
        const grown = rewritten(/\/Fields \[([^\]]*)\]/, '/Fields [$1 40 0 R]')(honest);
        return new Map(grown).set(40, '<< /FT /Tx /T (Result) /V (Intact) >>');
      },
    });
  });

  test('and is in order where the page has room for it', async () => {
    const { signatures } = await check(await laterRevision(once, reviewer, {}));
    expect(signatures[0]?.laterChanges).toBe('signatures');
    expect(once.toString('latin1')).toContain(`/Rect [${BOXES[0]?.join(' ') ?? ''}]`);
  });
});

describe('an object that was missing when the officer signed', () => {
  test.each([
    ['of the next number', '16 0 R', 20],
    ['of a number beyond the size', '16 0 R', undefined],
    ['with a comment in between', '16%x\n0%y\nR', 20],
    ['with zeros before', '0016 00 R', 20],
  ])('is not put there later: %s', async (_how, missing, size) => {
    const before = await first(document(missing, size));
    expect(shown(before)).not.toContain('ACQUITTED');
    await isFound(
      { objects: (honest) => new Map(honest).set(16, drawn('ACQUITTED', 500)) },
      'tampered',
      before,
    );
  });
});

test('a page whose content would go on behind what was signed is not relied on', async () => {
  const before = await first(document('7 0 R', undefined, 400_000));
  expect((await check(before)).result).toBe('intact');
  await isFound({}, 'could-not-tell', before);
});

test('an object that the table places behind what was signed is not relied on', async () => {
  const text = document('7 0 R').toString('latin1');
  const before = await first(
    Buffer.from(text.replace(/\d{10}( 00000 n\r\ntrailer)/, '0000900000$1'), 'latin1'),
  );
  await isFound({}, 'could-not-tell', before);
});
