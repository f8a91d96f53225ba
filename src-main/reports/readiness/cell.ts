import type { ReportCell, ReportColumn } from '../../../src-shared/reports/document.ts';
import { moment } from '../pdf-text.ts';
import { grouped } from '../wording.ts';

/** A cell as it is read: numbers with their thousands grouped, instants in words, a dash for nothing. */
export function cellText(value: ReportCell, kind: ReportColumn['kind']): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'number') return grouped(value);
  return kind === 'text' ? moment(value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/, '$1Z')) : value;
}
