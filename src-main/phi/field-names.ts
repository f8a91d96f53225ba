import type { ColumnRef } from '../../src-shared/phi/classification.ts';

/** Why a column cannot be encrypted while another table of the same name has encrypted columns. */
export const namesakeWords = (other: string): string =>
  `The views in which each role reads encrypted columns are called like the table, and ${other} has the same name: only one of the two can have encrypted columns. Rename one of them first.`;

/** For each column another one of the list that is in a table of the same name, but of another schema; as SCHEMA.TABLE, or null. */
export const namesakes = (columns: readonly ColumnRef[]): readonly (string | null)[] =>
  columns.map(({ schema, table }) => {
    const other = columns.find((one) => one.table === table && one.schema !== schema);
    return other === undefined ? null : `${other.schema}.${other.table}`;
  });
