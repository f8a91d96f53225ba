import { describe, expect, it } from 'vitest';
import { levelInfos, measuredRates } from '../../../src-main/audit/levels.ts';
import { LEVELS, type Pace, type VerificationLevel } from '../../../src-shared/audit/types.ts';

const run = (level: VerificationLevel, entries: number, elapsedMs: number, pace: Pace = 'full') => ({
  level,
  entries,
  elapsedMs,
  pace,
});

describe('what a level is expected to take', () => {
  const infoOf = (level: VerificationLevel, entries: number, runs: ReturnType<typeof run>[]) =>
    levelInfos(entries, measuredRates(runs)).find((info) => info.level === level);

  it('is not known before anything was measured', () => {
    expect(levelInfos(1000, measuredRates([])).map(({ expectedMs }) => expectedMs)).toEqual(
      LEVELS.map(() => null),
    );
  });
  it('follows the largest of the last five runs, not a short log', () => {
    const runs = [run('chain', 10, 200), run('chain', 100_000, 1000), run('chain', 50, 200)];
    expect(infoOf('chain', 1_000_000, runs)?.expectedMs).toBe(10_000);
    const old = [...Array.from({ length: 5 }, () => run('chain', 100, 100)), run('chain', 100_000, 100)];
    expect(infoOf('chain', 1000, old)?.expectedMs).toBe(1000);
  });
  it('leaves out runs over nothing', () => {
    expect(infoOf('basic', 1000, [run('basic', 0, 40), run('basic', 100, 0)])?.expectedMs).toBeNull();
  });
  it('is taken from the nearest level that ran', () => {
    const runs = [run('basic', 1000, 100), run('blockchain', 1000, 1000)];
    expect(infoOf('chain', 1000, runs)?.expectedMs).toBe(100);
    expect(infoOf('signature', 1000, runs)?.expectedMs).toBe(1000);
  });
  it('is told for the background too: measured where it ran, else longer than at full speed', () => {
    expect(infoOf('chain', 1000, [run('chain', 1000, 100)])).toMatchObject({
      expectedMs: 100,
      expectedBackgroundMs: 600,
    });
    const both = [run('chain', 1000, 100), run('chain', 1000, 700, 'background')];
    expect(infoOf('chain', 1000, both)).toMatchObject({ expectedMs: 100, expectedBackgroundMs: 700 });
  });
});
