/** A value of a row in COPY's text format: null, or something with an unambiguous text form. */
export type CopyValue = string | number | boolean | null;

/** One line of COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
export function copyLine(values: readonly CopyValue[]): string {
  return `${values.map(copyField).join('\t')}\n`;
}

const SPECIAL = /[\\\t\n\r]/g;
const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
};

/** One field of such a line. */
export function copyField(value: CopyValue): string {
  if (value === null) return String.raw`\N`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return String(value).replace(SPECIAL, (character) => ESCAPED[character] ?? character);
}

/** Rows of one table, ready for COPY. */
export type TableRows = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly lines: string[];
};

/** An empty table; `add` appends a row and checks that it has a value for every column. */
export function tableRows<const Column extends string>(
  table: string,
  columns: readonly Column[],
): TableRows & { add(row: Readonly<Record<Column, CopyValue>>): void } {
  const lines: string[] = [];
  return {
    table,
    columns,
    lines,
    add: (row) => {
      lines.push(copyLine(columns.map((column) => row[column])));
    },
  };
}
