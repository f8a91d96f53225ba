import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { CaseType, LetterKind } from '../../src-shared/rights/words.ts';

const ASKING: readonly LetterKind[] = ['acknowledgement', 'identity-request', 'unverified-outcome'];
const OF_TYPE: Readonly<Record<CaseType, readonly LetterKind[]>> = {
  access: ['fee-estimate', 'approval', 'partial', 'denial', 'review-outcome'],
  amendment: ['amendment-granted', 'amendment-denied', 'disagreement'],
  restriction: ['request-outcome'],
  'confidential-communications': ['request-outcome'],
  accounting: ['fee-estimate', 'accounting'],
  complaint: ['complaint-reply'],
  'gdpr-erasure': ['approval', 'gdpr-refusal'],
  'gdpr-portability': ['approval', 'gdpr-refusal'],
};

/** The letter that is most likely wanted: the closing one while it has not gone out, else the first. */
export function likelyLetter(
  view: Pick<CaseView, 'row' | 'clock' | 'closingLetter' | 'letters'>,
): LetterKind {
  const { closingLetter, letters } = view;
  const isOwed = closingLetter !== null && !letters.some(({ kind }) => kind === closingLetter);
  return isOwed ? closingLetter : (lettersFor(view)[0] ?? 'acknowledgement');
}

/** The letters that a case of this right may need, the usual ones first. */
export const lettersFor = ({ row, clock }: Pick<CaseView, 'row' | 'clock'>): readonly LetterKind[] => [
  ...(row.type === 'complaint' ? (['acknowledgement'] as const) : ASKING),
  ...(clock.extendUntil === null ? [] : (['extension'] as const)),
  ...OF_TYPE[row.type],
];
