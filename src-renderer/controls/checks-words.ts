import {
  type ChecklistPeriod,
  type ChecklistSheet,
  type CheckOutcome,
  type CheckResult,
} from '../../src-shared/controls/checks.ts';

/** An outcome in words, and the colour that goes with them. */
export const OUTCOME_WORDS: Readonly<
  Record<CheckOutcome, { readonly word: string; readonly tone: 'good' | 'bad' | 'unsure' | 'none' }>
> = {
  ok: { word: 'In order', tone: 'good' },
  attention: { word: 'Needs attention', tone: 'unsure' },
  failed: { word: 'Failed', tone: 'bad' },
  'could-not-tell': { word: 'Could not tell', tone: 'unsure' },
};

/** The whole of a run in one sentence. */
export const RUN_SENTENCES: Readonly<Record<CheckOutcome, string>> = {
  ok: 'Everything that was looked at is in order.',
  attention: 'Nothing failed; something waits for you.',
  failed: 'Something is not as it has to be.',
  'could-not-tell': 'Nothing was seen to be wrong, but not everything could be seen.',
};

export const PERIOD_WORDS: Readonly<
  Record<ChecklistPeriod, { readonly name: string; readonly now: string }>
> = {
  daily: { name: 'Daily', now: 'Today' },
  weekly: { name: 'Weekly', now: 'This week' },
  monthly: { name: 'Monthly', now: 'This month' },
};

export const STATE_WORDS: Readonly<
  Record<
    ChecklistSheet['state'],
    { readonly word: string; readonly tone: 'good' | 'bad' | 'unsure' | 'none' }
  >
> = {
  open: { word: 'Not signed yet', tone: 'none' },
  signed: { word: 'Signed', tone: 'good' },
  'signed-late': { word: 'Signed late', tone: 'unsure' },
  missed: { word: 'Missed', tone: 'bad' },
};

const WORST: readonly CheckOutcome[] = ['failed', 'could-not-tell', 'attention', 'ok'];

/** What does not have the outcome `ok`, the worst first. */
export const needed = (results: readonly CheckResult[]): readonly CheckResult[] =>
  results
    .filter(({ outcome }) => outcome !== 'ok')
    .sort((a, b) => WORST.indexOf(a.outcome) - WORST.indexOf(b.outcome));
