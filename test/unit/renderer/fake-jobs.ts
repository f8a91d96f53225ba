import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload } from '../../../src-shared/ipc/contract.ts';
import type { Job } from '../../../src-shared/jobs/types.ts';
import { iso, type FakeState } from './fake-clinic.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const PHASES: Readonly<Record<Job['kind'], readonly string[]>> = {
  sample: [
    'Starting PostgreSQL',
    'Inventing patients and staff',
    'Writing a year of entries',
    'Making the token',
  ],
  seal: ['Reading what is settled', 'Sealing', 'Signing the checkpoint'],
  'sign-checkpoints': ['The clinic’s audit log', 'The activity log'],
  verify: ['Reading the entries', 'Following the links', 'Rebuilding the tree', 'Checking signatures'],
  export: ['Writing'],
  bundle: ['Proving the entries', 'Signing'],
  'take-over': ['Taking over', 'Signing the checkpoint'],
  cut: ['Verifying', 'Signing'],
  witness: ['Checking'],
  respond: ['Preparing the answer'],
  dispose: ['Deleting from clinic.billing', 'Verifying clinic.billing'],
  guard: ['0001-roles.sql', '0002-audit-log.sql'],
  'control-tests': ['Every account belongs to somebody', 'Everybody has a second factor'],
  collect: ['Reading Clinical notes'],
  'seal-evidence': ['Encrypting evidence'],
  'share-evidence': ['Opening up to colleagues'],
  rewrap: ['Bringing data under the new version'],
  fields: ['Encrypting'],
  classify: ['Looking at columns'],
  check: ['Connection to the clinic’s database', 'New entries of the audit log', 'Exchange of keys'],
  report: ['Laying out', 'Signing', 'Verifying the signature'],
};

/** Jobs that progress by the clock, told of by events. */
export function jobsIn(state: FakeState, push: Push, tick: number) {
  const change = (jobId: string, next: (job: Job) => Job): void => {
    state.jobs = state.jobs.map((job) => (job.jobId === jobId ? next(job) : job));
    push('job.changed', { jobId });
  };
  const get = (jobId: string): Job => {
    const job = state.jobs.find((known) => known.jobId === jobId);
    if (job === undefined) throw new Error(`No job ${jobId}`);
    return job;
  };
  return {
    get,
    cancel(jobId: string): void {
      change(jobId, (job) => (job.state === 'running' ? { ...job, state: 'cancelled' } : job));
    },
    start(
      kind: Job['kind'],
      title: string,
      total: number,
      unit: string,
      ticks: number,
      finish: () => string | null,
    ): { jobId: string } {
      state.counter += 1;
      const jobId = `job-${state.counter}`;
      const phases = PHASES[kind];
      const startedAt = Date.now();
      const progressAt = (at: number): Job['progress'] => {
        const done = Math.round((total * at) / ticks);
        const passed = (Date.now() - startedAt) / 1000;
        const rate = passed > 0 && at > 0 ? done / passed : null;
        return {
          phase: phases[Math.min(phases.length - 1, Math.floor((at / ticks) * phases.length))] ?? '',
          done,
          total,
          unit,
          rate,
          remainingMs: rate === null || rate === 0 ? null : ((total - done) / rate) * 1000,
        };
      };
      const job: Job = {
        jobId,
        kind,
        title,
        state: 'running',
        startedAt: iso(startedAt),
        progress: progressAt(0),
        resultId: null,
        error: null,
        verification: null,
      };
      state.jobs = [job, ...state.jobs];
      push('job.changed', { jobId });
      const step = (at: number): void => {
        if (get(jobId).state !== 'running') return;
        if (at <= ticks) {
          change(jobId, (before) => ({ ...before, progress: progressAt(at) }));
          setTimeout(step, tick, at + 1);
          return;
        }
        const resultId = finish();
        change(jobId, (before) => ({ ...before, state: 'done', resultId }));
      };
      setTimeout(step, tick, 1);
      return { jobId };
    },
  };
}
