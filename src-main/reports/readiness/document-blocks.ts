import type { ReportBlock, ReportTable } from '../../../src-shared/reports/document.ts';
import { momentToSecond } from '../pdf-text.ts';

/** Finds a table of a report by its id, whole or some of its columns. */
export type Tables = (id: string, columns?: readonly string[]) => ReportTable;

/** A table, or a sentence where it is empty. */
export const shownTable = (table: ReportTable, empty: string): ReportBlock => ({
  kind: 'table',
  table,
  empty,
});

/** An instant for people. */
export const when = (instant: string | null): string => (instant === null ? '–' : momentToSecond(instant));
