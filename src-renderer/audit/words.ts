import type { Evidence, TamperType, Verdict, VerificationStep } from '../../src-shared/audit/types.ts';

/** The three verdicts, and the absence of one. */
export const VERDICT_WORDS = {
  intact: 'Intact',
  tampered: 'Tampered',
  'could-not-tell': 'Could not tell',
  'not-checked': 'Not checked yet',
} as const satisfies Record<Verdict | 'not-checked', string>;

/** A kind of tampering: a sentence, a short label for tables and filters, the term of art. */
export interface TypeWords {
  readonly sentence: string;
  readonly short: string;
  readonly term: string;
}

export const TYPE_WORDS: Readonly<Record<TamperType, TypeWords>> = {
  modification: {
    sentence: 'Someone changed this entry after it was sealed',
    short: 'Content changed',
    term: 'modification',
  },
  insertion: {
    sentence: 'Someone put this entry in where everything was already sealed',
    short: 'Put in',
    term: 'insertion',
  },
  deletion: {
    sentence: 'An entry that was sealed here is gone',
    short: 'Removed',
    term: 'deletion',
  },
  reordering: {
    sentence: 'This entry no longer stands where it was sealed',
    short: 'Moved',
    term: 'reordering',
  },
  'timestamp-manipulation': {
    sentence: 'Someone changed the time of this entry after it was sealed',
    short: 'Time changed',
    term: 'timestamp manipulation',
  },
  'signature-invalid': {
    sentence: 'A signature over the sealed log does not verify',
    short: 'Signature invalid',
    term: 'signature invalid',
  },
};

/** The kinds in the order in which filters show them. */
export const TYPE_ORDER: readonly TamperType[] = [
  'modification',
  'timestamp-manipulation',
  'insertion',
  'deletion',
  'reordering',
  'signature-invalid',
];

export const STEP_WORDS: Readonly<Record<VerificationStep['step'], string>> = {
  rows: 'Every entry against its seal',
  links: 'Order, links and gaps',
  tree: 'The tree over the whole log',
  signatures: 'Signatures on the checkpoints',
  witness: 'This computer’s own record (witness)',
};

export const REFERENCE_WORDS: Readonly<Record<Evidence['reference'], string>> = {
  seal: 'The seal kept in the clinic’s database',
  witness: 'This computer’s own record, made when the entry was sealed (witness)',
  checkpoint: 'A checkpoint signed by the token',
  block: 'The block that the entry was sealed in',
};

/** What a verdict means for the officer, in one sentence. */
export function verdictSentence(
  run: {
    readonly result: Verdict;
    readonly found: number;
    readonly entries: number;
    readonly reason: string | null;
  },
  format: (count: number) => string,
): string {
  switch (run.result) {
    case 'intact':
      return run.entries === 1
        ? 'The one entry checked is as it was sealed.'
        : `All ${format(run.entries)} entries checked are as they were sealed.`;
    case 'tampered':
      return run.found === 1
        ? `1 finding in ${format(run.entries)} entries.`
        : `${format(run.found)} findings in ${format(run.entries)} entries.`;
    case 'could-not-tell':
      return run.reason ?? 'Something needed for the answer was missing.';
  }
}
