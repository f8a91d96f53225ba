import type { ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import { BYTE_ORDER_MARK, csvLine } from '../../base/csv.ts';
import { tablesOf } from './tables.ts';

/** Every table of a report as a file of its own, complete; safe to open in a spreadsheet. */
export const renderCsv = (
  report: ReadinessReport,
): readonly { readonly name: string; readonly bytes: Uint8Array }[] =>
  tablesOf(report).map(({ id, columns, rows }) => ({
    name: `${id}.csv`,
    bytes: Buffer.from(
      BYTE_ORDER_MARK + [columns.map((column) => column.id), ...rows].map((row) => csvLine(row)).join(''),
      'utf8',
    ),
  }));
