import { describe, expect, test } from 'vitest';
import type { RangeReport } from '../../../src-main/audit/range.ts';
import { Stitcher } from '../../../src-main/audit/stitch.ts';
import { hashFrom, ZERO_HASH } from '../../../src-main/base/hash.ts';

const [a, b] = [hashFrom('aa'.repeat(32)), hashFrom('bb'.repeat(32))];
const report = (from: number, to: number, change: Partial<RangeReport> = {}): RangeReport => ({
  from,
  to,
  seals: to - from,
  rows: to - from,
  mismatches: [],
  missingSeals: [],
  doubleSeals: [],
  brokenLinks: [],
  chainBefore: from === 0 ? ZERO_HASH : a,
  chainEnd: a,
  sealsWithoutRow: [],
  rowsWithoutSeal: [],
  blocks: [],
  cuts: [],
  window: [],
  collected: null,
  ...change,
});
const stitched = (...reports: readonly RangeReport[]): ReturnType<Stitcher['finish']> => {
  const stitcher = new Stitcher(new Set());
  for (const one of reports) stitcher.add(one, false);
  return stitcher.finish(reports.at(-1)?.to ?? 0, false);
};

describe('between two readers', () => {
  test('a chain that does not go on is a broken link at the border', () => {
    expect(stitched(report(0, 10), report(10, 20)).brokenLinks).toEqual([]);
    expect(stitched(report(0, 10), report(10, 20, { chainBefore: b })).brokenLinks).toEqual([10]);
    expect(stitched(report(0, 10, { chainBefore: b })).brokenLinks).toEqual([0]);
  });
  test.each([
    ['seal first', [{ sealsWithoutRow: [{ position: 3, entryId: 33 }] }, { rowsWithoutSeal: [33] }]],
    ['row first', [{ rowsWithoutSeal: [33] }, { sealsWithoutRow: [{ position: 13, entryId: 33 }] }]],
  ] as const)('a seal and its row are paired, %s, and left to be compared', (_name, [one, two]) => {
    expect(stitched(report(0, 10, one), report(10, 20, two))).toMatchObject({
      sealsWithoutRow: [],
      rowsWithoutSeal: [],
      crossed: [33],
    });
  });
  test('what has no partner stays', () => {
    expect(
      stitched(report(0, 10, { sealsWithoutRow: [{ position: 3, entryId: 3 }], rowsWithoutSeal: [99] })),
    ).toMatchObject({
      sealsWithoutRow: [{ position: 3, entryId: 3 }],
      rowsWithoutSeal: [99],
      crossed: [],
    });
  });
});
test('seals that no block covers are told, also where there is no block at all', () => {
  const stitcher = new Stitcher(new Set());
  stitcher.add(report(0, 10), true);
  expect(stitcher.finish(10, true).uncovered).toBe(0);
});
