import type { ReactNode } from 'react';

/** A column of a {@link PlainTable}. */
export interface PlainColumn<Row> {
  readonly id: string;
  readonly header: ReactNode;
  /** Width, as CSS; the rest is shared. */
  readonly width?: string;
  readonly align?: 'end';
  readonly cell: (row: Row) => ReactNode;
}

/** A table of few rows that is read as a whole; long lists are a DataTable. It scrolls sideways where it must. */
export function PlainTable<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  readonly label: string;
  readonly columns: readonly PlainColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}): ReactNode {
  return (
    <div className="plain-table-box" role="region" aria-label={label} tabIndex={0}>
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map(({ id, header, width, align }) => (
              <th key={id} scope="col" data-align={align} style={width === undefined ? {} : { width }}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ id, align, cell }) => (
                <td key={id} data-align={align}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
