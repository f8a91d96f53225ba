import { describe, expect, it } from 'vitest';
import { nextSteps } from '../../../src-renderer/audit/next-steps.ts';
import { standing, tablesWords } from '../../../src-renderer/audit/standing.ts';
import { standingOf } from '../../../src-main/audit/index.ts';
import type { TableInfo } from '../../../src-shared/audit/tables.ts';
import type { Status } from '../../../src-shared/settings/contract.ts';
import { NOTHING_WATCHED, startState } from './fake-clinic.ts';

const status = (guarded: boolean | null, tables: Partial<Status['tables']>, result?: 'tampered'): Status => {
  const base = startState('normal').status;
  const { lastRun } = base.integrity;
  return {
    ...base,
    clinic: { ...base.clinic, guarded },
    tables: { ...NOTHING_WATCHED, ...tables },
    integrity: {
      ...base.integrity,
      lastRun: lastRun === null || result === undefined ? lastRun : { ...lastRun, result },
    },
  };
};
const ids = (of: Status): readonly string[] => nextSteps(of, Date.now()).map(({ id }) => id);
const intact = { watched: 2, rows: 5, verdict: 'intact' } as const;
const tampered = { watched: 2, tampered: 1, verdict: 'tampered' } as const;

describe('a database without a sealed log', () => {
  it('is never called intact for an earlier verdict on another log', () => {
    expect(standing(status(false, {}))).toEqual({ verdict: null, of: 'nothing' });
    expect(standing(status(false, { watched: 1, unchecked: 1 }))).toEqual({ verdict: null, of: 'tables' });
  });
  it('is judged by its watched tables', () => {
    expect(standing(status(false, intact))).toEqual({ verdict: 'intact', of: 'tables' });
    expect(standing(status(false, tampered))).toEqual({ verdict: 'tampered', of: 'tables' });
  });
  it('asks for a table, not for sealing or verifying', () => {
    expect(ids(status(false, {}))).toEqual(['no-table', 'sign-in']);
    expect(ids(status(false, { watched: 1, unchecked: 1 }))).toEqual(['table-unchecked', 'sign-in']);
    expect(ids(status(false, tampered))[0]).toBe('table-tampered');
    expect(ids(status(false, intact))).toEqual(['sign-in']);
  });
});

describe('a log and other tables together', () => {
  it('show nothing better than the worst of them', () => {
    expect(standing(status(true, {}))).toEqual({ verdict: 'intact', of: 'log' });
    expect(standing(status(true, intact))).toEqual({ verdict: 'intact', of: 'log' });
    expect(standing(status(true, tampered))).toEqual({ verdict: 'tampered', of: 'tables' });
    expect(standing(status(true, { watched: 1, unclear: 1, verdict: 'could-not-tell' }))).toEqual({
      verdict: 'could-not-tell',
      of: 'tables',
    });
    expect(standing(status(true, intact, 'tampered'))).toEqual({ verdict: 'tampered', of: 'log' });
  });
});

describe('all watched tables in one answer', () => {
  const table = (
    result: 'intact' | 'tampered' | 'could-not-tell' | null,
    startedAt: string,
    problem = false,
  ) =>
    ({
      taken: 10,
      lastRun: result === null ? null : { runId: 'r', level: 'basic', result, found: 0, startedAt },
      problem: problem ? { message: 'It is gone.', remedy: 'Ask.' } : null,
    }) as TableInfo;
  const older = '2026-01-01T00:00:00Z';
  const newer = '2026-01-02T00:00:00Z';

  it('is as old as the oldest of them, and as bad as the worst', () => {
    expect(standingOf([])).toEqual(NOTHING_WATCHED);
    expect(standingOf([table('intact', newer), table('intact', older)])).toMatchObject({
      verdict: 'intact',
      checkedAt: older,
      rows: 20,
    });
    expect(standingOf([table('intact', newer), table(null, older)])).toMatchObject({
      verdict: null,
      checkedAt: null,
    });
    expect(standingOf([table('intact', newer, true)])).toMatchObject({
      verdict: 'could-not-tell',
      unclear: 1,
    });
    expect(standingOf([table('tampered', newer, true), table(null, older)])).toMatchObject({
      verdict: 'tampered',
      unclear: 0,
      unchecked: 1,
    });
  });
  it('is one sentence', () => {
    expect(tablesWords({ ...NOTHING_WATCHED, watched: 2, tampered: 1, unchecked: 1, rows: 1 })).toBe(
      '2 tables watched, 1 row taken over; 1 tampered, 1 never verified.',
    );
  });
});
