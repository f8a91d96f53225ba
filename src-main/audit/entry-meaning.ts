import type { EntryCheck } from '../../src-shared/audit/entries.ts';
import type { Verdict } from '../../src-shared/audit/types.ts';

/** What each outcome means for the officer, and which verdict it is. */
export const MEANING: Readonly<Record<EntryCheck, readonly [Verdict, string]>> = {
  intact: ['intact', 'The entry is as it was sealed, and the signed checkpoint covers it.'],
  'no-row': ['tampered', 'The entry was sealed, and its row is gone.'],
  removed: [
    'could-not-tell',
    'The entry was removed under a signed certificate of retention, as it should be. There is no row any more that could be checked.',
  ],
  'no-seal': ['tampered', 'No seal names this entry, although everything around it is sealed.'],
  waiting: ['could-not-tell', 'The entry waits to be sealed. Seal the log, then check it again.'],
  twice: ['tampered', 'More than one row, or more than one seal, bears this number.'],
  differs: ['tampered', 'The row is not what its seal records.'],
  'not-in-checkpoint': [
    'tampered',
    'The row is not the entry that the signed checkpoint covers at this position.',
  ],
  'no-checkpoint': [
    'could-not-tell',
    'The row fits its seal, but no signed checkpoint covers it yet. Sign in and seal, then check it again.',
  ],
  'checkpoint-invalid': [
    'could-not-tell',
    'The row fits its seal, but the newest checkpoint does not hold. Verify the log at the level "signatures".',
  ],
  'own-copy-damaged': [
    'could-not-tell',
    "This computer's own copy of the log does not fit its own checkpoint, so nothing can be proven with it. Verify the log.",
  ],
};
