import { describe, expect, it } from 'vitest';
import { kindOf, widths } from '../../../src-renderer/audit/timeline-words.ts';
import type { Span, Timeline } from '../../../src-shared/audit/timeline.ts';

const span = (from: number, to: number, at: string | null, more: Partial<Span> = {}): Span => ({
  ...{ from, to, at, witnessed: true, signed: true, verified: true, suspicious: 0 },
  ...more,
});
const of = (...spans: Span[]): Timeline => ({ spans, until: '2026-01-01T04:00:00Z', pending: 0, run: null });

describe('a span', () => {
  it('shows a finding before anything good', () => {
    expect(kindOf(span(0, 1, null, { suspicious: 1 }))).toBe('suspicious');
    expect(kindOf(span(0, 1, null))).toBe('verified');
    expect(kindOf(span(0, 1, null, { verified: false, signed: false }))).toBe('witnessed');
  });
  it('is as wide as its entries, or as the time until the next', () => {
    const timeline = of(
      span(0, 10, '2026-01-01T00:00:00Z'),
      span(10, 20, '2026-01-01T03:00:00Z'),
      span(20, 21, null),
    );
    expect(widths(timeline, 'position')).toEqual([10, 10, 1]);
    const [first = 0, ...rest] = widths(timeline, 'time');
    expect(first).toBe(3 * 3_600_000);
    expect(rest.every((width) => width > 0)).toBe(true);
  });
});
