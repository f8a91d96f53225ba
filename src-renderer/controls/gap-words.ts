import type { Gap, GapState, Severity } from '../../src-shared/controls/gaps.ts';

type Tone = 'good' | 'bad' | 'unsure' | 'none';

export const SEVERITY_WORDS: Readonly<Record<Severity, { readonly word: string; readonly tone: Tone }>> = {
  critical: { word: 'Critical', tone: 'bad' },
  high: { word: 'High', tone: 'bad' },
  medium: { word: 'Medium', tone: 'unsure' },
  low: { word: 'Low', tone: 'none' },
};

export const GAP_STATE_WORDS: Readonly<Record<GapState, string>> = {
  open: 'Open',
  'in-progress': 'In progress',
  accepted: 'Risk accepted',
  closed: 'Closed',
};

const WORST: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** The gaps of a column of the board, the worst first, then by the day. */
export const inState = (gaps: readonly Gap[], state: GapState): readonly Gap[] =>
  gaps
    .filter((gap) => gap.state === state)
    .sort(
      (a, b) =>
        WORST.indexOf(a.severity) - WORST.indexOf(b.severity) ||
        (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999'),
    );

const DAY_MS = 86_400_000;
/** Days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
