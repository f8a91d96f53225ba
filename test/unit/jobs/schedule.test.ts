import { describe, expect, it } from 'vitest';
import {
  GRACE_MS,
  lastAppointment,
  nextAppointment,
  type PlanMemory,
  retryAfter,
  standing,
} from '../../../src-main/jobs/schedule.ts';
import type { Plan } from '../../../src-shared/jobs/schedule.ts';

const BERLIN = 'Europe/Berlin';
const plan = (at: string, on: Plan['on'] = 'every-day'): Plan => ({
  planId: 'p',
  level: 'chain',
  pace: 'background',
  on,
  at,
  enabled: true,
});
const memory = (since: string, more: Partial<PlanMemory> = {}): PlanMemory => ({
  since: Date.parse(since),
  handled: null,
  completed: null,
  failures: 0,
  triedAt: null,
  ...more,
});
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const at = (text: string): number => Date.parse(text);

describe('appointments', () => {
  it('are at the time of day of this machine, winter and summer', () => {
    expect(iso(nextAppointment(plan('12:00'), at('2026-01-10T10:59:59Z'), BERLIN))).toBe(
      '2026-01-10T11:00:00.000Z',
    );
    expect(iso(nextAppointment(plan('12:00'), at('2026-07-10T10:00:00Z'), BERLIN))).toBe(
      '2026-07-11T10:00:00.000Z',
    );
    expect(iso(lastAppointment(plan('12:00'), at('2026-07-10T10:00:00Z'), BERLIN))).toBe(
      '2026-07-10T10:00:00.000Z',
    );
  });
  it('on a weekday are on that day', () => {
    expect(iso(nextAppointment(plan('12:30', 'monday'), at('2026-11-22T03:00:00Z'), BERLIN))).toBe(
      '2026-11-23T11:30:00.000Z',
    );
    expect(iso(lastAppointment(plan('12:30', 'monday'), at('2026-11-23T11:29:00Z'), BERLIN))).toBe(
      '2026-11-16T11:30:00.000Z',
    );
  });
  it.each([
    ['a time that summer time skips', '02:30', '2026-03-28', '2026-03-31'],
    ['a time that comes twice', '02:30', '2026-10-24', '2026-10-27'],
    ['midnight', '00:00', '2026-03-28', '2026-03-31'],
  ])('come once a day: %s', (_name, time, from, to) => {
    const found: string[] = [];
    for (let now = at(`${from}T12:00:00Z`); now < at(`${to}T12:00:00Z`);) {
      now = nextAppointment(plan(time), now, BERLIN);
      found.push(new Date(now).toLocaleDateString('sv-SE', { timeZone: BERLIN }));
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(4);
  });
  it('agree with each other at every hour of a year, in zones with and without summer time', () => {
    for (const name of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC']) {
      for (let now = at('2026-01-01T00:30:00Z'); now < at('2027-01-01T00:00:00Z'); now += 31_000_000) {
        const next = nextAppointment(plan('02:30'), now, name);
        const last = lastAppointment(plan('02:30'), now, name);
        expect(last).toBeLessThanOrEqual(now);
        expect(next).toBeGreaterThan(now);
        expect(nextAppointment(plan('02:30'), last, name)).toBe(next);
        expect(next - last).toBeLessThanOrEqual(25 * 3_600_000);
      }
    }
  });
});

const stand = (own: Plan, kept: PlanMemory, now: number) => standing(own, kept, now, BERLIN);

describe('where a plan stands', () => {
  const daily = plan('12:00');
  it('owes nothing for the time before it was made', () => {
    expect(stand(daily, memory('2026-11-20T11:30:00Z'), at('2026-11-20T23:00:00Z'))).toMatchObject({
      dueFor: null,
      overdue: false,
    });
  });
  it('makes up once for a week of being off, for the newest appointment', () => {
    const now = at('2026-11-27T15:00:00Z');
    const due = stand(daily, memory('2026-11-20T08:00:00Z'), now);
    expect(iso(due.dueFor)).toBe('2026-11-27T11:00:00.000Z');
    expect(due).toMatchObject({ overdue: true });
    const done = memory('2026-11-20T08:00:00Z', { handled: due.dueFor, completed: due.dueFor });
    expect(stand(daily, done, now)).toMatchObject({ dueFor: null, overdue: false });
  });
  it('is overdue after an hour, not before', () => {
    const noon = at('2026-11-20T11:00:00Z');
    const fresh = memory('2026-11-20T08:00:00Z');
    expect(stand(daily, fresh, noon + GRACE_MS).overdue).toBe(false);
    expect(stand(daily, fresh, noon + GRACE_MS + 1).overdue).toBe(true);
  });
  it('waits longer after every failure, up to an hour', () => {
    const tried = at('2026-11-20T11:10:00Z');
    const failing = memory('2026-11-20T08:00:00Z', { failures: 3, triedAt: tried });
    expect(stand(daily, failing, tried + 1).startAt).toBe(tried + 240_000);
    expect([1, 2, 6, 7, 500].map(retryAfter)).toEqual([60_000, 120_000, 1_920_000, 3_600_000, 3_600_000]);
  });
  it('is not begun again when the officer cancelled, and says that it is missing', () => {
    const noon = at('2026-11-20T11:00:00Z');
    const cancelled = memory('2026-11-20T08:00:00Z', { handled: noon });
    expect(stand(daily, cancelled, noon + 60_000)).toMatchObject({ dueFor: null, overdue: true });
    expect(stand(daily, cancelled, noon + 86_400_000).dueFor).toBe(noon + 86_400_000);
  });
  it('is not put off by what a clock that ran ahead has left', () => {
    const ahead = at('2031-01-01T11:00:00Z');
    const left = memory('2031-01-01T08:00:00Z', {
      handled: ahead,
      completed: ahead,
      failures: 2,
      triedAt: ahead,
    });
    const now = at('2026-11-20T15:00:00Z');
    const due = stand(daily, left, now);
    expect(due.startAt).not.toBeNull();
    expect(due.startAt).toBeLessThanOrEqual(now);
  });
  it('that is off owes nothing', () => {
    expect(
      stand({ ...daily, enabled: false }, memory('2026-11-01T08:00:00Z'), at('2026-11-20T15:00:00Z')),
    ).toEqual({ dueFor: null, startAt: null, overdue: false, nextAt: null });
  });
});
