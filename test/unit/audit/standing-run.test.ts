import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Verdict, VerificationLevel, VerificationRun } from '../../../src-shared/audit/types.ts';
import { runsOfLog, standingRun } from '../../../src-main/audit/index.ts';
import { verifiedLook } from '../../../src-main/controls/checks/integrity.ts';
import { openedCache } from '../../fixtures/opened-cache.ts';

const NOW = Date.parse('2026-11-18T14:00:00Z');
const HOUR_MS = 3_600_000;
const run = (
  level: VerificationLevel,
  result: Verdict,
  hoursAgo = 1,
  fingerprint = 'ab'.repeat(32),
): VerificationRun => ({
  runId: `${level}-${result}-${hoursAgo}`,
  ...{ level, pace: 'full', result, reason: result === 'could-not-tell' ? 'No checkpoint.' : null },
  ...{ entries: 10, pending: 0, found: result === 'tampered' ? 1 : 0, foundByType: {}, elapsedMs: 1 },
  ...{ steps: [], checkpoint: null, runBy: 'CN=Officer' },
  startedAt: new Date(NOW - hoursAgo * HOUR_MS).toISOString(),
  source: { database: 'clinic', host: 'db', systemIdentifier: '1', serverVersion: '18', fingerprint },
});
const stands = (...runs: VerificationRun[]): string | undefined => standingRun(runs)?.runId;

describe('the verification that counts', () => {
  test('is the newest', () => {
    expect(stands()).toBeUndefined();
    expect(stands(run('basic', 'intact', 1), run('blockchain', 'intact', 2))).toBe('basic-intact-1');
    expect(stands(run('basic', 'could-not-tell', 1), run('chain', 'intact', 2))).toBe(
      'basic-could-not-tell-1',
    );
    expect(stands(run('merkle', 'intact', 1), run('blockchain', 'could-not-tell', 2))).toBe(
      'merkle-intact-1',
    );
  });
  test('is the one that found tampering, until one that sees as much does not', () => {
    const found = run('merkle', 'tampered', 5);
    for (const level of ['basic', 'chain'] as const)
      expect(stands(run(level, 'intact'), found)).toBe(found.runId);
    for (const level of ['merkle', 'signature', 'blockchain'] as const)
      expect(stands(run(level, 'intact'), found)).toBe(`${level}-intact-1`);
    expect(stands(run('blockchain', 'could-not-tell'), found)).toBe(found.runId);
    expect(stands(run('basic', 'intact', 1), run('merkle', 'intact', 2), found)).toBe('basic-intact-1');
  });
  test('is one of the log that was verified last: another log, or a table, stands for itself', () => {
    const other = run('blockchain', 'tampered', 3, 'cd'.repeat(32));
    const table = { ...run('blockchain', 'tampered', 1), source: { ...other.source, table: 'public.log' } };
    expect(runsOfLog([table, run('basic', 'intact', 2), other])).toEqual([run('basic', 'intact', 2)]);
    expect(runsOfLog([run('basic', 'intact', 2)], { host: 'other', database: 'clinic' })).toEqual([]);
    expect(runsOfLog([run('basic', 'intact', 2)], { host: 'db', database: 'clinic' })).toHaveLength(1);
  });
});

test('a cheap check does not make good what a thorough one found', () => {
  expect(verifiedLook([run('basic', 'intact', 1), run('blockchain', 'tampered', 2)], NOW).outcome).toBe(
    'failed',
  );
  expect(verifiedLook([run('basic', 'intact', 1), run('blockchain', 'could-not-tell', 2)], NOW).outcome).toBe(
    'attention',
  );
  expect(verifiedLook([run('basic', 'intact', 1), run('blockchain', 'intact', 2)], NOW).outcome).toBe('ok');
});

test('a run dated by a clock that was ahead is not fresh', () => {
  expect(verifiedLook([run('blockchain', 'intact', -1)], NOW).outcome).toBe('ok');
  expect(verifiedLook([run('blockchain', 'intact', -9000)], NOW).outcome).toBe('attention');
});

test('the newest run is the one kept last, also when the clock was ahead before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runs-'));
  const cache = openedCache(join(folder, 'cache.sqlite'));
  try {
    for (const one of [run('basic', 'intact', -999, 'cd'.repeat(32)), run('basic', 'tampered', 1)])
      await cache.runs.add(one.source.fingerprint, one, []);
    expect((await cache.runs.list()).map(({ result }) => result)).toEqual(['tampered', 'intact']);
    expect(await cache.runs.lastLog()).toBe('ab'.repeat(32));
  } finally {
    await cache.close();
    rmSync(folder, { recursive: true });
  }
});
