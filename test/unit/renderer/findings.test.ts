import { describe, expect, it } from 'vitest';
import { readRunSearch } from '../../../src-renderer/audit/address.ts';
import { differences } from '../../../src-renderer/audit/diff.ts';
import { pagesFor, placeOf } from '../../../src-renderer/audit/paging.ts';
import { moveBy } from '../../../src-renderer/ui/moves.ts';
import { startState } from './fake-clinic.ts';
import { findingAt } from './fake-findings.ts';

describe('paging', () => {
  it('asks for the pages in sight and no others', () => {
    expect(pagesFor(0, 30, 100_000)).toEqual([0]);
    expect(pagesFor(190, 230, 100_000)).toEqual([0, 200]);
    expect(pagesFor(99_980, 100_020, 100_000)).toEqual([99_800]);
  });
  it('asks for nothing in an empty list', () => {
    expect(pagesFor(0, 40, 0)).toEqual([]);
    expect(pagesFor(10, 9, 100)).toEqual([]);
  });
  it('finds the place of a row', () => {
    expect(placeOf(99_999)).toEqual({ offset: 99_800, at: 199 });
    expect(placeOf(200)).toEqual({ offset: 200, at: 0 });
  });
  it('moves by keys and stays inside', () => {
    expect(moveBy('ArrowDown', 0, 10, 5)).toBe(1);
    expect(moveBy('ArrowUp', 0, 10, 5)).toBe(0);
    expect(moveBy('PageDown', 7, 10, 5)).toBe(9);
    expect(moveBy('PageUp', 7, 10, 5)).toBe(2);
    expect(moveBy('End', 0, 10, 5)).toBe(9);
    expect(moveBy('Home', 9, 10, 5)).toBe(0);
    expect(moveBy('a', 3, 10, 5)).toBeNull();
    expect(moveBy('ArrowDown', 0, 0, 5)).toBeNull();
  });
});

describe('before and now', () => {
  const run = startState('tampered').runs[0]!;
  const { before, now } = findingAt(run, 0, 'tampered').evidence;
  it('marks what differs and nothing else', () => {
    const changed = differences(before, now).filter((row) => row.changed);
    expect(changed.map(({ field }) => field)).toEqual(['actor']);
  });
  it('marks nothing where one side does not exist', () => {
    expect(differences(before, null).some((row) => row.changed)).toBe(false);
    expect(differences(null, now)[0]).toMatchObject({ field: 'entryId', before: undefined });
    expect(differences(null, null)).toEqual([]);
  });
  it('tells an empty value from no entry', () => {
    const rows = differences({ ...before!, actor: null }, null);
    expect(rows.find(({ field }) => field === 'actor')).toMatchObject({ before: null, now: undefined });
  });
});

describe('the address of a run', () => {
  it('keeps what makes sense', () => {
    expect(readRunSearch({ finding: 12, type: 'deletion' })).toEqual({ finding: 12, type: 'deletion' });
    expect(readRunSearch({ finding: '12' })).toEqual({ finding: 12 });
  });
  it('drops what does not', () => {
    expect(readRunSearch({ finding: -1, type: '<script>' })).toEqual({});
    expect(readRunSearch({ finding: 1e300 })).toEqual({});
    expect(readRunSearch({})).toEqual({});
  });
});
