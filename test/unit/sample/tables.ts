import { type TableRows } from '../../../src-main/sample/copy-text.ts';

/** Lines of COPY's text format as objects by column name; null for NULL. */
export const rowsOf = ({ columns, lines }: TableRows): Record<string, string | null>[] =>
  lines.map((line) => {
    const fields = line.slice(0, -1).split('\t');
    return Object.fromEntries(
      columns.map((column, index) => [column, fields[index] === '\\N' ? null : fields[index]!]),
    );
  });
