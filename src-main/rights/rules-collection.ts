import type { Scope } from '../../src-shared/rights/steps.ts';
import { CASE_TYPES, type CaseType } from '../../src-shared/rights/words.ts';
import type { RightsCase } from './case.ts';
import { plusYears } from './clock.ts';
import { COLLECTED, needsAuthority, needsIdentity, needsVerified, type Rules, when } from './rule.ts';

/** An accounting looks back six years at most (45 CFR 164.528(a)(1)). */
const LOOK_BACK_YEARS = 6;
/** Rights for which nothing may be charged. */
const FREE: readonly CaseType[] = CASE_TYPES.filter((type) => type !== 'access' && type !== 'accounting');

function scopeMistake({ opening }: RightsCase, scope: Scope, on: string): string | null {
  const { type, receivedOn, requester } = opening;
  const { from, until, fee, form, inspect, manner } = scope;
  if (from !== null && until !== null && until < from) return 'The period ends before it begins.';
  if (type === 'accounting') {
    if (from === null || until === null) return 'An accounting needs its period.';
    if (from < plusYears(receivedOn, -LOOK_BACK_YEARS))
      return 'An accounting looks back six years from the request at most.';
  }
  if (fee !== null) {
    if (FREE.includes(type)) return 'Nothing may be charged for this right.';
    if (inspect || form === 'view' || manner === 'portal')
      return 'Looking at the record, or the portal, costs nothing.';
    if (fee.letter.kind !== 'fee-estimate' || fee.letter.sentOn > on)
      return 'What it will cost must have been told in advance.';
  }
  // Ciox v. Azar (D.D.C. 2020): a directive reaches electronic copies of electronic records alone.
  if (requester === 'third-party-directive' && (!opening.electronic || form === 'paper' || form === 'view'))
    return 'A directive to a third party covers only an electronic copy of an electronic record; anything else needs an authorization.';
  return null;
}

/** Steps from what is asked for to what was found. */
export const collectionRules: Rules<
  'fix-scope' | 'start-collection' | 'report-source' | 'finish-collection' | 'start-review' | 'fail-job'
> = {
  'fix-scope': {
    types: [
      'access',
      'amendment',
      'restriction',
      'confidential-communications',
      'accounting',
      'gdpr-erasure',
      'gdpr-portability',
    ],
    from: ['verified', 'scoping'],
    to: 'scoping',
    needs: [needsVerified],
    checks: [(at, { scope }, { on }) => scopeMistake(at, scope, on)],
    effect: (_at, { scope }) => ({ scope }),
  },
  'start-collection': {
    types: COLLECTED,
    from: ['scoping'],
    to: 'collecting',
    needs: [
      needsVerified,
      needsIdentity,
      needsAuthority,
      (at) => when(at.scope === null, 'What is asked for is not settled yet.'),
    ],
    checks: [
      (_at, { sources }) => when(sources.length === 0, 'There is nothing to collect from.'),
      (_at, { sources }) => when(new Set(sources).size < sources.length, 'A source is named twice.'),
    ],
    effect: (_at, { sources }) => ({
      sources: Object.fromEntries(sources.map((source) => [source, 'waiting' as const])),
    }),
  },
  'report-source': {
    types: COLLECTED,
    from: ['collecting'],
    checks: [
      (at, { source }) => when(!Object.hasOwn(at.sources, source), 'Nothing is collected from this source.'),
      (_at, { outcome, rows }) =>
        when((outcome === 'rows') !== rows > 0, 'A source that reports rows has some; any other has none.'),
    ],
    effect: (at, { source, outcome }) => ({ sources: { ...at.sources, [source]: outcome } }),
  },
  'finish-collection': {
    types: COLLECTED,
    from: ['collecting'],
    to: 'review',
    needs: [
      (at) => unfinished(at, 'waiting', 'No report yet from'),
      // A source that failed may hold what was asked for: it blocks, whatever the others found.
      (at) => unfinished(at, 'failed', 'Failed, to be tried again:'),
    ],
    effect: (_at, { manifest }, { by }) => ({ manifest, maker: by }),
  },
  'start-review': {
    types: CASE_TYPES.filter((type) => !COLLECTED.includes(type)),
    from: ['received', 'identity-pending', 'verified', 'scoping'],
    to: 'review',
    needs: [
      // A complaint is heard from anybody (164.530(d)); everything else only from who is known.
      (at, when_) => (at.opening.type === 'complaint' ? null : ready(at, when_)),
    ],
    effect: (_at, _step, { by }) => ({ maker: by }),
  },
  'fail-job': {
    from: [
      'collecting',
      'review',
      'approved',
      'partial',
      'denied',
      'prepared',
      'delivery-failed',
      'delivered',
    ],
    // A job that failed is seen: nothing goes on until somebody has resolved it.
    effect: (at) => ({ flags: at.flags.includes('job-failed') ? at.flags : [...at.flags, 'job-failed'] }),
  },
};

const ready = (at: RightsCase, circumstances: Parameters<typeof needsIdentity>[1]): string | null =>
  needsVerified(at) ??
  needsIdentity(at, circumstances) ??
  needsAuthority(at, circumstances) ??
  when(at.scope === null, 'What is asked for is not settled yet.');

function unfinished(at: RightsCase, state: 'waiting' | 'failed', words: string): string | null {
  const names = Object.keys(at.sources).filter((source) => at.sources[source] === state);
  return when(names.length > 0, `${words} ${names.join(', ')}.`);
}
