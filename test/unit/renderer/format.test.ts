import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatInstant,
  formatInstantExactly,
  formatOf,
  formatRate,
  formatShare,
  groupHash,
  shortHash,
} from '../../../src-renderer/lib/format.ts';

const HASH = '0123456789abcdef'.repeat(4);

describe('counts', () => {
  it('groups by the locale', () => {
    expect(formatCount(1_234_567, 'en-GB')).toBe('1,234,567');
    expect(formatCount(1_234_567, 'de-DE')).toBe('1.234.567');
  });
  it('knows one from many', () => {
    expect(formatOf(1, 'entry', 'entries', 'en-GB')).toBe('1 entry');
    expect(formatOf(0, 'entry', 'entries', 'en-GB')).toBe('0 entries');
  });
  it('carries the unit of a rate', () => {
    expect(formatRate(123_456.7, 'entries', 'en-GB')).toBe('123,457 entries/s');
    expect(formatRate(2.34, 'steps', 'en-GB')).toBe('2.3 steps/s');
  });
});

describe('durations', () => {
  it.each([
    [0, 'under 0.1 s'],
    [412, '0.4 s'],
    [9_940, '9.9 s'],
    [12_400, '12 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [7_200_000, '2 h'],
  ])('%d ms is %s', (ms, words) => {
    expect(formatDuration(ms, 'en-GB')).toBe(words);
  });
});

describe('sizes and shares', () => {
  it('uses decimal units', () => {
    expect(formatBytes(1, 'en-GB')).toBe('1 byte');
    expect(formatBytes(41_233, 'en-GB')).toBe('41.2 kB');
    expect(formatBytes(2_500_000_000_000, 'en-GB')).toBe('2,500 GB');
  });
  it('never rounds something to nothing, nor nearly all to all', () => {
    expect(formatShare(0.0001, 'en-GB')).toBe('1%');
    expect(formatShare(0.9999, 'en-GB')).toBe('99%');
    expect(formatShare(0, 'en-GB')).toBe('0%');
    expect(formatShare(1, 'en-GB')).toBe('100%');
  });
});

describe('moments', () => {
  const AT = '2026-03-29T00:30:15.123456Z';
  it('are written in the zone, which is named on hover with the time in UTC', () => {
    expect(formatInstant(AT, 'en-GB', 'Europe/Berlin')).toBe('29 Mar 2026, 01:30');
    const exact = formatInstantExactly(AT, 'en-GB', 'Europe/Berlin');
    expect(exact).toContain('01:30:15');
    expect(exact).toContain('Europe/Berlin');
    expect(exact).toContain(AT);
  });
  it('that are none are left as they are', () => {
    expect(formatInstant('infinity')).toBeNull();
    expect(formatInstantExactly('-infinity')).toBe('-infinity');
  });
  it('are told by how long ago they were', () => {
    const now = Date.parse(AT) + 3 * 60_000;
    expect(formatAgo(AT, now, 'en-GB')).toBe('3 minutes ago');
    expect(formatAgo(AT, now - 170_000, 'en-GB')).toBe('just now');
    expect(formatAgo(AT, now + 49 * 3_600_000, 'en-GB')).toBe('2 days ago');
  });
});

describe('hashes', () => {
  it('are grouped by eight and lose nothing', () => {
    expect(groupHash(HASH)).toHaveLength(8);
    expect(groupHash(HASH).join('')).toBe(HASH);
  });
  it('show the first and last eight digits when short', () => {
    expect(shortHash(HASH)).toBe('01234567…89abcdef');
    expect(shortHash('deadbeef')).toBe('deadbeef');
  });
});
