import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { FakeFailure } from './fake-failure.ts';
import { checkpointOf, hashOf, identity, iso, runOf, type FakeState } from './fake-clinic.ts';
import { findingAt, typeAt } from './fake-findings.ts';
import type { jobsIn } from './fake-jobs.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
type Jobs = ReturnType<typeof jobsIn>;

/** Sealing, verifying, reports and jobs, on state in memory. */
export function evidenceHandlers(
  state: FakeState,
  push: Push,
  jobs: Jobs,
): Pick<
  Handlers,
  Exclude<
    Extract<keyof Handlers, `audit.${string}` | `reports.${string}` | `jobs.${string}`>,
    'audit.timeline'
  >
> {
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
  const saved = (name: string) => ({ saved: { handle: 'file-1', name } });

  return {
    'audit.levels': () => ({
      levels: [
        { level: 'basic', cost: 'low', expectedMs: 1_400, expectedBackgroundMs: 8400, needsWitness: false },
        { level: 'chain', cost: 'low', expectedMs: 1_700, expectedBackgroundMs: 10200, needsWitness: false },
        {
          level: 'merkle',
          cost: 'medium',
          expectedMs: 2_600,
          expectedBackgroundMs: 15600,
          needsWitness: false,
        },
        {
          level: 'signature',
          cost: 'medium',
          expectedMs: 3_100,
          expectedBackgroundMs: 18600,
          needsWitness: false,
        },
        {
          level: 'blockchain',
          cost: 'high',
          expectedMs: state.runs.length === 0 ? null : 72_000,
          expectedBackgroundMs: state.runs.length === 0 ? null : 432_000,
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
          integrity: {
            ...state.status.integrity,
            sealed: all,
            pending: 0,
            witnessed: all,
            lastCheckpointAt,
            lastCheckpointSize: all,
          },
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
          signers: sign ? ['Ruth Aldane'] : [],
          revision: 0,
          timeStamp: 'none' as const,
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
    'reports.add-signature': () => jobs.start('report', 'Further signature', 3, 'steps', 10, () => null),
    'reports.stamp-waiting': () => jobs.start('report', 'Time-stamps', 3, 'reports', 10, () => null),
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
            serial: '4d2f00000000a1b2',
            timeStamp: null,
            revision: 1,
            laterChanges: 'none',
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
