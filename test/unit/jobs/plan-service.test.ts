import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../../src-main/base/fault.ts';
import { openCache } from '../../../src-main/cache/database.ts';
import { jobHistoryStore } from '../../../src-main/cache/stores/job-history.ts';
import { scheduleStore } from '../../../src-main/cache/stores/schedule.ts';
import { schedule, type Schedule } from '../../../src-main/jobs/plan-service.ts';
import { jobRunner } from '../../../src-main/jobs/runner.ts';
import { scheduler } from '../../../src-main/jobs/scheduler.ts';
import type { VerificationRun } from '../../../src-shared/audit/types.ts';
import type { Plan } from '../../../src-shared/jobs/schedule.ts';
import type { Job } from '../../../src-shared/jobs/types.ts';
import { runOf } from '../renderer/fake-clinic.ts';

const DAY = 86_400_000;
const work = { signal: new AbortController().signal, progress: (): void => undefined };
const away = (): Fault => new Fault('database-unreachable', 'The server does not answer.', 'Check it.');

let folder: string;
let database: ReturnType<typeof openCache>;
let now: number;
let plans: readonly Plan[];
let reach: () => Promise<unknown>;
let verify: (level: string, pace: string | undefined) => Promise<VerificationRun>;
let verified: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-schedule-'));
  database = openCache(join(folder, 'cache.sqlite'));
  now = new Date(2026, 10, 20, 10, 0).getTime();
  plans = [
    { planId: 'daily', level: 'chain', pace: 'background', on: 'every-day', at: '12:00', enabled: true },
    { planId: 'late', level: 'blockchain', pace: 'full', on: 'every-day', at: '12:30', enabled: true },
  ];
  reach = () => Promise.resolve();
  verified = [];
  verify = (level, pace) => {
    verified.push(`${level} ${pace ?? ''}`);
    return Promise.resolve(runOf('run-1', 'chain', {}, 0, { entries: 5, names: 'normal' }));
  };
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function made(): Schedule {
  const store = scheduleStore(database);
  return schedule({
    plans: () => Promise.resolve(plans),
    store: (next) => {
      plans = next;
      return Promise.resolve();
    },
    memory: {
      load: (planId) => Promise.resolve(store.load(planId)),
      save: (planId, document) => {
        store.save(planId, document);
        return Promise.resolve();
      },
      lease: (holder, at, ms) => Promise.resolve(store.lease(holder, at, ms)),
      release: (holder) => {
        store.release(holder);
        return Promise.resolve();
      },
    },
    verify: (level, _work, pace) => verify(level, pace),
    configured: () => Promise.resolve(true),
    reach: () => reach(),
    clock: { now: () => now },
    changed: () => undefined,
  });
}

/** Runs what is due until nothing is. */
async function runDue(plan: Schedule): Promise<void> {
  for (let due = await plan.due(); due !== null; due = await plan.due())
    await plan.run(due.planId, work, () => true).catch(() => undefined);
}

describe('what is due', () => {
  it('is run once, in its level and pace, however long the machine was off', async () => {
    await made().list();
    now += 9 * DAY;
    // Another process, as after a start.
    const after = made();
    await runDue(after);
    expect(verified).toEqual(['chain background', 'blockchain full']);
    expect((await after.list()).map(({ overdue, last }) => [overdue, last?.outcome])).toEqual([
      [false, 'intact'],
      [false, 'intact'],
    ]);
    await runDue(made());
    expect(verified).toHaveLength(2);
  });
  it('is not run before its time, nor right after the plan was made', async () => {
    expect(await made().due()).toBeNull();
    now += 60 * 60_000;
    expect(await made().due()).toBeNull();
  });
  it('waits for a database that is away, longer each time, and says so', async () => {
    plans = plans.slice(0, 1);
    const plan = made();
    await plan.list();
    reach = () => Promise.reject(away());
    now += DAY / 6;
    expect(await plan.due()).toBeNull();
    const [first] = await plan.list();
    expect(first?.last).toMatchObject({
      outcome: 'failed',
      problem: 'The server does not answer. Check it.',
    });
    expect(Date.parse(first?.retryAt ?? '')).toBe(now + 60_000);
    now += 61_000;
    expect(await plan.due()).toBeNull();
    expect(Date.parse((await plan.list())[0]?.retryAt ?? '')).toBe(now + 120_000);
    reach = () => Promise.resolve();
    expect(await plan.due()).toBeNull();
    now += 121_000;
    await runDue(plan);
    expect(verified).toHaveLength(1);
    expect((await plan.list())[0]).toMatchObject({ retryAt: null, overdue: false });
  });
  it('is run by one of two processes', async () => {
    const [one, other] = [made(), made()];
    await one.list();
    now += DAY;
    expect((await one.due())?.planId).toBe('daily');
    expect(await other.due()).toBeNull();
    await expect(other.run('daily', work, () => true)).rejects.toThrow('already');
    // One that died holding the right to run is waited for no longer than its lease.
    now += 61_000;
    expect((await other.due())?.planId).toBe('daily');
  });
  it('that was cut off by the end of the application is run at the next start; cancelled by the officer, not', async () => {
    plans = plans.slice(0, 1);
    const plan = made();
    await plan.list();
    now += DAY;
    verify = () => Promise.reject(new Fault('cancelled', 'Cancelled.', ''));
    await expect(plan.run('daily', work, () => true)).rejects.toThrow('Cancelled');
    expect((await made().due())?.planId).toBe('daily');
    now += 61_000;
    const again = made();
    await expect(again.run('daily', work, () => false)).rejects.toThrow('Cancelled');
    expect(await again.due()).toBeNull();
    expect((await again.list())[0]).toMatchObject({ overdue: true, last: { outcome: 'cancelled' } });
  });
});

describe('the scheduler', () => {
  const log = { info: () => undefined, warn: () => undefined, failure: () => undefined };
  const runner = (past: readonly Job[] = []) =>
    jobRunner({
      clock: { now: () => now },
      log,
      push: () => undefined,
      toFailure: (error) => ({
        code: 'internal',
        message: String(error),
        remedy: '',
        correlation: 'x',
      }),
      past,
      record: (job) => {
        jobHistoryStore(database).append(job);
        return Promise.resolve();
      },
    });
  it('begins what is due as a job of its own, and leaves the queue alone while something runs', async () => {
    const plan = made();
    await plan.list();
    const jobs = runner();
    const timers: (() => void)[] = [];
    const results: string[] = [];
    const own = scheduler({
      schedule: plan,
      jobs,
      timer: (_ms, then) => {
        timers.push(then);
        return () => undefined;
      },
      verified: ({ result }) => results.push(result),
      failed: (error) => {
        throw error;
      },
    });
    now += DAY;
    let end = (): void => undefined;
    jobs.start('seal', 'Sealing', async () => {
      await new Promise<void>((resolve) => (end = resolve));
      return null;
    });
    own.start();
    timers.pop()?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(verified).toEqual([]);
    end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    timers.pop()?.();
    await expect.poll(() => results).toEqual(['intact']);
    expect(jobs.list()[0]).toMatchObject({
      kind: 'verify',
      state: 'done',
      verification: { level: 'chain', pace: 'background', scheduled: true },
    });
    own.close();
  });
  it('jobs without an end are interrupted at the next start, the others as they were', async () => {
    const jobs = runner();
    const asked = { level: 'merkle', pace: 'full', scheduled: false } as const;
    const open = jobs.start('verify', 'Verifying', () => new Promise(() => undefined), asked);
    const done = jobs.start('report', 'Report', () => Promise.resolve('rep-1'));
    await jobs.whenDone(done);
    const past = jobHistoryStore(database).recent();
    expect(runner(past).get(open)).toMatchObject({ state: 'interrupted', verification: asked });
    expect(runner(past).get(done)).toMatchObject({ state: 'done', resultId: 'rep-1' });
    expect(jobHistoryStore(database).recent()).toHaveLength(2);
  });
});
