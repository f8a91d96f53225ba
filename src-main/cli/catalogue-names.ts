type TableParts = { readonly schema: string; readonly table: string };
type ColumnParts = TableParts & { readonly column: string };

const inQuotes = (name: string): string => `"${name.replaceAll('"', '""')}"`;
// With a dot in a part, two columns could be meant by one text.
const part = (name: string): string => (/[."]/.test(name) ? inQuotes(name) : name);

/** A table on the command line: SCHEMA.TABLE, a part that holds a dot or a quote in quotes, as in SQL. */
export const tableText = ({ schema, table }: TableParts): string => `${part(schema)}.${part(table)}`;

/** A column on the command line: SCHEMA.TABLE.COLUMN, quoted like {@link tableText}. */
export const columnText = (column: ColumnParts): string => `${tableText(column)}.${part(column.column)}`;

/** Whether a text names a column; quotes may stand around every part. */
export const isColumn = (text: string, column: ColumnParts): boolean =>
  text === columnText(column) ||
  text === [column.schema, column.table, column.column].map(inQuotes).join('.');

/** Whether a text names a table; see {@link isColumn}. */
export const isTable = (text: string, table: TableParts): boolean =>
  text === tableText(table) || text === [table.schema, table.table].map(inQuotes).join('.');
