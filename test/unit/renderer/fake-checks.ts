import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type {
  ChecklistSheet,
  checksContract,
  CheckResult,
  CheckRun,
} from '../../../src-shared/controls/checks.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const result = (
  id: string,
  area: CheckResult['area'],
  outcome: CheckResult['outcome'],
  title: string,
  sentence: string,
  remedy = '',
  link: string | null = '/integrity',
): CheckResult => ({ id, area, outcome, title, sentence, remedy, link });

const RESULTS: readonly CheckResult[] = [
  result(
    'database',
    'connections',
    'ok',
    'Connection to the clinic’s database',
    'Connected; 9 checks passed.',
    '',
    '/clinic',
  ),
  result('token', 'connections', 'ok', 'Token', 'The token “Officer” answers.', '', '/keys/tokens'),
  result(
    ...(['fhir-connections', 'connections', 'attention', 'Connections to other systems (FHIR)'] as const),
    'The credentials of 1 connection run out within a week.',
    'Renew them before they do.',
    '/clinic/limits',
  ),
  result(
    'log-monitored',
    'integrity',
    'ok',
    'New entries of the audit log',
    'The monitor runs; in its last cycle nothing disagreed.',
  ),
  result(
    'log-verified',
    'integrity',
    'ok',
    'Verification of the audit log',
    'Intact on 2026-11-22, 10,000 entries.',
  ),
  result(
    'key-rotation',
    'keys',
    'ok',
    'Exchange of keys',
    '3 keys in use, none due for an exchange.',
    '',
    '/keys',
  ),
  result(
    ...(['request-deadlines', 'requests', 'failed', 'Deadlines of patients’ requests'] as const),
    '1 request is past the legal deadline: R-2026-0003.',
    'Answer them first, and record why they are late.',
    '/rights',
  ),
  result(
    ...(['guard-pack', 'guard', 'could-not-tell', 'Guard pack in the database'] as const),
    'What the pack looks like cannot be read with this login.',
    'Look as the administrator: Clinic database, Connection.',
    '/clinic',
  ),
];

const run = (id: number, at: string): CheckRun => ({
  runId: `check-${String(id)}`,
  startedAt: at,
  finishedAt: at,
  by: 'CN=Officer',
  outcome: 'failed',
  tally: { ok: 5, attention: 1, failed: 1, 'could-not-tell': 1 },
  results: [...RESULTS],
});

const sheet = (
  period: ChecklistSheet['period'],
  turn: string,
  [from, to]: readonly [string, string],
  state: ChecklistSheet['state'],
): ChecklistSheet => ({
  ...{ period, turn, from, to, state },
  lines: [
    {
      item: {
        id: `${period}-integrity`,
        period,
        title: 'The audit log is intact',
        how: 'New entries are read again and the last verification is not older than a day (45 CFR 164.312(b) and (c)).',
        checks: ['log-verified'],
      },
      state: 'done',
      by: 'CN=Officer',
      at: '2026-11-22T09:00:00.000Z',
      note: '',
      runId: 'check-1',
    },
    {
      item: {
        id: `${period}-requests`,
        period,
        title: 'No patient’s request is late',
        how: 'Requests due within a week are answered or extended in time (45 CFR 164.524 to 164.528).',
        checks: ['request-deadlines'],
      },
      state: 'attention',
      by: 'CN=Officer',
      at: '2026-11-22T09:00:00.000Z',
      note: '1 request is past the legal deadline: R-2026-0003.',
      runId: 'check-1',
    },
    {
      item: {
        id: `${period}-events`,
        period,
        title: 'Security events of the day were looked at',
        how: 'Go through the queue of security events; each gets a state and a reason.',
        checks: [],
      },
      state: 'open',
      by: '',
      at: null,
      note: '',
      runId: null,
    },
  ],
  signed: state.startsWith('signed')
    ? { at: `${to}T15:10:00.000Z`, by: 'CN=Officer', signOffId: `so-${turn}`, verdict: 'intact' }
    : null,
});

/** The unified check and its lists in memory; `start` begins a job. */
export function checksHandlers(
  push: Push,
  start: (kind: 'check', title: string, finish: () => string) => { jobId: string },
): Pick<Handlers, keyof typeof checksContract> {
  let runs = [run(1, '2026-11-22T09:00:00.000Z')];
  let now = [
    sheet('daily', '2026-11-22', ['2026-11-22', '2026-11-22'], 'open'),
    sheet('weekly', '2026-W47', ['2026-11-16', '2026-11-22'], 'open'),
    sheet('monthly', '2026-11', ['2026-11-01', '2026-11-30'], 'open'),
  ];
  const past = [
    sheet('daily', '2026-11-20', ['2026-11-20', '2026-11-20'], 'signed'),
    sheet('daily', '2026-11-19', ['2026-11-19', '2026-11-19'], 'missed'),
    sheet('daily', '2026-11-18', ['2026-11-18', '2026-11-18'], 'signed-late'),
    sheet('weekly', '2026-W46', ['2026-11-09', '2026-11-15'], 'signed'),
    sheet('monthly', '2026-10', ['2026-10-01', '2026-10-31'], 'signed'),
  ];
  return {
    'checks.run': () =>
      start('check', 'Checking everything', () => {
        const made = run(runs.length + 1, new Date().toISOString());
        runs = [made, ...runs];
        push('checks.changed', {});
        return made.runId;
      }),
    'checks.latest': () => ({
      run: runs[0] ?? null,
      runs: runs.map(({ runId, startedAt, finishedAt, by, outcome, tally }) => ({
        ...{ runId, startedAt, finishedAt, by, outcome, tally },
      })),
    }),
    'checks.get': ({ runId }) => {
      const known = runs.find((each) => each.runId === runId);
      if (known === undefined) throw new Error(`No run ${runId}`);
      return known;
    },
    'checklists.state': () => ({ now, past }),
    'checklists.tick': ({ turn, itemId, done, note }) => {
      now = now.map((each) =>
        each.turn === turn
          ? {
              ...each,
              lines: each.lines.map((line) =>
                line.item.id === itemId
                  ? {
                      ...line,
                      state: done ? 'done' : 'open',
                      by: 'CN=Officer',
                      at: new Date().toISOString(),
                      note,
                      runId: null,
                    }
                  : line,
              ),
            }
          : each,
      );
      push('checks.changed', {});
      return {};
    },
    'checklists.sign': ({ turn }) => {
      now = now.map((each) =>
        each.turn === turn
          ? {
              ...each,
              state: 'signed',
              signed: {
                at: new Date().toISOString(),
                by: 'CN=Officer',
                signOffId: 'so-now',
                verdict: 'intact',
              },
            }
          : each,
      );
      push('checks.changed', {});
      return {};
    },
  };
}
