import {
  DISPOSAL_KIND,
  type DisposalResult,
  type DisposedStep,
  disposalResultSchema,
} from '../../src-shared/phi/disposal.ts';
import type { SignOffCheck, SignOffDocument } from '../../src-shared/signing/types.ts';
import { type LetterBlock, type LetterPages, type PageMaker, signPdf } from '../reports/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { displayName, isUndisputed, mustBeAbout, type SignOffs } from '../signing/index.ts';
import type { Signer } from '../token/index.ts';
import type { DisposalService } from './disposal-service.ts';

const KEPT = ['Held for the law', 'Pointed at', 'Time not over'] as const;
const HEAP: Readonly<Record<DisposedStep['heap'], string>> = {
  gone: 'gone',
  waiting: 'removed, room not given back yet',
  there: 'STILL THERE',
};
const INDEX: Readonly<Record<DisposedStep['index'], string>> = {
  gone: 'gone',
  there: 'STILL THERE',
  'no-key': 'has no key to look by',
};

/**
 * What a certificate of deletion says, out of what was signed. The clinic's database, where it is kept, can hold that of another
 * deletion, or one that an administrator put there.
 *
 * @throws Fault `sign-off-unknown` when the signature does not hold, or it is about something else
 */
export function certified(
  check: SignOffCheck,
  disposalId: string,
): { readonly document: SignOffDocument; readonly result: DisposalResult } {
  const about = mustBeAbout(check, DISPOSAL_KIND, disposalId);
  const { document } = about;
  const details = disposalResultSchema.safeParse({
    steps: document?.details.tables,
    elsewhere: document?.details.elsewhere,
  });
  if (document !== null && isUndisputed(about) && details.success) return { document, result: details.data };
  throw new Fault(
    'sign-off-unknown',
    'The signature of the certificate in the clinic’s database does not hold, or it is for another deletion.',
    'Look at it in Reports, Sign-offs; it says what is wrong.',
  );
}

/**
 * A certificate of deletion as pages to be read: what was signed, by whom, and what checking that signature says. The signed
 * document itself stays what counts; the pages name its number.
 *
 * @throws Fault as {@link certified}
 */
export function certificatePages(
  disposalId: string,
  { check, signOffId }: { readonly check: SignOffCheck; readonly signOffId: string },
  madeAt: string,
): LetterPages {
  const { result, signature } = check;
  const said = certified(check, disposalId);
  const { document } = said;
  const { steps, elsewhere } = said.result;
  return {
    language: 'en',
    ...{ madeAt, from: [displayName(document.officer), 'Compliance'] },
    to: ['To whom it may concern'],
    date: document.decidedAt.slice(0, 10),
    reference: document.subject,
    title: 'Certificate of deletion',
    blocks: [
      { kind: 'paragraph', text: document.statement },
      { kind: 'heading', text: 'What was deleted, and what reading again found' },
      {
        kind: 'table',
        head: ['Table', 'Older than', 'Deleted', 'In the table', 'In the index', 'In use'],
        rows: steps.map(({ table, cutoff, deleted, heap, index, left }) => [
          ...[table, cutoff === null ? 'any age' : cutoff.slice(0, 10), String(deleted)],
          ...[HEAP[heap], INDEX[index], String(left)],
        ]),
      },
      { kind: 'heading', text: 'What was kept' },
      {
        kind: 'table',
        head: ['Table', ...KEPT],
        rows: steps.map(({ table, held, referenced, retained }) =>
          [table, held, referenced, retained].map(String),
        ),
      },
      ...list('What copies still hold', elsewhere),
      { kind: 'heading', text: 'Signature' },
      {
        kind: 'list',
        items: [
          `Decision: ${document.decision}`,
          `Signed by: ${signature.signer}, certificate ${signature.serial}`,
          `Signed document: ${signOffId}, of ${document.decidedAt}`,
          result === 'intact'
            ? 'Checked when these pages were made: the signature holds.'
            : 'Checked when these pages were made: whether the signature holds could not be told.',
        ],
      },
    ],
  };
}

const list = (text: string, items: readonly string[]): readonly LetterBlock[] =>
  items.length === 0
    ? []
    : [
        { kind: 'heading', text },
        { kind: 'list', items },
      ];

/** Certificates of deletion as files to be read. */
export interface DisposalPages {
  /**
   * The certificate of a deletion as PDF, signed (PAdES) when somebody is signed in to the token.
   *
   * @throws Fault `disposal-refused` when it has none, `sign-off-unknown`, `report-failed`, those of the token
   */
  pdf(disposalId: string): Promise<Uint8Array>;
}

/** See {@link DisposalPages}. */
export const disposalPages = (parts: {
  readonly disposal: Pick<DisposalService, 'certificate'>;
  readonly signOffs: Pick<SignOffs, 'checkSignOff'>;
  readonly pages: Pick<PageMaker, 'letter'>;
  readonly signer: () => Signer | null;
  readonly clock: Clock;
}): DisposalPages => ({
  pdf: async (disposalId) => {
    const signed = await parts.disposal.certificate(disposalId);
    const check = await parts.signOffs.checkSignOff(signed);
    const { signOffId } = signed;
    const pages = certificatePages(disposalId, { check, signOffId }, instantOf(parts.clock));
    const pdf = await parts.pages.letter(pages);
    const signer = parts.signer();
    const reason = `Certificate of deletion ${disposalId}`;
    return signer === null ? pdf : signPdf(pdf, signer, { reason, now: new Date(parts.clock.now()) });
  },
});
