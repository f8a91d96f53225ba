import type { ColumnRef, Proposal } from '../../src-shared/phi/classification.ts';
import type { Work } from '../audit/index.ts';
import { throwIfCancelled } from '../base/fault.ts';
import type { CatalogueColumn, ValueSource } from './classification-ports.ts';
import { propose } from './propose.ts';
import { tableKey, tableSubjects } from './table-subjects.ts';
import { type Tally, tallying } from './value-shapes.ts';

/** Types whose values tell something as text. */
const SAMPLED = /^(?:text|character|citext|name|json|xml|date|inet|cidr|bigint|integer|numeric)/;

/**
 * Looks at every column and says what it probably holds. Values are looked at one by one and counted by their shape;
 * nothing of them is kept, said or thrown.
 *
 * @param values - null: names, types and foreign keys alone
 * @throws Fault `cancelled`, `database-…`
 */
export async function scanColumns(
  columns: readonly CatalogueColumn[],
  values: ValueSource | null,
  year: number,
  work: Work,
): Promise<readonly (ColumnRef & { readonly proposal: Proposal })[]> {
  const subjects = tableSubjects(columns);
  const tables = [...Map.groupBy(columns, ({ schema, table }) => tableKey(schema, table)).values()];
  const proposals: (ColumnRef & { readonly proposal: Proposal })[] = [];
  for (const [done, members] of tables.entries()) {
    throwIfCancelled(work.signal);
    work.progress({ phase: 'Looking at columns', done, total: tables.length, unit: 'tables' });
    const tallies = values === null ? new Map<string, Tally>() : await talliesOf(members, values, year);
    for (const column of members) {
      const { schema, table } = column;
      proposals.push({
        ...{ schema, table, column: column.column },
        proposal: propose(column, subjects, tallies.get(column.column) ?? null),
      });
    }
  }
  work.progress({ phase: 'Looking at columns', done: tables.length, total: tables.length, unit: 'tables' });
  return proposals;
}

async function talliesOf(
  members: readonly CatalogueColumn[],
  values: ValueSource,
  year: number,
): Promise<ReadonlyMap<string, Tally>> {
  const [first] = members;
  const wanted = members.filter(({ type }) => SAMPLED.test(type)).map(({ column }) => column);
  if (first === undefined || wanted.length === 0) return new Map();
  const counters = new Map(wanted.map((column) => [column, tallying(year)]));
  const read = await values.sample(first.schema, first.table, wanted, first.rows, (column, value) => {
    counters.get(column)?.show(value);
  });
  return read ? new Map([...counters].map(([column, { tally }]) => [column, tally()])) : new Map();
}
