import type {
  Checkpoint,
  TamperType,
  VerificationLevel,
  VerificationRun,
} from '../../../src-shared/audit/types.ts';
import type { Job } from '../../../src-shared/jobs/types.ts';
import type { ReportInfo } from '../../../src-shared/reports/types.ts';
import type { ColourScheme, Status } from '../../../src-shared/settings/contract.ts';
import type { SigningIdentityInfo, TokenInfo } from '../../../src-shared/token/types.ts';

/** The situations every screen is looked at in. */
export const SCENARIOS = [
  'first-run',
  'nothing-yet',
  'normal',
  'tampered',
  'huge',
  'long-names',
  'no-token',
  'no-database',
  'no-guard',
  'error',
  'final-try',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

export const LONG_NAME = 'Dr. Maximiliane-Alexandrine Freifrau von und zu Hohenlohe-Waldenburg-Schillingsf';
export const RTL_NAME = 'مستشفى الملك فيصل التخصصي ومركز الأبحاث في مدينة الرياض بالمملكة العربية';

export interface FakeState {
  readonly scenario: Scenario;
  scheme: ColourScheme;
  status: Status;
  tokens: TokenInfo[];
  runs: VerificationRun[];
  reports: ReportInfo[];
  jobs: Job[];
  checkpoint: Checkpoint | null;
  counter: number;
}

/** No other table is watched. */
export const NOTHING_WATCHED: Status['tables'] = {
  watched: 0,
  tampered: 0,
  unclear: 0,
  unchecked: 0,
  rows: 0,
  verdict: null,
  checkedAt: null,
};

const DAY = 86_400_000;

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Sixty-four hexadecimal digits that look like a hash and follow from the seed. */
export function hashOf(seed: number): string {
  let x = (seed + 1) * 2_654_435_761;
  let out = '';
  while (out.length < 64) {
    x = (Math.imul(x ^ (x >>> 15), 2_246_822_519) ^ (x << 7)) >>> 0;
    out += x.toString(16).padStart(8, '0');
  }
  return out.slice(0, 64);
}

export function identity(scenario: Scenario): SigningIdentityInfo {
  const name = scenario === 'long-names' ? LONG_NAME : 'Ruth Aldane';
  return {
    keyId: 'a1b2c3d4',
    algorithm: 'ecdsa-p256',
    subject: `CN=${name}, OU=Compliance, O=St. Brannoc Hospital, C=GB`,
    issuer: 'CN=St. Brannoc Hospital CA 2, O=St. Brannoc Hospital, C=GB',
    notBefore: iso(Date.now() - 200 * DAY),
    notAfter: iso(Date.now() + 500 * DAY),
    certificateSha256: hashOf(77),
  };
}

function token(scenario: Scenario, signedIn: boolean): TokenInfo {
  return {
    serial: 'd21cb6cce9e66fb0',
    label: scenario === 'long-names' ? RTL_NAME : 'Compliance office',
    manufacturer: 'SoftHSM project',
    model: 'SoftHSM v2',
    pin: scenario === 'final-try' ? 'final-try' : 'ok',
    pinPad: false,
    pinMin: 4,
    pinMax: 255,
    signedIn,
  };
}

export function checkpointOf(size: number): Checkpoint {
  const root = hashOf(size);
  return {
    origin: 'attestry.example/st-brannoc/guard.audit_log',
    size,
    root,
    signedAt: iso(Date.now() - 3 * 3_600_000),
    keyName: 'St. Brannoc compliance+9d41c2aa',
    note: `attestry.example/st-brannoc/guard.audit_log\n${size}\n${btoa(root.slice(0, 32))}\n\n— St. Brannoc compliance nUHCqjBFAiEA0sYQ2dWk7Vwq2m7cUo5bT3hVb1Y6xJ9wqX4m0n3hXQ8CIGd2b9sVtq0cZ2l5yq1r8a7o6n5m4l3k2j1h0gFdSaPq\n`,
  };
}

export function runOf(
  runId: string,
  level: VerificationLevel,
  foundByType: Partial<Record<TamperType, number>>,
  ago: number,
  source: { readonly entries: number; readonly names: Scenario },
): VerificationRun {
  const found = Object.values(foundByType).reduce((sum, count) => sum + count, 0);
  const bad = (types: readonly TamperType[]): 'intact' | 'tampered' =>
    types.some((type) => (foundByType[type] ?? 0) > 0) ? 'tampered' : 'intact';
  const rows = bad(['modification', 'timestamp-manipulation']);
  const links = bad(['insertion', 'deletion', 'reordering']);
  return {
    runId,
    level,
    result: found > 0 ? 'tampered' : 'intact',
    reason: null,
    entries: source.entries,
    pending: 7,
    found,
    foundByType,
    startedAt: iso(Date.now() - ago),
    pace: 'full',
    elapsedMs: 412 + source.entries / 140,
    steps: [
      {
        step: 'rows',
        verdict: rows,
        detail: `Read ${source.entries} entries over two connections and compared each with its seal.`,
      },
      {
        step: 'links',
        verdict: links,
        detail: 'Followed every link from the first entry to the last, looking for gaps.',
      },
      { step: 'tree', verdict: rows, detail: 'Rebuilt the root of each of 40 blocks and of the whole log.' },
      {
        step: 'signatures',
        verdict: 'intact',
        detail: 'Checked 12 checkpoints with the certificate of St. Brannoc compliance.',
      },
      {
        step: 'witness',
        verdict: links,
        detail: 'Compared the log with what this computer recorded when it was sealed.',
      },
    ],
    source: {
      database: source.names === 'long-names' ? RTL_NAME.slice(0, 60) : 'clinic',
      host: 'db1.st-brannoc.example',
      systemIdentifier: '7423567812345678901',
      serverVersion: 'PostgreSQL 18.4',
      fingerprint: hashOf(5),
    },
    checkpoint: checkpointOf(source.entries),
    runBy: source.names === 'long-names' ? LONG_NAME : 'raldane',
  };
}

const HUGE = {
  modification: 61_204,
  'timestamp-manipulation': 18_333,
  insertion: 9_120,
  deletion: 7_001,
  reordering: 4_341,
  'signature-invalid': 1,
} as const satisfies Record<TamperType, number>;
const FEW = { modification: 2, 'timestamp-manipulation': 1, deletion: 1, reordering: 1 } as const;

function reportsOf(scenario: Scenario, runs: readonly VerificationRun[]): ReportInfo[] {
  if (scenario === 'nothing-yet' || scenario === 'first-run') return [];
  return Array.from({ length: scenario === 'huge' ? 1000 : 6 }, (_, at) => ({
    reportId: `rep-${at}`,
    title: scenario === 'long-names' ? `Audit integrity report, ${LONG_NAME}` : 'Audit integrity report',
    createdAt: iso(Date.now() - at * 3 * DAY - 4_000_000),
    verdict:
      at === 0
        ? (runs[0]?.result ?? 'intact')
        : at % 5 === 3
          ? ('could-not-tell' as const)
          : ('intact' as const),
    signed: at % 3 !== 2,
    signer: at % 3 === 2 ? null : scenario === 'long-names' && at % 2 === 1 ? RTL_NAME : 'Ruth Aldane',
    signers: at % 3 === 2 ? [] : at % 3 === 1 ? ['Ruth Aldane', 'Tomas Reviewer'] : ['Ruth Aldane'],
    revision: at % 3 === 1 ? 1 : 0,
    timeStamp: at % 3 === 2 ? ('none' as const) : at === 0 ? ('waiting' as const) : ('present' as const),
    bytes: 41_233 + at * 977,
    sha256: hashOf(9000 + at),
    runId: runs[0]?.runId ?? 'run-1',
  }));
}

export function startState(scenario: Scenario): FakeState {
  const entries = scenario === 'huge' ? 1_000_000 : 10_000;
  const source = { entries, names: scenario };
  const fresh = scenario === 'first-run' || scenario === 'nothing-yet';
  const first = scenario === 'huge' ? HUGE : scenario === 'tampered' || scenario === 'long-names' ? FEW : {};
  const runs = fresh
    ? []
    : [
        runOf('run-1', 'blockchain', first, 26 * 60_000, source),
        ...Array.from({ length: 14 }, (_, at) =>
          runOf(
            `run-${at + 2}`,
            (['chain', 'merkle', 'basic'] as const)[at % 3] ?? 'basic',
            {},
            (at + 1) * DAY,
            source,
          ),
        ),
      ];
  const [last] = runs;
  const signedIn = scenario === 'long-names';
  const noToken = scenario === 'no-token';
  const down = scenario === 'no-database';
  const none = scenario === 'first-run';
  return {
    scenario,
    scheme: 'system',
    tokens: noToken ? [] : [token(scenario, signedIn)],
    runs,
    reports: reportsOf(scenario, runs),
    jobs: [],
    checkpoint: fresh ? null : checkpointOf(entries),
    counter: 100,
    status: {
      profile: none ? 'none' : scenario === 'normal' || fresh ? 'sample' : 'clinic',
      clinic: {
        state: none ? 'not-configured' : down ? 'unreachable' : 'connected',
        name: none
          ? ''
          : scenario === 'long-names'
            ? `${RTL_NAME} @ db1.example`
            : 'clinic @ db1.st-brannoc.example',
        user: none ? '' : 'attestry_officer',
        tls: scenario === 'normal' || none ? 'loopback' : 'verified',
        problem: down
          ? 'The database does not answer at db1.st-brannoc.example, port 5432. Ask whoever runs it whether it is up, or check the network.'
          : '',
        guarded: none || down ? null : scenario !== 'no-guard',
      },
      tables: NOTHING_WATCHED,
      token: {
        state: none ? 'not-configured' : noToken ? 'absent' : signedIn ? 'signed-in' : 'present',
        token: none || noToken ? null : token(scenario, signedIn),
        identity: signedIn ? identity(scenario) : null,
        problem: noToken ? 'The token “Compliance office” is not in any reader. Insert it to sign.' : '',
      },
      integrity: {
        sealed: none ? 0 : scenario === 'nothing-yet' ? 0 : entries,
        pending: none ? 0 : scenario === 'nothing-yet' ? 10_000 : 7,
        unsealedSeconds: none ? null : 42,
        heldBack: false,
        witnessed: fresh ? 0 : entries - 128,
        lastRun:
          last === undefined
            ? null
            : {
                runId: last.runId,
                result: last.result,
                level: last.level,
                at: last.startedAt,
                found: last.found,
              },
        lastCheckpointAt: fresh ? null : iso(Date.now() - 3 * 3_600_000),
        lastCheckpointSize: fresh ? 0 : entries - 128,
      },
    },
  };
}
