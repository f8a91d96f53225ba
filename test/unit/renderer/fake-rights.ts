import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { contactContract } from '../../../src-shared/rights/contact.ts';
import type { rightsContract } from '../../../src-shared/rights/contract.ts';
import { nobody, type RequestWords } from '../../../src-shared/rights/people.ts';
import { defaultCasePolicy } from '../../../src-shared/rights/policy.ts';
import {
  defaultRightsSettings,
  hasContact,
  type RightsSettings,
} from '../../../src-shared/rights/settings.ts';
import type { Opening, Step } from '../../../src-shared/rights/steps.ts';
import type { OpenStep, RightsCase, TakenStep } from '../../../src-main/rights/case.ts';
import { opened, replay, takeStep } from '../../../src-main/rights/request.ts';
import { rowOf, viewOf } from '../../../src-main/rights/view.ts';
import { LONG_NAME, RTL_NAME, type Scenario } from './fake-clinic.ts';
import { FakeFailure } from './fake-failure.ts';

type RightsHandlers = Pick<Handlers, keyof typeof rightsContract | keyof typeof contactContract>;
type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const TODAY = '2026-03-28';
const isOpen = ({ dayOfWeek }: { readonly dayOfWeek: number }): boolean => dayOfWeek <= 5;
const when = { on: TODAY, by: 'CN=Officer', contact: true };
const HASH = 'a'.repeat(64);

const wordsOf = (familyName: string, givenNames: string): RequestWords => ({
  patient: { ...nobody, familyName, givenNames, birthDate: '1961-04-12', recordNumber: 'MRN-004417' },
  ...{
    requester: null,
    thirdParty: null,
    alternative: null,
    wish: 'A copy of my laboratory results.',
    language: 'en',
  },
});

/** A case in memory, by the rules of the real one. */
type FakeCase = { readonly words: RequestWords; steps: readonly TakenStep[] };

function openStep(given: Partial<Opening>, due: string): OpenStep {
  const opening: Opening = {
    ...{ type: 'access', receivedOn: '2026-03-02', channel: 'walk-in', requester: 'individual' },
    ...{ byBusinessAssociate: false, backDating: null, inspect: false, electronic: true },
    risk: {
      ...{ wholeRecord: false, newDeliveryAddress: false, sensitive: false, minor: false, deceased: false },
      contactChangedOn: null,
    },
    ...given,
  };
  const legal = !['complaint', 'restriction', 'confidential-communications'].includes(opening.type);
  return {
    ...{ step: 'open', opening, policy: defaultCasePolicy, closedDays: [] },
    deadlines: [
      {
        ...{ rule: 'hipaa-access', version: '2026-01-01', kind: legal ? 'legal' : 'internal' },
        label: legal ? '30 days from receipt' : '10 days from receipt',
        ...{ basis: legal ? '45 CFR 164.524(b)(2)(i)' : 'house rule', firstDue: due, due },
        ...{ period: { amount: 30, unit: 'calendar-days' }, latestDue: legal ? '2026-05-01' : null },
      },
    ],
  };
}

const taken = (number: number, step: Step | OpenStep): TakenStep => ({
  ...{ number, at: `${TODAY}T09:0${String(number % 10)}:00Z`, on: TODAY, by: when.by, sealed: null, step },
});

function caseOf(words: RequestWords, first: OpenStep, steps: readonly Step[] = []): FakeCase {
  return { words, steps: [first, ...steps].map((step, number) => taken(number, step)) };
}

const VERIFY: readonly Step[] = [
  { step: 'ask-identity', methods: ['in_person', 'document_upload'] },
  { step: 'link-patient', basis: 'record-number', score: 100, index: HASH },
  {
    ...{ step: 'add-evidence', method: 'in_person', outcome: 'passed', tries: 1, evidence: 'DESK-2026-17' },
    ...{ checkedOn: TODAY, onFileSince: null },
  },
  { step: 'verify' },
];

function casesFor(scenario: Scenario): Map<string, FakeCase> {
  if (scenario === 'nothing-yet' || scenario === 'first-run') return new Map();
  const long = scenario === 'long-names';
  const name = long ? LONG_NAME : 'Example';
  const cases = [
    caseOf(wordsOf(name, long ? RTL_NAME : 'Erin'), openStep({}, '2026-04-01')),
    caseOf(wordsOf('Sample', 'Sam'), openStep({ type: 'amendment', channel: 'mail' }, '2026-03-25'), VERIFY),
    caseOf(wordsOf('Sample', 'Kim'), openStep({ type: 'accounting' }, '2026-05-01'), [
      { step: 'raise-flag', flag: 'question' },
    ]),
    caseOf(wordsOf('', ''), openStep({ type: 'complaint', requester: 'anonymous' }, '2026-04-10')),
    caseOf(wordsOf('Specimen', 'Pat'), openStep({ requester: 'personal-representative' }, '2026-04-04'), [
      { step: 'ask-identity', methods: ['document_upload', 'phone_verification'] },
    ]),
  ];
  return new Map(cases.map((one, at) => [`R-2026-000${String(at + 1)}`, one]));
}

/** Requests by the real rules, on steps in memory; four cases run, one of them late. */
export function rightsHandlers(scenario: Scenario, push: Push): RightsHandlers {
  let settings: RightsSettings = defaultRightsSettings;
  const cases = casesFor(scenario);
  const find = (caseId: string): FakeCase => {
    const found = cases.get(caseId);
    if (found === undefined)
      throw new FakeFailure(
        'rights-unknown',
        'There is no request with this number.',
        'Look in the list of requests.',
      );
    return found;
  };
  const take = (caseId: string, step: Step): RightsCase => {
    const one = find(caseId);
    const answer = takeStep(replay(one.steps), step, when);
    if (!answer.ok)
      throw new FakeFailure('rights-refused', answer.reasons.join(' '), 'Do what is missing first.');
    one.steps = [...one.steps, taken(one.steps.length, step)];
    push('rights.changed', {});
    return answer.case;
  };
  return {
    'rights.list': ({ filter, offset, limit }) => {
      const rows = [...cases]
        .map(([caseId, { steps }]) => rowOf(caseId, replay(steps), TODAY, isOpen))
        .filter(
          (row) =>
            (filter.open === null || row.open === filter.open) &&
            (filter.type === null || row.type === filter.type) &&
            (filter.state === null || row.state === filter.state) &&
            row.caseId.includes(filter.id),
        )
        .sort((a, b) => (a.due < b.due ? -1 : 1));
      return { total: rows.length, today: TODAY, rows: rows.slice(offset, offset + limit) };
    },
    'rights.get': ({ caseId }) => {
      const { steps } = find(caseId);
      return viewOf(caseId, replay(steps), steps, when, isOpen);
    },
    'rights.words': ({ caseId }) => ({
      request: find(caseId).words,
      patientId: replay(find(caseId).steps).patient === null ? null : 'P-000417',
      notes: [],
    }),
    'rights.choose-scan': () => ({ file: { handle: 'scan-1', name: 'scan.pdf' } }),
    'rights.open': ({ opening, words }) => {
      const caseId = `R-2026-000${String(cases.size + 1)}`;
      const first = openStep(opening, '2026-04-27');
      cases.set(caseId, caseOf(words, first));
      push('rights.changed', {});
      return { caseId, duplicates: opened(first, TODAY).opening.type === 'amendment' ? ['R-2026-0002'] : [] };
    },
    'rights.step': ({ caseId, step }) => {
      const after = take(caseId, step);
      return { steps: after.steps, state: after.state };
    },
    'rights.correct-contact': ({ caseId, correction: { of, reason } }) => {
      const after = take(caseId, { step: 'correct-contact', of, parts: ['address'], reason });
      return { steps: after.steps, state: after.state };
    },
    'rights.attach': ({ caseId, kind }) => {
      take(caseId, { step: 'attach', kind, object: 'attached-1', sha256: HASH });
      return { object: 'attached-1', sha256: HASH };
    },
    'rights.match': ({ person }) => ({
      candidates: [
        {
          ...{ patientId: 'P-000417', person, score: 92, basis: 'similar', mergedFrom: [], deceasedOn: null },
          fields: [
            { field: 'name', result: 'same', points: 40, why: '' },
            { field: 'birth-date', result: 'not-given', points: 0, why: '' },
          ],
        },
      ],
    }),
    'rights.link': ({ caseId, basis, score }) => {
      take(caseId, { step: 'link-patient', basis, score, index: HASH });
      return { duplicates: [] };
    },
    'rights.settings': () => ({
      ...{ settings, zone: 'America/New_York', lettersAllowed: hasContact(settings) },
      states: [
        {
          ...{ state: 'US-CA', name: 'California' },
          periods: ['15 days from receipt, for copies (California Health and Safety Code 123110(b))'],
        },
      ],
    }),
    'rights.set-settings': (given) => {
      settings = given.settings;
      push('rights.changed', {});
      return {};
    },
  };
}
