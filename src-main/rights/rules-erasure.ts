import type { CaseType } from '../../src-shared/rights/words.ts';
import type { Erasure, RightsCase } from './case.ts';
import { needsIdentity, needsNoFlags, needsVerified, type Objection, type Rules, when } from './rule.ts';

const ERASURE: readonly CaseType[] = ['gdpr-erasure'];
const AGREED = ['approved', 'partial'] as const;
const none: Erasure = { rounds: 0, pending: [], done: [], elsewhere: null };

/** What was begun is ended before anything else happens to the case. */
export const needsNothingPending = ({ erasure }: RightsCase): Objection =>
  when(
    (erasure?.pending.length ?? 0) > 0,
    'The erasure was begun and has not ended: go on with it under “Retention”.',
  );

/** An erasure is answered once it was carried out (Regulation (EU) 2016/679, articles 12(3) and 17(1)). */
export const needsErased = (at: RightsCase): Objection =>
  when(
    ERASURE.includes(at.opening.type) && at.decision?.outcome !== 'denied' && at.erasure === null,
    'What was approved has not been erased yet.',
  ) ?? needsNothingPending(at);

/** Steps that carry an approved erasure out. */
export const erasureRules: Rules<'start-erasure' | 'record-erasure' | 'note-erasure'> = {
  'start-erasure': {
    types: ERASURE,
    from: AGREED,
    needs: [needsVerified, needsIdentity, needsNoFlags],
    checks: [
      needsNothingPending,
      (_at, { disposals }) => when(new Set(disposals).size < disposals.length, 'A deletion is named twice.'),
    ],
    effect: ({ erasure }, { disposals }) => {
      const before = erasure ?? none;
      return { erasure: { ...before, rounds: before.rounds + 1, pending: disposals } };
    },
  },
  'record-erasure': {
    types: ERASURE,
    from: AGREED,
    needs: [(at) => when((at.erasure?.pending.length ?? 0) === 0, 'No erasure was begun for this request.')],
    checks: [
      ({ erasure }, { disposal }) =>
        when(erasure?.pending.includes(disposal) !== true, 'This deletion was not begun for this request.'),
    ],
    effect: ({ erasure }, { disposal, signOff, deleted, held, referenced, retained, verified }) => {
      const before = erasure ?? none;
      const erased = { disposal, signOff, deleted, held, referenced, retained, verified };
      const pending = before.pending.filter((id) => id !== disposal);
      return { erasure: { ...before, pending, done: [...before.done, erased] } };
    },
  },
  'note-erasure': {
    types: ERASURE,
    from: AGREED,
    // Also for what was begun and cannot be ended here: a record that somebody removed meanwhile.
    effect: ({ erasure }, { document }) => ({
      erasure: { ...(erasure ?? none), pending: [], elsewhere: document },
    }),
  },
};
