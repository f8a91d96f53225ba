import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../../src-main/base/fault.ts';
import { signPdf, verifyReport } from '../../src-main/reports/index.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { certify, signerOf, trusting, type Identity } from '../fixtures/authority.ts';
import { cmsOf, gapOf, smallPdf } from '../fixtures/signed-pdf.ts';

let authority: Identity;
let signer: Signer;
let signed: Buffer;
const now = new Date();

beforeAll(async () => {
  authority = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
  signer = await signerOf(await certify('Olivia Officer', { issuer: authority }), [authority]);
  signed = Buffer.from(await signPdf(smallPdf(), signer, { reason: 'Audit integrity report', now }));
});

/** The verdict, or the code of the fault; anything else fails the test. */
async function verdict(pdf: Uint8Array): Promise<string> {
  try {
    return (await verifyReport(pdf, 'report.pdf', trusting(authority), now)).result;
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

const flipped = (at: number, mask: number): Buffer => {
  const copy = Buffer.from(signed);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
};

describe('a signed report', () => {
  test('is intact as it is', async () => {
    expect(await verdict(signed)).toBe('intact');
  });

  test('is tampered with when any one byte of its structure or its signature is another', async () => {
    const { from, to } = gapOf(signed);
    const padding = from + 1 + 2 * cmsOf(signed).length;
    const masks = [0x01, 0x20, 0x80, 0x03];
    const others: string[] = [];
    for (let at = 0; at < signed.length; at++) {
      // Of the padding one byte in a hundred, and its ends.
      if (at > padding + 8 && at < to - 8 && at % 100 !== 0) continue;
      const mask = masks[at % masks.length] ?? 1;
      const result = await verdict(flipped(at, mask));
      if (result !== 'tampered') others.push(`${at.toString()} ^ ${mask.toString()}: ${result}`);
    }
    expect(others).toEqual([]);
  }, 120_000);

  test('is never intact when any byte is another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        expect(await verdict(flipped(at, mask))).toBe('tampered');
      }),
      { numRuns: 300 },
    );
  });

  test('is never intact with bytes added at any place', async () => {
    const place = fc.oneof(fc.constant(signed.length), fc.nat(signed.length));
    await fc.assert(
      fc.asyncProperty(place, fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, added) => {
        expect(await verdict(Buffer.concat([signed.subarray(0, at), added, signed.subarray(at)]))).not.toBe(
          'intact',
        );
      }),
      { numRuns: 200 },
    );
  });

  test('is never intact when cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(signed.length - 1), async (length) => {
        expect(await verdict(signed.subarray(0, length))).not.toBe('intact');
        expect(await verdict(signed.subarray(signed.length - length))).not.toBe('intact');
      }),
      { numRuns: 200 },
    );
  });
});

describe('hostile files', () => {
  const pieces = fc.constantFrom(
    '%PDF-1.7\n',
    '/ByteRange [0 10 20 30]',
    '/ByteRange [0 99999999999 1 1]',
    '/Contents <30820100>',
    '<<',
    '>>',
    '(',
    '[',
    '1 0 obj\n',
    'endobj\n',
    'xref\n0 1\n0000000000 65535 f \n',
    'trailer\n<< /Size 1 /Root 1 0 R /Prev 0 >>\n',
    'startxref\n9\n%%EOF\n',
    '/Encrypt 1 0 R',
    '/M (D:99999999999999Z)',
  );
  const junk = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''), 'latin1')),
  );

  test('are answered with a verdict or a fault, and are never intact', async () => {
    await fc.assert(
      fc.asyncProperty(junk, async (bytes) => {
        expect(await verdict(bytes)).not.toBe('intact');
      }),
      { numRuns: 500 },
    );
  });

  test('are signed rightly or refused with a fault', async () => {
    await fc.assert(
      fc.asyncProperty(junk, async (bytes) => {
        await signPdf(bytes, signer, { reason: 'r', now }).then(
          async (pdf) => {
            expect(await verdict(pdf)).toBe('intact');
          },
          (error: unknown) => {
            expect(error).toBeInstanceOf(Fault);
          },
        );
      }),
      { numRuns: 300 },
    );
  });
});
