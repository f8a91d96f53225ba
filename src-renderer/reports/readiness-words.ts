import type { OptionalPart } from '../../src-shared/reports/optional-parts.ts';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import {
  KIND_FRAMEWORK,
  kindOfFramework,
  type ReadinessKind,
  REVIEW_KINDS,
} from '../../src-shared/reports/readiness.ts';
import type { ReportFormat } from '../../src-shared/reports/readiness-list.ts';

export const FORMAT_WORDS: Readonly<Record<ReportFormat, string>> = {
  pdf: 'PDF, for people and for the archive',
  html: 'HTML, one page that opens in any browser',
  csv: 'CSV, one file a table',
  json: 'JSON, for programs',
  oscal: 'OSCAL 1.1.3, assessment results and plan of action',
};

/** Kinds that are about a review, not about a period alone. */
export const isAboutReview = (kind: ReadinessKind): boolean =>
  kind === 'risk-analysis' || REVIEW_KINDS.some((each) => each === kind);

/** Frameworks of a review that a kind can be about: several only where it reviews several of one's own. */
export function frameworksFor(kind: ReadinessKind, { versions }: Cycle): Cycle['versions'] {
  const framework = KIND_FRAMEWORK[kind];
  return versions.filter(({ id }) =>
    framework === null ? kindOfFramework(id) === 'custom' : id === framework,
  );
}

/** Reviews that a kind can be about. */
export function cyclesFor(kind: ReadinessKind, cycles: readonly Cycle[]): readonly Cycle[] {
  if (!isAboutReview(kind)) return [];
  return cycles.filter((cycle) => frameworksFor(kind, cycle).length > 0);
}

/** Whether a text is a day such as `2026-09-30`. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** Today, where this computer is. */
export function todayHere(now: Date = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The same day some months earlier; the last of its month where there is no such day. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Parts that a report can go without. */
export const PART_WORDS: Readonly<Record<OptionalPart, string>> = {
  tests: 'Results of tests that passed, one by one',
  trend: 'Trend over earlier reviews',
  evidence: 'List of evidence with hashes',
};
