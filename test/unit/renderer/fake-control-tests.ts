import type {
  ControlTest,
  controlTestsContract,
  ResultSummary,
  TestOutcome,
  TestResult,
  TestStanding,
} from '../../../src-shared/controls/tests.ts';
import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import { LONG_NAME, type Scenario } from './fake-clinic.ts';

const HASH = '3f'.repeat(32);
const DAYS = (['pass', 'could-not-tell', 'fail', 'fail'] as const).map((outcome, at) => ({
  day: new Date(Date.now() - (3 - at) * 86_400_000).toISOString().slice(0, 10),
  ...{ outcome, runs: 1 + at },
}));
/** A result as a piece of evidence holds it. */
export const KEPT_RESULT = (): TestResult =>
  result('mfa-enrolled', 'pass', 'All 40 are as the rule says.', 21);
const test = (id: string, area: ControlTest['area'], title: string, requirement: string): ControlTest => ({
  ...{
    id,
    version: 1,
    title,
    area,
    reads: 'clinic',
    query: `select id as key, true as ok, '' as fact from ${id}`,
  },
  shows: 'What a pass shows, in a sentence.',
  population: 'All active accounts of persons.',
  parameters: [{ name: 'days', value: 30, meaning: 'Days that are looked back' }],
  rule: 'The account belongs to somebody.',
  limits: 'It does not show who knows the password.',
  supports: [{ framework: 'soc2-2017', id: requirement }],
});
const result = (id: string, outcome: TestOutcome, reason: string, day: number): TestResult => ({
  id: `00000000-0000-4000-8000-${String(id.length).padStart(6, '0')}${String(day).padStart(6, '0')}`,
  ...{ testId: id, testVersion: 1, outcome, reason, queryText: `select … from ${id}`, queryHash: HASH },
  parameters: [{ name: 'days', value: 30, meaning: 'Days that are looked back' }],
  ...{ population: outcome === 'could-not-tell' ? null : 40, tested: 40, sample: null },
  failedCount: outcome === 'fail' ? 2 : 0,
  failed:
    outcome === 'fail'
      ? [
          { key: 'A-0123456789ab', fact: 'nobody in the staff records has this account' },
          { key: 'A-ba9876543210', fact: 'nobody in the staff records has this account' },
        ]
      : [],
  source: { server: 'PostgreSQL 18 at local:5432', database: 'clinic', role: 'attestry_controls' },
  startedAt: `2026-11-${String(day).padStart(2, '0')}T09:00:00Z`,
  finishedAt: `2026-11-${String(day).padStart(2, '0')}T09:00:01Z`,
  sha256: HASH,
});

/** Control tests in memory: one of each outcome, and one that was not run. */
export function controlTestsHandlers(
  scenario: Scenario,
  start: (title: string) => { jobId: string },
): Pick<Handlers, keyof typeof controlTestsContract> {
  const long = scenario === 'long-names';
  const all: readonly (readonly [ControlTest, TestResult | null, TestResult | null])[] =
    scenario === 'first-run'
      ? []
      : [
          of(
            test(
              'accounts-of-people',
              'accounts',
              long ? LONG_NAME : 'Every account belongs to somebody',
              'CC6.1',
            ),
            'fail',
            '2 of 40 are not as the rule says.',
          ),
          of(
            test('mfa-enrolled', 'mfa', 'Everybody has a second factor', 'CC6.1'),
            'pass',
            'All 40 are as the rule says.',
          ),
          of(
            test('backups-daily', 'backups', 'There is a backup of every day', 'A1.2'),
            'could-not-tell',
            'The map of this clinic does not say where it keeps backups.startedAt. If the clinic records that, add it to the map.',
          ),
          [test('keys-exchanged', 'keys', 'Keys are exchanged in time', 'CC6.1'), null, null],
        ];
  const standing = ([one, latest, by]: (typeof all)[number]): TestStanding => ({
    test: one,
    conclusion: by?.outcome ?? 'not-run',
    concludedBy: by === null ? null : summaryOf(by),
    latest: latest === null ? null : summaryOf(latest),
  });
  const find = (id: string) => {
    const found = all.find(([one]) => one.id === id);
    if (found === undefined) throw new Error('no such test');
    return found;
  };
  return {
    'control-tests.list': () => ({ tests: all.map(standing) }),
    'control-tests.get': ({ testId }) => {
      const found = find(testId);
      const [, latest] = found;
      return { standing: standing(found), latest, days: latest === null ? [] : [...DAYS] };
    },
    'control-tests.days': ({ tests }) => ({
      tests: tests.map((testId) => ({ testId, days: [...DAYS] })),
    }),
    'control-tests.result': ({ id }) => {
      const found = all.find(([, latest]) => latest?.id === id)?.[1];
      if (found === undefined || found === null) throw new Error('no such result');
      return found;
    },
    'control-tests.run': () => start('Testing all controls'),
  };
}

function of(one: ControlTest, outcome: TestOutcome, reason: string) {
  const latest = result(one.id, outcome, reason, 21);
  return [one, latest, latest] as const;
}

function summaryOf(full: TestResult): ResultSummary {
  const { id, testId, testVersion, outcome, reason, queryHash, population, tested, failedCount } = full;
  const { sample, source, startedAt, finishedAt, sha256 } = full;
  return {
    ...{ id, testId, testVersion, outcome, reason, queryHash, population, tested, failedCount },
    ...{ sample, source, startedAt, finishedAt, sha256 },
  };
}
