import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { Failure } from '../../../src-shared/ipc/result.ts';
import type { Check } from '../../../src-shared/clinic/types.ts';
import { jobsIn } from './fake-jobs.ts';
import {
  checkpointOf,
  findingAt,
  hashOf,
  identity,
  iso,
  runOf,
  typeAt,
  type FakeState,
} from './fake-clinic.ts';

/** A failure of the fake, as the envelope carries it. */
export class FakeFailure extends Error {
  readonly failure: Failure;
  constructor(code: Failure['code'], message: string, remedy: string) {
    super(message);
    this.failure = { code, message, remedy, correlation: '7c1e-0042' };
  }
}

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const OK_CHECKS: readonly Check[] = [
  {
    id: 'reach',
    outcome: 'ok',
    title: 'The server answers',
    detail: 'PostgreSQL 18.4 at db1, port 5432.',
    remedy: '',
  },
  {
    id: 'tls',
    outcome: 'ok',
    title: 'The connection is encrypted',
    detail: 'TLS 1.3; certificate and name are right.',
    remedy: '',
  },
  {
    id: 'role',
    outcome: 'ok',
    title: 'The account has the rights it needs',
    detail: 'It reads the log and runs the sealer.',
    remedy: '',
  },
  {
    id: 'extra',
    outcome: 'warning',
    title: 'The account may do more than it needs',
    detail: 'It can also read the table “patients”.',
    remedy: 'Ask the administrator to take that right away.',
  },
];
const MODULES = [
  { moduleId: 'softhsm', name: 'SoftHSM 2', file: 'libsofthsm2.so', present: true, chosen: true },
  { moduleId: 'opensc', name: 'OpenSC', file: 'opensc-pkcs11.so', present: true, chosen: false },
  { moduleId: 'ykcs11', name: 'YubiKey', file: 'libykcs11.so', present: false, chosen: false },
];

/** Every channel, on state in memory. A right PIN is `1234`. */
export function handlersFor(state: FakeState, push: Push, tick: number): Handlers {
  const jobs = jobsIn(state, push, tick);
  const run = (runId: string) => {
    const found = state.runs.find((known) => known.runId === runId);
    if (found === undefined) {
      throw new FakeFailure(
        'run-unknown',
        'There is no such verification run.',
        'Go back to the list of runs.',
      );
    }
    return found;
  };
  const broken = (): void => {
    if (state.scenario !== 'error') return;
    throw new FakeFailure(
      'cache-unreadable',
      'Attestry’s own records on this computer cannot be read: the file is damaged.',
      'Close Attestry, put back the copy of the profile folder from your backup, and start again.',
    );
  };
  const connectChecks = (host: string) => {
    if (host === 'db1' || host.endsWith('.example')) return { ready: true, checks: [...OK_CHECKS] };
    const reach: Check = {
      id: 'reach',
      outcome: 'failed',
      title: 'The server does not answer',
      detail: `No computer named “${host}” is known on this network.`,
      remedy: 'Check the name, or ask whoever runs the database.',
    };
    const rest = OK_CHECKS.slice(1, 3).map((check) => ({
      ...check,
      outcome: 'skipped' as const,
      detail: 'Needs the server.',
    }));
    return { ready: false, checks: [reach, ...rest] };
  };
  const saved = (name: string) => ({ saved: { handle: 'file-1', name } });

  return {
    'app.ready': () => ({
      version: '0.1.0',
      platform: 'Linux x64',
      colourScheme: state.scheme,
      samplePin: state.status.profile === 'sample' ? '1234' : null,
    }),
    'app.status': () => state.status,
    'settings.colour-scheme': ({ scheme }) => {
      state.scheme = scheme;
      return {};
    },
    'clinic.choose-ca': () => ({ file: { handle: 'ca-1', name: 'st-brannoc-ca-2024.pem' } }),
    'clinic.check': ({ host }) => connectChecks(host),
    'clinic.connect': ({ host, database, user }) => {
      const answer = connectChecks(host);
      if (answer.ready) {
        const clinic = {
          state: 'connected',
          name: `${database} @ ${host}`,
          user,
          tls: 'verified',
          problem: '',
        } as const;
        state.status = { ...state.status, profile: 'clinic', clinic };
        push('status.changed', {});
      }
      return answer;
    },
    'clinic.disconnect': () => {
      const clinic = { state: 'not-configured', name: '', user: '', tls: 'none', problem: '' } as const;
      state.status = { ...state.status, profile: 'none', clinic };
      push('status.changed', {});
      return {};
    },
    'sample.explore': () =>
      jobs.start('sample', 'Setting up the sample clinic', 100, '%', 24, () => {
        state.status = {
          ...state.status,
          profile: 'sample',
          clinic: {
            state: 'connected',
            name: 'clinic @ 127.0.0.1',
            user: 'attestry_officer',
            tls: 'loopback',
            problem: '',
          },
          token: { state: 'present', token: state.tokens[0] ?? null, identity: null, problem: '' },
          integrity: { ...state.status.integrity, pending: 10_000 },
        };
        push('status.changed', {});
        return null;
      }),
    'token.modules': () => ({ modules: MODULES }),
    'token.choose-module': () => ({
      module: {
        moduleId: 'other',
        name: 'Vendor module',
        file: 'vendor-p11.so',
        present: true,
        chosen: false,
      },
    }),
    'token.inspect': ({ moduleId }) => {
      if (moduleId === 'opensc') {
        throw new FakeFailure(
          'module-architecture',
          'This module is made for another kind of processor (32-bit).',
          'Install the 64-bit version of the vendor’s software, then choose its module.',
        );
      }
      return {
        module: {
          moduleId,
          file: 'libsofthsm2.so',
          manufacturer: 'SoftHSM',
          description: 'Implementation of PKCS11',
          version: '2.6',
          cryptokiVersion: '2.40',
          sha256: hashOf(31),
        },
        tokens: state.tokens,
      };
    },
    'token.use': () => {
      const token = state.tokens[0] ?? null;
      state.status = { ...state.status, token: { state: 'present', token, identity: null, problem: '' } };
      push('status.changed', {});
      return {
        ready: true,
        checks: [
          {
            id: 'key',
            outcome: 'ok',
            title: 'A key that can sign is on it',
            detail: 'ECDSA P-256, not extractable.',
            remedy: '',
          },
          {
            id: 'certificate',
            outcome: 'ok',
            title: 'It has a certificate',
            detail: 'Valid for 500 days yet.',
            remedy: '',
          },
        ],
      };
    },
    'token.list': () => ({ tokens: state.tokens }),
    'session.sign-in': ({ pin }) => {
      if (pin !== '1234') {
        throw new FakeFailure(
          'pin-wrong',
          'That is not the PIN of this token. It admits 2 more tries.',
          'Type the PIN again with care. Attestry never uses up the last try.',
        );
      }
      const signer = identity(state.scenario);
      state.tokens = state.tokens.map((token) => ({ ...token, signedIn: true }));
      state.status = {
        ...state.status,
        token: { ...state.status.token, state: 'signed-in', identity: signer },
      };
      push('status.changed', {});
      return { identity: signer };
    },
    'session.sign-out': () => {
      state.tokens = state.tokens.map((token) => ({ ...token, signedIn: false }));
      state.status = { ...state.status, token: { ...state.status.token, state: 'present', identity: null } };
      push('status.changed', {});
      return {};
    },
    'audit.levels': () => ({
      levels: [
        { level: 'basic', cost: 'low', expectedMs: 1_400, needsWitness: false },
        { level: 'chain', cost: 'low', expectedMs: 1_700, needsWitness: false },
        { level: 'merkle', cost: 'medium', expectedMs: 2_600, needsWitness: false },
        { level: 'signature', cost: 'medium', expectedMs: 3_100, needsWitness: false },
        {
          level: 'blockchain',
          cost: 'high',
          expectedMs: state.runs.length === 0 ? null : 72_000,
          needsWitness: true,
        },
      ],
    }),
    'audit.seal': () => {
      const { pending, sealed } = state.status.integrity;
      return jobs.start('seal', 'Sealing the log', pending, 'entries', 20, () => {
        const all = sealed + pending;
        const lastCheckpointAt = iso(Date.now());
        state.checkpoint = checkpointOf(all);
        state.status = {
          ...state.status,
          integrity: { ...state.status.integrity, sealed: all, pending: 0, witnessed: all, lastCheckpointAt },
        };
        push('status.changed', {});
        return null;
      });
    },
    'audit.verify': ({ level }) => {
      const { sealed } = state.status.integrity;
      return jobs.start('verify', 'Verifying the log', sealed, 'entries', 40, () => {
        state.counter += 1;
        const found = state.runs[0]?.foundByType ?? {};
        const made = runOf(`run-${state.counter}`, level, found, 0, {
          entries: sealed,
          names: state.scenario,
        });
        state.runs = [made, ...state.runs];
        const lastRun = {
          runId: made.runId,
          result: made.result,
          level,
          at: made.startedAt,
          found: made.found,
        };
        state.status = { ...state.status, integrity: { ...state.status.integrity, lastRun } };
        push('runs.changed', {});
        push('status.changed', {});
        return made.runId;
      });
    },
    'audit.runs': () => {
      broken();
      return { runs: state.runs };
    },
    'audit.run': ({ runId }) => {
      broken();
      return run(runId);
    },
    'audit.findings': ({ runId, offset, limit, type }) => {
      const of = run(runId);
      const all = Array.from({ length: type === null ? 0 : of.found }, (_, at) => at).filter(
        (at) => typeAt(of, at) === type,
      );
      const total = type === null ? of.found : all.length;
      const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => {
        const index = all[offset + at] ?? offset + at;
        return { index, finding: findingAt(of, index, state.scenario) };
      });
      return { total, rows };
    },
    'audit.finding': ({ runId, index }) => findingAt(run(runId), index, state.scenario),
    'audit.checkpoint': () => ({ checkpoint: state.checkpoint }),
    'reports.create': ({ runId, sign }) => {
      if (sign && state.status.token.state !== 'signed-in') {
        throw new FakeFailure(
          'not-signed-in',
          'Nobody is signed in, so nothing can be signed.',
          'Sign in with your token, then try again.',
        );
      }
      return jobs.start('report', 'Writing the report', 4, 'steps', 10, () => {
        state.counter += 1;
        const reportId = `rep-${state.counter}`;
        const made = {
          reportId,
          title: 'Audit integrity report',
          createdAt: iso(Date.now()),
          verdict: run(runId).result,
          signed: sign,
          signer: sign ? 'Ruth Aldane' : null,
          bytes: 48_120,
          sha256: hashOf(state.counter),
          runId,
        };
        state.reports = [made, ...state.reports];
        push('reports.changed', {});
        return reportId;
      });
    },
    'reports.list': () => {
      broken();
      return { reports: state.reports };
    },
    'reports.save': ({ format }) => saved(`audit-integrity-2026-11-22.${format}`),
    'reports.reveal': () => ({}),
    'reports.verify': () => ({
      verification: {
        result: 'could-not-tell',
        reason:
          'The signature is good, but no certificate authority is known here that vouches for the certificate.',
        file: 'audit-integrity-2026-10-31-signed-by-the-compliance-office.pdf',
        sha256: hashOf(404),
        signatures: [
          {
            signer: identity(state.scenario).subject,
            issuer: identity(state.scenario).issuer,
            claimedAt: iso(Date.now() - 8_000_000),
            algorithm: 'ECDSA P-256 with SHA-256',
            digestMatches: true,
            signatureValid: true,
            certificateBound: true,
            coversWholeFile: true,
            certificateValid: true,
            trusted: 'no-anchor',
          },
        ],
      },
    }),
    'jobs.list': () => ({ jobs: state.jobs }),
    'jobs.get': ({ jobId }) => jobs.get(jobId),
    'jobs.cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return {};
    },
  };
}
