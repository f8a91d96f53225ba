import type { OwnRecords, TestStore } from '../../src-main/controls/ports.ts';
import type { TestResult } from '../../src-shared/controls/tests.ts';

const NOW = Date.parse('2026-07-01T12:00:00Z');
const ago = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();
const HASH = 'ab'.repeat(32);

/** What an installation keeps where everything is in order; faults are put in by giving other answers. */
export const ownRecords = (faults: Partial<OwnRecords> = {}): OwnRecords => ({
  runs: () => Promise.resolve([run('blockchain', 'intact', 3), run('chain', 'intact', 20)]),
  acknowledged: () => Promise.resolve(0),
  plans: () => Promise.resolve([plan()]),
  monitor: () => Promise.resolve(watching),
  checkpoint: () =>
    Promise.resolve({ origin: 'log', size: 100, root: HASH, signedAt: ago(5), keyName: 'officer', note: '' }),
  activity: () => Promise.resolve(activity('intact')),
  keys: () => Promise.resolve([key({})]),
  keyRequests: () => Promise.resolve([destruction(2)]),
  cases: () => Promise.resolve(CASES.map(({ row }) => row)),
  case: (caseId) => {
    const found = CASES.find(({ row }) => row.caseId === caseId);
    return found === undefined ? Promise.reject(new Error('no such case')) : Promise.resolve(found);
  },
  deliveries: (caseId) => Promise.resolve([delivery(caseId, 'sent', 100)]),
  logYears: () => Promise.resolve(7),
  guard: () => Promise.resolve(guardStatus),
  ...faults,
});

type Run = Awaited<ReturnType<OwnRecords['runs']>>[number];
export const run = (level: Run['level'], result: Run['result'], hours: number, found = 0): Run => ({
  runId: `${level}-${hours}`,
  pace: 'full',
  ...{
    level,
    result,
    found,
    reason: null,
    entries: 100,
    pending: 0,
    foundByType: {},
    elapsedMs: 5,
    steps: [],
  },
  startedAt: ago(hours),
  source: {
    database: 'clinic',
    host: 'local',
    systemIdentifier: '1',
    serverVersion: '18',
    fingerprint: HASH,
  },
  checkpoint: null,
  runBy: 'officer',
});

export const plan = (change: Partial<Awaited<ReturnType<OwnRecords['plans']>>[number]> = {}) => ({
  plan: {
    planId: 'daily',
    level: 'chain' as const,
    pace: 'background' as const,
    on: 'every-day' as const,
    at: '12:00',
    enabled: true,
  },
  ...{ nextAt: null, dueSince: null, overdue: false, retryAt: null, running: false, last: null },
  ...change,
});

export const watching: Awaited<ReturnType<OwnRecords['monitor']>> = {
  ...{ state: 'waiting', problem: '', lastCycleAt: ago(0.01), nextCycleAt: null, periodMs: 30_000 },
  ...{ guaranteeMs: 86_400_000, sealEveryCycle: true, coverage: [], sampled: 0, chanceSeen: 1 },
  sweep: { from: 0, position: 100, size: 100, startedAt: null },
  ...{ takingOver: null, unsignedSince: null, alert: null },
};

export const activity = (
  result: 'intact' | 'tampered' | 'could-not-tell',
): Awaited<ReturnType<OwnRecords['activity']>> => ({
  ...{ result, reason: null, authority: 'trusted', entries: 12, signedUpTo: 12, checkpoints: 1, signers: [] },
  problems: result === 'tampered' ? [{ position: 3, what: 'entry 3 was changed' }] : [],
});

type Key = Awaited<ReturnType<OwnRecords['keys']>>[number];
export const key = (change: Partial<Key['versions'][number]>): Key => ({
  ...{
    keyId: 'k1',
    name: 'Signing',
    kind: 'ec-p256',
    serial: '1',
    createdAt: ago(900),
    createdBy: 'officer',
  },
  versions: [
    {
      ...{
        version: 1,
        tokenKeyId: 'a1b2',
        state: 'active',
        reason: '',
        createdAt: ago(900),
        activatedAt: ago(900),
      },
      ...{ endedAt: null, operations: 4, publicKeySha256: HASH, objects: 3 },
      certificate: { subject: 'CN=Officer', issuer: 'CN=CA', notAfter: ago(-24 * 200), sha256: HASH },
      rotation: { status: 'fresh', by: null, ageDays: 30, usesLeft: 1000, rotateBy: null },
      ...change,
    },
  ],
});

export const destruction = (people: number): Awaited<ReturnType<OwnRecords['keyRequests']>>[number] => ({
  ...{
    requestId: 'd1',
    keyId: 'k0',
    version: 1,
    reason: 'old',
    requestedAt: ago(50),
    requestedBy: 'officer',
  },
  approvals: Array.from({ length: people }, (_, index) => ({
    by: `person ${index}`,
    at: ago(40),
    certificateSha256: HASH.slice(2) + String(index).padStart(2, '0'),
  })),
  state: 'done',
});

export const delivery = (
  caseId: string,
  state: 'sent' | 'unknown',
  hours: number,
): Awaited<ReturnType<OwnRecords['deliveries']>>[number] => ({
  ...{ deliveryId: `of-${caseId}`, caseId, package: HASH, manner: 'mail', state, messageId: 'm' },
  ...{ createdAt: ago(hours), changedAt: ago(hours), officer: 'officer', proof: '' },
});

export const guardStatus: Awaited<ReturnType<OwnRecords['guard']>> = {
  ...{
    state: 'current',
    serverVersion: '18',
    owner: 'attestry_owner',
    files: [],
    attachments: [],
    drift: [],
  },
  unclear: null,
};

type Case = Awaited<ReturnType<OwnRecords['case']>>;
/** A request that was answered in time and in order. */
export function answered(
  type: Case['row']['type'],
  number: number,
  change: Partial<Case> & { readonly late?: boolean } = {},
): Case {
  const { late = false, ...view } = change;
  const caseId = `R-2026-${String(number).padStart(4, '0')}`;
  return {
    row: {
      ...{
        caseId,
        type,
        state: 'closed',
        requester: 'individual',
        channel: 'mail',
        receivedOn: '2026-05-02',
      },
      ...{
        open: false,
        due: '2026-06-01',
        dueKind: 'statutory',
        workingTarget: '2026-06-01',
        daysLeft: null,
      },
      ...{
        stoppedOn: '2026-05-20',
        late,
        escalation: null,
        extended: false,
        flags: [],
        duplicates: 0,
        inForce: false,
      },
    } as unknown as Case['row'],
    verifiedOn: '2026-05-04',
    decision: { outcome: 'approved', grounds: [], by: 'officer', on: '2026-05-15', signOff: 's1' },
    ...view,
  } as unknown as Case;
}
const CASES: readonly Case[] = [
  answered('access', 1),
  answered('access', 2, {
    decision: { outcome: 'denied', grounds: ['U1'], by: 'officer', on: '2026-05-15', signOff: 's2' },
  }),
  answered('amendment', 3),
  answered('accounting', 4),
  answered('complaint', 5, { decision: null }),
];

export const OWN_NOW = NOW;

/** Results in memory. */
export function testStore(): TestStore & { readonly results: TestResult[] } {
  const kept: { readonly result: TestResult; readonly concludes: boolean }[] = [];
  const newest = (of: readonly TestResult[]): readonly TestResult[] => [
    ...new Map(of.map((result) => [result.testId, result])).values(),
  ];
  return {
    get results() {
      return kept.map(({ result }) => result);
    },
    add: (result, concludes) => {
      kept.push({ result, concludes });
      return Promise.resolve();
    },
    read: (id) => Promise.resolve(kept.find(({ result }) => result.id === id)?.result ?? null),
    latest: () => Promise.resolve(newest(kept.map(({ result }) => result))),
    concluded: () =>
      Promise.resolve(newest(kept.filter(({ concludes }) => concludes).map(({ result }) => result))),
    between: ({ testId, from, to }) =>
      Promise.resolve(
        kept
          .map(({ result }) => result)
          .filter(
            (result) =>
              (testId === undefined || result.testId === testId) &&
              result.finishedAt.slice(0, 10) >= from &&
              result.finishedAt.slice(0, 10) <= to,
          ),
      ),
    days: () => Promise.resolve([]),
  };
}
