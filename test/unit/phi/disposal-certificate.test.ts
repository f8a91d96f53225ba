import { expect, test } from 'vitest';
import { disposalPages } from '../../../src-main/phi/disposal-certificate.ts';
import { checkDecision, signDecision } from '../../../src-main/signing/index.ts';
import { DISPOSAL_KIND } from '../../../src-shared/phi/disposal.ts';
import type { SignedDecision } from '../../../src-shared/signing/types.ts';
import { certify, signerOf, trusting } from '../../fixtures/authority.ts';
import { smallPdf } from '../../fixtures/signed-pdf.ts';

test('no pages are made of a certificate that is for another deletion, or by nobody who is trusted', async () => {
  const now = new Date();
  const authority = await certify('Sample Authority', { authority: 0 });
  const officer = await signerOf(await certify('Olivia Officer', { issuer: authority }));
  const stranger = await signerOf(await certify('Olivia Officer'));
  const signed = (subject: string, kind: string, signer = officer): Promise<SignedDecision> =>
    signDecision(
      {
        ...{ kind, subject, decision: 'deleted and verified', statement: '2 rows were deleted.' },
        details: { tables: [], elsewhere: [] },
      },
      signer,
      { now, stamper: null },
    );
  const made: string[] = [];
  const pdfOf = (certificate: SignedDecision, trust = trusting(authority)): Promise<Uint8Array> =>
    disposalPages({
      disposal: { certificate: () => Promise.resolve(certificate) },
      signOffs: { checkSignOff: (one) => Promise.resolve(checkDecision(one, trust, now)) },
      pages: {
        letter: ({ reference }) => {
          made.push(reference);
          return Promise.resolve(smallPdf());
        },
      },
      signer: () => null,
      clock: { now: () => now.getTime() },
    }).pdf('D-2');
  const own = await signed('D-2', DISPOSAL_KIND);
  for (const other of [
    await signed('D-1', DISPOSAL_KIND),
    await signed('D-2', 'letter'),
    await signed('D-2', DISPOSAL_KIND, stranger),
    { ...own, document: own.document.replace('2 rows', '9 rows') },
  ])
    await expect(pdfOf(other)).rejects.toMatchObject({ code: 'sign-off-unknown' });
  expect(made).toEqual([]);
  await pdfOf(own);
  // Where nobody was named as trusted, the pages say that it could not be told.
  await pdfOf(own, trusting());
  expect(made).toEqual(['D-2', 'D-2']);
});
