import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  civilDay,
  plusDays,
  turnNamed,
  turnOf,
  turnsBetween,
  weekdayOf,
} from '../../src-main/controls/checks/turns.ts';
import { CHECKLIST_PERIODS } from '../../src-shared/controls/checks.ts';

const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const period = fc.constantFrom(...CHECKLIST_PERIODS);

test('every day lies in exactly one turn of each period, and the turn is found again by its name', () => {
  fc.assert(
    fc.property(day, period, (at, each) => {
      const turn = turnOf(each, at);
      expect(turn.from <= at && at <= turn.to).toBe(true);
      expect(turnOf(each, turn.from)).toEqual(turn);
      expect(turnOf(each, turn.to)).toEqual(turn);
      expect(turnNamed(turn.turn)).toEqual(turn);
      expect(turnOf(each, plusDays(turn.to, 1)).from).toBe(plusDays(turn.to, 1));
    }),
  );
});

test('weeks begin on Monday and are numbered as ISO 8601 numbers them', () => {
  // Days around new year, from the tables of ISO 8601.
  expect(turnOf('weekly', '2026-11-22')).toEqual({
    ...{ turn: '2026-W47', period: 'weekly', from: '2026-11-16', to: '2026-11-22' },
  });
  expect(turnOf('weekly', '2020-12-31').turn).toBe('2020-W53');
  expect(turnOf('weekly', '2021-01-03').turn).toBe('2020-W53');
  expect(turnOf('weekly', '2021-01-04').turn).toBe('2021-W01');
  expect(turnOf('weekly', '2024-12-30').turn).toBe('2025-W01');
  fc.assert(
    fc.property(day, (at) => {
      expect(weekdayOf(turnOf('weekly', at).from)).toBe(0);
    }),
  );
});

test('turns between two days follow each other without a gap, the newest first', () => {
  fc.assert(
    fc.property(day, fc.nat(120), period, (first, days, each) => {
      const last = plusDays(first, days);
      const turns = turnsBetween(each, first, last);
      expect(turns[0]).toEqual(turnOf(each, last));
      expect(turns.at(-1)).toEqual(turnOf(each, first));
      for (const [at, turn] of turns.entries())
        if (at > 0) expect(plusDays(turn.to, 1)).toBe(turns[at - 1]?.from);
    }),
  );
});

test('what is no turn is none', () => {
  for (const name of ['2026-13', '2026-02-30', '2026-W54', '2026-W00', '2025-W53'])
    expect(turnNamed(name), name).toBeNull();
});

test('the day is the one on the wall', () => {
  const at = Date.parse('2026-03-08T03:30:00Z');
  expect(civilDay(at, 'America/New_York')).toBe('2026-03-07');
  expect(civilDay(at, 'Europe/Berlin')).toBe('2026-03-08');
});
