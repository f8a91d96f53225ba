import type { Span, Timeline } from '../../src-shared/audit/timeline.ts';

/** What is shown of a span: findings first, else the most that holds for all of its entries. */
export type SpanKind = 'suspicious' | 'verified' | 'signed' | 'witnessed' | 'sealed';

export const KIND_WORDS: Readonly<Record<SpanKind, string>> = {
  suspicious: 'Something was found here',
  verified: 'Read by the last verification, nothing found here',
  signed: 'Under a signed checkpoint, not verified since',
  witnessed: 'Witnessed by this computer, not signed yet',
  sealed: 'Sealed only, this computer has no record of its own yet',
};

/** See {@link SpanKind}. */
export function kindOf(span: Span): SpanKind {
  if (span.suspicious > 0) return 'suspicious';
  if (span.verified) return 'verified';
  if (span.signed) return 'signed';
  return span.witnessed ? 'witnessed' : 'sealed';
}

/** How wide each span is, in parts: by its entries, or by the time until the next one begins. */
export function widths({ spans, until }: Timeline, by: 'position' | 'time'): readonly number[] {
  if (by === 'position') return spans.map(({ from, to }) => to - from);
  const times = spans.map(({ at }) => (at === null ? null : Date.parse(at)));
  const end = until === null ? null : Date.parse(until);
  const first = times[0] ?? null;
  const whole = first === null || end === null ? 0 : Math.max(1, end - first);
  // Where no time is known, or none passed, a span is still there to be seen.
  const least = Math.max(1, whole / 500);
  return times.map((at, index) => {
    const next = times[index + 1] ?? end;
    return at === null || next === null ? least : Math.max(least, next - at);
  });
}
