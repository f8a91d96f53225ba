import type { ReportCell, ReportColumn, ReportTable } from '../../../src-shared/reports/document.ts';

/** A column, and how a row fills it. */
export type ColumnOf<Row> = ReportColumn & { readonly value: (row: Row) => ReportCell };

/** A column of text. */
export const words = <Row>(
  id: string,
  title: string,
  value: (row: Row) => ReportCell,
  weight = 2,
): ColumnOf<Row> => ({ id, title, kind: 'text', weight, value });

/** A column of numbers. */
export const number = <Row>(
  id: string,
  title: string,
  value: (row: Row) => number | null,
  weight = 1,
): ColumnOf<Row> => ({ id, title, kind: 'number', weight, value });

/** A column of words that judge. */
export const state = <Row>(
  id: string,
  title: string,
  value: (row: Row) => string,
  weight = 1.4,
): ColumnOf<Row> => ({ id, title, kind: 'state', weight, value });

/** A column of hashes. */
export const digest = <Row>(
  id: string,
  title: string,
  value: (row: Row) => string | null,
  weight = 3,
): ColumnOf<Row> => ({ id, title, kind: 'hash', weight, value });

/** The rows of a list as a table. */
export const tableOf = <Row>(
  id: string,
  title: string,
  rows: readonly Row[],
  columns: readonly ColumnOf<Row>[],
): ReportTable => ({
  id,
  title,
  columns: columns.map((column) => ({
    id: column.id,
    title: column.title,
    kind: column.kind,
    weight: column.weight,
  })),
  rows: rows.map((row) => columns.map(({ value }) => value(row))),
});

/**
 * Some columns of a table, in the order given.
 *
 * @throws RangeError for a column that is not there
 */
export function pick(table: ReportTable, ids: readonly string[]): ReportTable {
  const at = ids.map((id) => {
    const index = table.columns.findIndex((column) => column.id === id);
    if (index < 0) throw new RangeError(`the table ${table.id} has no column ${id}`);
    return index;
  });
  const only = <T>(all: readonly T[]): T[] => at.flatMap((index) => all.slice(index, index + 1));
  return { ...table, columns: only(table.columns), rows: table.rows.map(only) };
}
