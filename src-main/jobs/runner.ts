import { randomBytes } from 'node:crypto';
import type { Failure } from '../../src-shared/ipc/result.ts';
import type { Job } from '../../src-shared/jobs/types.ts';
import { instantOf, type Clock } from '../base/clock.ts';
import { cancelled, Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { progressOf, withSample, type JobKind, type Progress, type Sample } from './job.ts';

/** What the work of a job is given. */
export type JobContext = {
  /** Fires when the officer cancels or the application ends; work then throws `cancelled`. */
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
};

/** The work of a job; resolves to the id of what it made, or null. */
export type JobWork = (context: JobContext) => Promise<string | null>;

/** Runs long work under an id, with progress and cancel. */
export interface JobRunner {
  /**
   * Begins the work and returns the job's id at once.
   * @throws Fault `usage` when work that may not run beside it is under way, or the application is closing
   */
  start(kind: JobKind, title: string, work: JobWork, verification?: Job['verification']): string;
  /** Running jobs and the last 100 that ended, newest first. */
  list(): readonly Job[];
  /** @throws Fault `job-unknown` */
  get(jobId: string): Job;
  /**
   * Asks the job to stop; it has stopped when its state says so. A job that ended already stays as it is.
   * @throws Fault `job-unknown`
   */
  cancel(jobId: string): void;
  /**
   * The job as it ended; never rejects because the job failed.
   * @throws Fault `job-unknown`
   */
  whenDone(jobId: string): Promise<Job>;
  /**
   * Takes no more jobs, cancels the running ones and waits for them, at most `ms` milliseconds.
   * @returns whether all of them ended
   */
  shutdown(ms: number): Promise<boolean>;
}

/** At most one of these runs at a time: each wants the whole log, or changes it under the others. */
const ALONE: ReadonlySet<JobKind> = new Set<JobKind>([
  'seal',
  'verify',
  'sample',
  'cut',
  'witness',
  'dispose',
]);
const KEPT = 100;
/** Events of progress come at most this often per job. Milliseconds. */
const EVENT_INTERVAL_MS = 200;

type Outcome = Pick<Job, 'state' | 'resultId' | 'error'>;

type Entry = {
  readonly abort: AbortController;
  readonly ended: Promise<Job>;
  job: Job;
  samples: readonly Sample[];
  lastEventAt: number;
  timer: NodeJS.Timeout | undefined;
};

/** The runner of this process. */
export function jobRunner(options: {
  readonly clock: Clock;
  readonly log: Log;
  /** Told which job changed. */
  readonly push: (event: 'job.changed', payload: { readonly jobId: string }) => void;
  /** Maps what the work threw to what the window may know, and logs it. */
  readonly toFailure: (error: unknown, event: string) => Failure;
  /** Told of every job that ended. */
  readonly onEnd?: (job: Job) => void;
  /** Jobs of earlier starts, newest first. */
  readonly past?: readonly Job[];
  /** Keeps how a job began and how it ended. */
  readonly record?: (job: Job) => Promise<void>;
}): JobRunner {
  const { clock, log, push, toFailure, onEnd } = options;
  const entries = new Map<string, Entry>(
    (options.past ?? []).toReversed().map((job) => [
      job.jobId,
      {
        abort: new AbortController(),
        ended: Promise.resolve(job),
        job,
        samples: [],
        lastEventAt: Number.NEGATIVE_INFINITY,
        timer: undefined,
      },
    ]),
  );
  let closing = false;

  const find = (jobId: string): Entry => {
    const entry = entries.get(jobId);
    if (entry === undefined) throw jobUnknown();
    return entry;
  };

  const record = (job: Job): void => {
    options.record?.(job).catch((error: unknown) => {
      // The work is worth more than the note of it.
      log.failure('job.record', error, job.jobId);
    });
  };

  const tell = (entry: Entry): void => {
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.lastEventAt = clock.now();
    push('job.changed', { jobId: entry.job.jobId });
  };

  const tellSoon = (entry: Entry): void => {
    const wait = entry.lastEventAt + EVENT_INTERVAL_MS - clock.now();
    if (wait <= 0) tell(entry);
    // The last progress before a long silence must not be swallowed.
    else
      entry.timer ??= setTimeout(() => {
        tell(entry);
      }, wait).unref();
  };

  const progress = (entry: Entry, reported: Progress): void => {
    if (entry.job.state !== 'running') return;
    const next = { ...reported, done: Math.max(0, Math.trunc(reported.done)) };
    const sample = { at: clock.now(), done: next.done };
    const newPhase = next.phase !== entry.job.progress.phase;
    entry.samples = newPhase ? [sample] : withSample(entry.samples, sample);
    entry.job = { ...entry.job, progress: progressOf(next, entry.samples) };
    tellSoon(entry);
  };

  const end = (entry: Entry, outcome: Outcome): void => {
    entry.job = {
      ...entry.job,
      ...outcome,
      progress: { ...entry.job.progress, remainingMs: null },
    };
    record(entry.job);
    log.info('job.ended', { jobId: entry.job.jobId, kind: entry.job.kind, state: outcome.state });
    const ended = [...entries.values()].filter(({ job }) => job.state !== 'running');
    for (const { job } of ended.slice(0, -KEPT)) entries.delete(job.jobId);
    tell(entry);
    try {
      onEnd?.(entry.job);
    } catch (error) {
      // The job ended whatever a listener makes of it.
      log.failure('job.on-end', error, entry.job.jobId);
    }
  };

  const outcomeOf = async (entry: Entry, work: JobWork, signal: AbortSignal): Promise<Outcome> => {
    try {
      const resultId = await work({
        signal,
        progress: (reported) => {
          progress(entry, reported);
        },
      });
      return { state: 'done', resultId, error: null };
    } catch (error) {
      if (wasCancelled(error, signal)) return { state: 'cancelled', resultId: null, error: null };
      return { state: 'failed', resultId: null, error: toFailure(error, `job.${entry.job.kind}`) };
    }
  };

  const run = async (entry: () => Entry, work: JobWork, signal: AbortSignal): Promise<Job> => {
    // The caller has the id before the first event.
    await Promise.resolve();
    const current = entry();
    end(current, await outcomeOf(current, work, signal));
    return current.job;
  };

  const start: JobRunner['start'] = (kind, title, work, verification = null) => {
    if (closing) throw closingFault();
    const other = [...entries.values()].find(({ job }) => job.state === 'running' && ALONE.has(job.kind));
    if (ALONE.has(kind) && other !== undefined) throw busyFault(other.job.title);
    const jobId = randomBytes(9).toString('base64url');
    const abort = new AbortController();
    const entry: Entry = {
      abort,
      ended: run(() => entry, work, abort.signal),
      job: {
        jobId,
        kind,
        title,
        state: 'running',
        startedAt: instantOf(clock),
        progress: { phase: '', done: 0, total: null, unit: '', rate: null, remainingMs: null },
        resultId: null,
        error: null,
        verification,
      },
      samples: [],
      lastEventAt: Number.NEGATIVE_INFINITY,
      timer: undefined,
    };
    entries.set(jobId, entry);
    record(entry.job);
    log.info('job.started', { jobId, kind });
    tell(entry);
    return jobId;
  };

  return {
    start,
    list: () => [...entries.values()].map(({ job }) => job).reverse(),
    get: (jobId) => find(jobId).job,
    cancel: (jobId) => {
      const { job, abort } = find(jobId);
      if (job.state === 'running') abort.abort(cancelled());
    },
    whenDone: async (jobId) => find(jobId).ended,
    shutdown: async (ms) => {
      closing = true;
      const running = [...entries.values()].filter(({ job }) => job.state === 'running');
      for (const { abort } of running) abort.abort(cancelled());
      return within(ms, Promise.all(running.map(({ ended }) => ended)));
    },
  };
}

/** Work that was told to stop and did; Node's own calls then throw an AbortError. */
function wasCancelled(error: unknown, signal: AbortSignal): boolean {
  if (error instanceof Fault) return error.code === 'cancelled';
  return signal.aborted && error instanceof Error && error.name === 'AbortError';
}

async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

const jobUnknown = (): Fault =>
  new Fault(
    'job-unknown',
    'This job is not known any more.',
    'Look at the list of jobs: what it made is kept, even when the job is not.',
  );
const busyFault = (title: string): Fault =>
  new Fault(
    'usage',
    `Something else is still running: ${title}.`,
    'Wait until it is done or cancel it, then start again.',
  );
const closingFault = (): Fault =>
  new Fault('usage', 'Attestry is closing and starts nothing new.', 'Open Attestry again and start it then.');
