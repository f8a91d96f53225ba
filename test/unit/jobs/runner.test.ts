import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ERROR_CODES } from '../../../src-shared/base/codes.ts';
import { jobSchema, type Job } from '../../../src-shared/jobs/types.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import { Fault, throwIfCancelled } from '../../../src-main/base/fault.ts';
import { silentLog } from '../../../src-main/base/log.ts';
import { failureMapper } from '../../../src-main/ipc/failure.ts';
import { jobRunner, type JobContext, type JobWork } from '../../../src-main/jobs/index.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function set() {
  const events: string[] = [];
  const ended: Job[] = [];
  const runner = jobRunner({
    clock: systemClock,
    log: silentLog,
    push: (_event, { jobId }) => events.push(jobId),
    toFailure: failureMapper({ log: silentLog, correlation: () => 'c0ffee' }),
    onEnd: (job) => ended.push(job),
  });
  return { runner, events, ended };
}

/** Work that lasts until it is told to end, or cancelled. */
function held(): {
  readonly work: JobWork;
  finish(id: string | null): void;
  readonly context: () => JobContext;
} {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let context: JobContext | undefined;
  return {
    work: async (given) => {
      context = given;
      const stopped = new Promise<never>((_resolve, reject) => {
        given.signal.addEventListener('abort', () => {
          reject(given.signal.reason as Error);
        });
      });
      return Promise.race([promise, stopped]);
    },
    finish: resolve,
    context: () => context!,
  };
}

const at = (done: number, phase = 'Reading', total: number | null = 1000) => ({
  phase,
  done,
  total,
  unit: 'entries',
});

describe('a job', () => {
  test('runs, ends with the id of what it made, and fits the contract at each moment', async () => {
    const { runner, ended } = set();
    const work = held();
    const jobId = runner.start('verify', 'Verification', work.work);
    expect(jobSchema.parse(runner.get(jobId))).toMatchObject({ state: 'running', kind: 'verify' });
    await turn();
    work.context().progress(at(10.7));
    expect(jobSchema.parse(runner.get(jobId)).progress).toMatchObject({ done: 10, rate: null });
    work.finish('run-1');
    const job = await runner.whenDone(jobId);
    expect(jobSchema.parse(job)).toMatchObject({ state: 'done', resultId: 'run-1', error: null });
    expect(ended).toEqual([job]);
    expect(await runner.whenDone(jobId)).toEqual(job);
  });

  test('tells speed and time left', async () => {
    const { runner } = set();
    const work = held();
    const jobId = runner.start('verify', 'Verification', work.work);
    await turn();
    work.context().progress(at(0));
    vi.advanceTimersByTime(1000);
    work.context().progress(at(250));
    expect(runner.get(jobId).progress).toMatchObject({ rate: 250, remainingMs: 3000 });
    work.context().progress(at(0, 'Signing', 1));
    expect(runner.get(jobId).progress).toMatchObject({ phase: 'Signing', rate: null, remainingMs: null });
  });

  test('failing says why, in the words of its fault', async () => {
    const { runner } = set();
    const jobId = runner.start('seal', 'Sealing', () =>
      Promise.reject(new Fault('seal-busy', 'Somebody else is sealing.', 'Wait.')),
    );
    expect(jobSchema.parse(await runner.whenDone(jobId))).toMatchObject({
      state: 'failed',
      resultId: null,
      error: { code: 'seal-busy', message: 'Somebody else is sealing.', correlation: 'c0ffee' },
    });
  });

  test('failing for an unforeseen reason keeps the reason to the log', async () => {
    const { runner } = set();
    const jobId = runner.start('seal', 'Sealing', () => {
      throw new Error('row of Ada Example');
    });
    const job = await runner.whenDone(jobId);
    expect(job.error?.code).toBe('internal');
    expect(JSON.stringify(job)).not.toContain('Ada');
  });

  test('a listener that throws does not change how it ended', async () => {
    const runner = jobRunner({
      clock: systemClock,
      log: silentLog,
      push: () => undefined,
      toFailure: failureMapper({ log: silentLog }),
      onEnd: () => {
        throw new Error('listener');
      },
    });
    const jobId = runner.start('report', 'Report', () => Promise.resolve('report-1'));
    expect(await runner.whenDone(jobId)).toMatchObject({ state: 'done', resultId: 'report-1' });
  });
});

describe('cancelling', () => {
  test('ends the work through its signal', async () => {
    const { runner } = set();
    const work = held();
    const jobId = runner.start('verify', 'Verification', work.work);
    await turn();
    runner.cancel(jobId);
    expect(await runner.whenDone(jobId)).toMatchObject({ state: 'cancelled', resultId: null, error: null });
    work.context().progress(at(5));
    expect(runner.get(jobId).progress.done).toBe(0);
  });

  test('understands the AbortError of Node', async () => {
    const { runner } = set();
    const jobId = runner.start('report', 'Report', async ({ signal }) => {
      await import('node:timers/promises').then(({ setInterval }) =>
        setInterval(60_000, null, { signal })[Symbol.asyncIterator]().next(),
      );
      return null;
    });
    await turn();
    runner.cancel(jobId);
    expect((await runner.whenDone(jobId)).state).toBe('cancelled');
  });

  test('before the work began is not forgotten', async () => {
    const { runner } = set();
    const jobId = runner.start('report', 'Report', ({ signal }) => {
      throwIfCancelled(signal);
      return Promise.resolve(null);
    });
    runner.cancel(jobId);
    expect((await runner.whenDone(jobId)).state).toBe('cancelled');
  });

  test('does not unmake work that was done all the same', async () => {
    const { runner } = set();
    const jobId = runner.start('report', 'Report', () => Promise.resolve('report-1'));
    runner.cancel(jobId);
    expect(await runner.whenDone(jobId)).toMatchObject({ state: 'done', resultId: 'report-1' });
    runner.cancel(jobId);
    expect(runner.get(jobId).state).toBe('done');
  });

  test('a failure for another reason stays a failure', async () => {
    const { runner } = set();
    const work = Promise.withResolvers<null>();
    const jobId = runner.start('report', 'Report', () => work.promise);
    await turn();
    runner.cancel(jobId);
    work.reject(new Fault('disk-full', 'No room.', 'Make room.'));
    expect(await runner.whenDone(jobId)).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
  });
});

describe('events', () => {
  test('come at most five times a second, with the last progress never swallowed', async () => {
    const { runner, events } = set();
    const work = held();
    runner.start('verify', 'Verification', work.work);
    await turn();
    expect(events).toHaveLength(1);
    for (let done = 0; done < 1000; done += 1) {
      work.context().progress(at(done));
      vi.advanceTimersByTime(1);
    }
    expect(events.length).toBeGreaterThanOrEqual(5);
    expect(events.length).toBeLessThanOrEqual(6);
    vi.advanceTimersByTime(200);
    const quiet = events.length;
    vi.advanceTimersByTime(10_000);
    expect(events).toHaveLength(quiet);
  });

  test('tell the end at once and nothing after it', async () => {
    const { runner, events } = set();
    const work = held();
    const jobId = runner.start('verify', 'Verification', work.work);
    await turn();
    work.context().progress(at(1));
    work.finish(null);
    await runner.whenDone(jobId);
    expect(events).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(events).toHaveLength(2);
  });
});

describe('the runner', () => {
  test('refuses a second job over the whole log and says what is running', async () => {
    const { runner } = set();
    const first = held();
    const jobId = runner.start('verify', 'Verification, level chain', first.work);
    expect(() => runner.start('seal', 'Sealing', () => Promise.resolve(null))).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('level chain') as string }),
    );
    const report = runner.start('report', 'Report', () => Promise.resolve('report-1'));
    expect((await runner.whenDone(report)).state).toBe('done');
    await turn();
    first.finish(null);
    await runner.whenDone(jobId);
    const next = runner.start('seal', 'Sealing', () => Promise.resolve(null));
    expect((await runner.whenDone(next)).state).toBe('done');
  });

  test('lists newest first and keeps the last hundred that ended', async () => {
    const { runner } = set();
    const running = held();
    const old = runner.start('verify', 'The oldest still runs', running.work);
    const ids: string[] = [];
    for (let i = 0; i < 130; i += 1) {
      const id = runner.start('report', `Report ${i}`, () => Promise.resolve(null));
      ids.push(id);
      await runner.whenDone(id);
    }
    expect(runner.list().map(({ jobId }) => jobId)).toEqual([...ids.slice(30).reverse(), old]);
    expect(() => runner.get(ids[0]!)).toThrow(expect.objectContaining({ code: 'job-unknown' }));
  });

  test('knows only its own ids', async () => {
    const { runner } = set();
    const unknown = expect.objectContaining({ code: 'job-unknown' }) as Error;
    expect(() => runner.get('nobody')).toThrow(unknown);
    expect(() => {
      runner.cancel('nobody');
    }).toThrow(unknown);
    await expect(runner.whenDone('nobody')).rejects.toMatchObject({ code: 'job-unknown' });
    expect(ERROR_CODES).toContain('job-unknown');
  });

  test('shuts down by cancelling, and takes nothing more', async () => {
    const { runner } = set();
    const work = held();
    const jobId = runner.start('verify', 'Verification', work.work);
    await turn();
    expect(await runner.shutdown(1000)).toBe(true);
    expect(runner.get(jobId).state).toBe('cancelled');
    expect(() => runner.start('report', 'Report', () => Promise.resolve(null))).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  test('does not wait for ever for work that does not listen', async () => {
    const { runner } = set();
    runner.start('verify', 'Deaf', () => new Promise(() => undefined));
    const done = runner.shutdown(1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await done).toBe(false);
  });
});
