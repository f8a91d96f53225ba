import type { ColumnRef, Drift, MappedField, Proposal } from '../../src-shared/phi/classification.ts';
import type { CatalogueColumn, DecidedColumn } from './classification-ports.ts';

/** One name for a column, whatever stands in its parts. */
export const columnKey = ({ schema, table, column }: ColumnRef): string =>
  JSON.stringify([schema, table, column]);

const place = ({ relation, attribute }: { readonly relation: string; readonly attribute: number }): string =>
  `${relation}.${attribute}`;

/**
 * The columns as they are with what was decided on them. A column that was renamed keeps its decision, by its number; a
 * column that came into a table after something was decided on it is drift, and so is one that is gone or has another type.
 */
export function dataMap(
  columns: readonly CatalogueColumn[],
  decided: readonly DecidedColumn[],
  proposals: readonly (ColumnRef & { readonly proposal: Proposal })[],
): readonly MappedField[] {
  const byName = new Map(decided.map((one) => [columnKey(one), one]));
  const here = new Set(columns.map(columnKey));
  // After a restore tables have other numbers: a number counts only where the name is gone.
  const byPlace = new Map(decided.filter((one) => !here.has(columnKey(one))).map((one) => [place(one), one]));
  const proposed = new Map(proposals.map((one) => [columnKey(one), one.proposal]));
  const settled = new Set<string>();
  const known = new Map<string, number>();
  for (const { relation, last } of decided) known.set(relation, Math.max(last, known.get(relation) ?? 0));
  const found = columns.map((column) => {
    const named = byName.get(columnKey(column));
    const decision = named ?? byPlace.get(place(column));
    if (decision !== undefined) settled.add(columnKey(decision));
    return { column, decision, renamed: named === undefined };
  });
  const fields = found.map(({ column, decision, renamed }): MappedField => {
    const { schema, table, type } = column;
    const drift: Drift | null =
      decision === undefined
        ? column.attribute > (known.get(column.relation) ?? column.attribute)
          ? 'added'
          : null
        : renamed
          ? 'renamed'
          : decision.type === type
            ? null
            : 'retyped';
    return {
      ...{ schema, table, column: column.column, type },
      decision: decision?.decision ?? null,
      proposal: proposed.get(columnKey(column)) ?? null,
      drift,
      was:
        decision === undefined
          ? null
          : drift === 'renamed'
            ? `${decision.schema}.${decision.table}.${decision.column}`
            : drift === 'retyped'
              ? decision.type
              : null,
    };
  });
  const gone = decided
    .filter((one) => !settled.has(columnKey(one)))
    .map(({ schema, table, column, type, decision }): MappedField => ({
      ...{ schema, table, column, type, decision },
      proposal: null,
      drift: 'gone',
      was: null,
    }));
  return [...fields, ...gone];
}
