import type { Step, StepName } from '../../src-shared/rights/steps.ts';
import {
  CASE_TYPES,
  type CaseType,
  identityMethodSchema,
  letterKindSchema,
  requesterSchema,
} from '../../src-shared/rights/words.ts';
import { letterOf, noRisk, scopeOf, someHash } from '../fixtures/rights.ts';

/** Numbers from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const plus = (iso: string, days: number): string =>
  new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const CODES = [
  'U1',
  'U2',
  'U5',
  'R1',
  'R2',
  'R3',
  'A1',
  'A4',
  'T1',
  'C1',
  'G12-5',
  'G17-3b',
  'G20-4',
  'upset',
];
export const PEOPLE = ['ana', 'ben', 'cho'];

/** A step with content that is right about as often as it is wrong. */
export function anyStep(
  name: StepName,
  today: string,
  known: { readonly package: string | null; readonly type: CaseType },
  random: () => number,
): Step {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const likely = (p = 0.7): boolean => random() < p;
  const days = (most: number): number => Math.floor(random() * most);
  const letter = () => letterOf(one(letterKindSchema.options), plus(today, likely(0.9) ? -days(3) : 2));
  const sent = (kind: Parameters<typeof letterOf>[0]) => (likely(0.85) ? letterOf(kind, today) : letter());
  const sources = ['patients', 'notes', 'billing'];
  const index = someHash(likely(0.9) ? 'b' : 'c');
  const retainUntil = likely(0.8) ? plus(today, 2200) : plus(today, 2100);
  const byType: Readonly<Partial<Record<CaseType, readonly string[]>>> = {
    access: ['U1', 'R1', 'R2', 'R3'],
    amendment: ['A1', 'A4'],
    restriction: ['T1'],
    'confidential-communications': ['C1'],
    'gdpr-erasure': ['G17-3b'],
    'gdpr-portability': ['G20-4'],
  };
  const grounds = (): string[] => [likely(0.8) ? one(byType[known.type] ?? CODES) : one(CODES)];
  const outcome = one(['approved', 'partial', 'denied'] as const);
  const made: { readonly [N in StepName]: () => Extract<Step, { step: N }> } = {
    'add-note': () => ({ step: 'add-note' }),
    attach: () => ({ step: 'attach', kind: 'other', object: 'o1', sha256: someHash('a') }),
    'link-duplicate': () => ({ step: 'link-duplicate', other: `R-2026-000${days(9)}` }),
    'send-letter': () => ({ step: 'send-letter', letter: letter() }),
    extend: () => ({
      step: 'extend',
      newDate: plus(today, days(70)),
      reasons: likely() ? ['volume'] : [],
      letter: sent('extension'),
    }),
    'pause-clock': () => ({ step: 'pause-clock', askedOn: plus(today, -days(3)) }),
    'resume-clock': () => ({ step: 'resume-clock', answeredOn: plus(today, -days(3)) }),
    escalate: () => ({ step: 'escalate', level: one(['15', '7', '3', '1', 'overdue']) }),
    'mark-overdue': () => ({ step: 'mark-overdue' }),
    mitigate: () => ({ step: 'mitigate', what: 'person-informed' }),
    'raise-flag': () => ({ step: 'raise-flag', flag: one(['question', 'part-2']) }),
    'resolve-flag': () => ({ step: 'resolve-flag', flag: one(['question', 'part-2', 'job-failed']) }),
    withdraw: () => ({ step: 'withdraw', document: 'd1' }),
    'correct-contact': () => ({
      step: 'correct-contact',
      of: one(['patient', 'alternative'] as const),
      parts: likely() ? ['phone'] : ['address', 'email'],
      reason: 'changed',
    }),
    'ask-identity': () => ({
      step: 'ask-identity',
      methods: likely() ? ['phone_verification', 'in_person'] : ['in_person'],
    }),
    'add-evidence': () => ({
      ...{
        step: 'add-evidence',
        method: one(identityMethodSchema.options),
        outcome: likely(0.85) ? 'passed' : 'failed',
      },
      ...{ tries: 1 + days(6), evidence: 'e1', checkedOn: plus(today, likely(0.9) ? -days(40) : 1) },
      onFileSince: likely(0.5) ? '2020-01-01' : today,
    }),
    'decide-authority': () => {
      const accepted = likely();
      return {
        ...{ step: 'decide-authority', accepted, document: 'executor', evidence: 'e2' },
        ...{
          expiresOn: likely(0.3) ? plus(today, days(60) - 10) : null,
          scope: likely() ? [...CASE_TYPES] : ['access'],
        },
        refusal: likely(0.9) === accepted ? null : 'not-shown',
      };
    },
    'link-patient': () => ({ step: 'link-patient', basis: 'exact', score: 100, index }),
    'assess-risk': () => ({
      step: 'assess-risk',
      risk: { ...noRisk, sensitive: likely(0.2), newDeliveryAddress: likely(0.2) },
    }),
    verify: () => ({ step: 'verify' }),
    'close-unverified': () => ({
      ...{ step: 'close-unverified', letter: sent('unverified-outcome'), alternativeOffered: likely() },
      ...{ supervisor: one(PEOPLE), retainUntil },
    }),
    'fix-scope': () => ({
      step: 'fix-scope',
      scope: scopeOf({
        wholeRecord: likely(0.2),
        form: one(['pdf', 'paper', 'fhir-json']),
        from: likely() ? '2021-01-01' : '2010-01-01',
        fee: likely(0.2) ? { cents: 650, letter: sent('fee-estimate') } : null,
      }),
    }),
    'start-collection': () => ({ step: 'start-collection', sources: likely(0.9) ? sources : [] }),
    'report-source': () => {
      const said = one(['rows', 'rows', 'none', 'failed'] as const);
      return {
        step: 'report-source',
        source: one([...sources, 'nowhere']),
        outcome: said,
        rows: said === 'rows' ? 3 : 0,
      };
    },
    'finish-collection': () => ({ step: 'finish-collection', manifest: someHash('d'), excluded: [] }),
    'start-review': () => ({ step: 'start-review' }),
    'fail-job': () => ({ step: 'fail-job' }),
    'sign-licensed': () => ({
      step: 'sign-licensed',
      grounds: likely() ? ['R1', 'R2', 'R3'] : grounds(),
      licensed: likely(),
      signOff: 's1',
    }),
    decide: () => ({
      step: 'decide',
      outcome,
      grounds: (outcome === 'approved') === likely(0.9) ? [] : grounds(),
      signOff: null,
    }),
    'note-paid-in-full': () => ({ step: 'note-paid-in-full', evidence: 'e3' }),
    'record-amendment': () => ({
      step: 'record-amendment',
      records: days(3),
      sha256: someHash('e'),
      notified: 0,
    }),
    dispose: () => ({
      step: 'dispose',
      disposition: 'referred',
      subject: one(PEOPLE),
      breachAssessment: false,
    }),
    'suspend-rows': () => ({
      step: 'suspend-rows',
      statement: one(['oral', 'written']),
      document: 'd2',
      until: plus(today, days(50)),
      rows: days(3),
    }),
    'reissue-rows': () => ({ step: 'reissue-rows', letter: sent('accounting') }),
    'start-erasure': () => ({
      step: 'start-erasure',
      disposals: likely(0.8) ? ['x1', 'x2'].slice(days(2)) : ['x1', 'x1'],
    }),
    'record-erasure': () => ({
      ...{ step: 'record-erasure', disposal: one(['x1', 'x2', 'x2', 'x3']), signOff: 's2', deleted: days(9) },
      ...{ held: days(2), referenced: 0, retained: days(3), verified: likely() },
    }),
    'note-erasure': () => ({ step: 'note-erasure', document: 'd3' }),
    prepare: () => ({ step: 'prepare', package: someHash('f') }),
    deliver: () => ({
      ...{ step: 'deliver', manner: one(['mail', 'unencrypted-e-mail']), warned: likely() },
      ...{
        recipient: likely(0.8) ? 'requester' : 'representative',
        package: likely(0.9) ? (known.package ?? someHash('0')) : someHash('0'),
      },
      ...{ proof: 'p1', deliveredOn: likely(0.9) ? today : plus(today, 1) },
    }),
    'fail-delivery': () => ({ step: 'fail-delivery', why: 'bounced' }),
    close: () => ({ step: 'close', retainUntil }),
    'request-review': () => ({
      step: 'request-review',
      reviewer: one(PEOPLE),
      licensed: likely(),
      document: 'd3',
    }),
    'decide-review': () => ({
      step: 'decide-review',
      outcome: one(['upheld', 'access-granted']),
      signOff: 's2',
    }),
    'file-disagreement': () => ({ step: 'file-disagreement', sha256: someHash('a') }),
    rebut: () => ({ step: 'rebut', sha256: someHash('a'), copySent: likely() }),
    'link-statements': () => ({ step: 'link-statements', records: days(3), sha256: someHash('a') }),
    activate: () => ({ step: 'activate' }),
    terminate: () => ({
      step: 'terminate',
      how: one(['written', 'oral-documented', 'informed']),
      document: 'd4',
    }),
  };
  return made[name]();
}

export const anyRequester = (type: CaseType, random: () => number) => {
  const of = requesterSchema.options.filter(
    (each) =>
      (each !== 'anonymous' || type === 'complaint') &&
      (each !== 'third-party-directive' || type === 'access'),
  );
  return random() < 0.6 ? 'individual' : of[Math.floor(random() * of.length)]!;
};
