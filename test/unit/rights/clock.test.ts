import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultCasePolicy } from '../../../src-shared/rights/policy.ts';
import type { CaseType } from '../../../src-shared/rights/words.ts';
import {
  bindingOf,
  civilDateAt,
  clockOf,
  escalationOf,
  extended,
  openOnOrBefore,
  shifted,
} from '../../../src-main/rights/clock.ts';
import { deadlinesFor, officeDays, officeDaysEu, periodsSchema } from '../../../src-main/rights/periods.ts';
import { openingOf } from '../../fixtures/rights.ts';

const root = resolve(import.meta.dirname, '../../..');
const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const periods = periodsSchema.parse(json('resources/rights/periods.json'));

// Every line was made without this program: day numbers, and holidays as the Office of Personnel Management lists them.
const table = json('test/unit/rights/clock-table.json') as {
  readonly due: readonly {
    readonly why: string;
    readonly type: CaseType;
    readonly receivedOn: string;
    readonly state: string | null;
    readonly inspect: boolean;
    readonly electronic: boolean;
    readonly due: string;
    readonly rule: string;
    readonly latest: string | null;
    readonly workingTarget: string;
  }[];
  readonly instants: readonly {
    readonly why: string;
    readonly at: string;
    readonly zone: string;
    readonly day: string;
  }[];
};

describe('periods from receipt', () => {
  it('has at least 200 dated examples', () => {
    expect(table.due.length).toBeGreaterThanOrEqual(200);
  });

  it.each(table.due)('$type $state received on $receivedOn: $due ($why)', (row) => {
    const { type, receivedOn, inspect, electronic } = row;
    const opening = openingOf({ type, receivedOn, inspect, electronic });
    const deadlines = deadlinesFor(opening, row.state, { ...defaultCasePolicy, gdpr: true }, [], periods);
    const binding = bindingOf(deadlines);
    expect({ due: binding.due, rule: binding.rule }).toEqual({ due: row.due, rule: row.rule });
    const latest = deadlines.map(({ latestDue }) => latestDue).find((day) => day !== null);
    expect(latest ?? null).toBe(row.latest);
    expect(openOnOrBefore(binding.due, officeDays(periods.holidays, []))).toBe(row.workingTarget);
  });

  it.each(table.instants)('$at in $zone is $day ($why)', ({ at, zone, day }) => {
    expect(civilDateAt(Date.parse(at), zone)).toBe(day);
  });
});

describe('the clock', () => {
  const deadlines = deadlinesFor(
    openingOf({ receivedOn: '2026-01-31' }),
    'US-CA',
    defaultCasePolicy,
    [],
    periods,
  );
  const isOpen = officeDays(periods.holidays, []);
  const at = { deadlines, extended: false, stoppedOn: null, pausedSince: null };

  it('calls a target of the house by its name', () => {
    const [target] = deadlinesFor(openingOf({ type: 'complaint' }), null, defaultCasePolicy, [], periods);
    expect(target).toMatchObject({ kind: 'internal', basis: 'house rule', latestDue: null });
    expect(target?.label).toContain('internal target');
  });

  it('does not lengthen a legal period by days that the entity closes', () => {
    const opening = openingOf({ receivedOn: '2026-04-01', electronic: true });
    const open = deadlinesFor(opening, 'US-TX', defaultCasePolicy, [], periods);
    const closed = deadlinesFor(opening, 'US-TX', defaultCasePolicy, ['2026-04-02', '2026-04-03'], periods);
    expect(closed).toEqual(open);
    expect(openOnOrBefore('2026-04-03', officeDays(periods.holidays, ['2026-04-02', '2026-04-03']))).toBe(
      '2026-04-01',
    );
  });

  it('takes the rules as they were on the day of receipt', () => {
    const later = { ...periods, rules: periods.rules.map((rule) => ({ ...rule, effective: '2026-02-01' })) };
    expect(() =>
      deadlinesFor(openingOf({ receivedOn: '2026-01-31' }), null, defaultCasePolicy, [], later),
    ).toThrow(RangeError);
    expect(
      deadlinesFor(openingOf({ receivedOn: '2026-02-01' }), null, defaultCasePolicy, [], later),
    ).toHaveLength(1);
  });

  it('an extension moves only what the law lets move: the stricter state date goes on to bind', () => {
    const moved = extended(deadlines, '2026-03-20');
    expect(moved.map(({ rule, due }) => [rule, due])).toEqual([
      ['hipaa-access', '2026-03-20'],
      ['ca-copy', '2026-02-15'],
    ]);
    expect(bindingOf(moved).rule).toBe('ca-copy');
  });

  it('waits by whole days onto an open day', () => {
    const gdpr = deadlinesFor(
      openingOf({ type: 'gdpr-erasure', receivedOn: '2026-01-15' }),
      null,
      { ...defaultCasePolicy, gdpr: true },
      ['2026-02-23'],
      periods,
    );
    // 15 February is a Sunday: the 16th; six days on it is Sunday the 22nd, and the entity is closed on the 23rd.
    expect(gdpr[0]?.due).toBe('2026-02-16');
    expect(shifted(gdpr, 6, officeDaysEu(['2026-02-23']))[0]).toMatchObject({
      due: '2026-02-24',
      firstDue: '2026-02-24',
    });
  });

  it.each([
    ['2026-01-30', 16, null],
    ['2026-01-31', 15, '15'],
    ['2026-02-08', 7, '7'],
    ['2026-02-12', 3, '3'],
    ['2026-02-14', 1, '1'],
    ['2026-02-15', 0, '1'],
    ['2026-02-16', -1, 'overdue'],
  ] as const)('on %s there are %i days left', (today, daysLeft, escalation) => {
    expect(clockOf(at, today, isOpen)).toMatchObject({ daysLeft, escalation, late: daysLeft < 0 });
    expect(escalationOf(daysLeft)).toBe(escalation);
  });

  it.each([
    ['2026-01-30', '2026-02-15'],
    ['2026-02-15', '2026-02-15'],
    ['2026-02-16', null],
  ])('on %s an extension can be sent until %s', (today, until) => {
    const first = at.deadlines.map((each) => ({ ...each, firstDue: '2026-02-15', latestDue: '2026-03-17' }));
    expect(clockOf({ ...at, deadlines: first }, today, isOpen).extendUntil).toBe(until);
  });

  it('once stopped, it says whether it stopped in time', () => {
    expect(clockOf({ ...at, stoppedOn: '2026-02-15' }, '2026-05-01', isOpen)).toMatchObject({
      daysLeft: null,
      late: false,
      escalation: null,
    });
    expect(clockOf({ ...at, stoppedOn: '2026-02-16' }, '2026-05-01', isOpen)).toMatchObject({
      daysLeft: null,
      late: true,
    });
  });
});
