import type { FieldReader } from '../../../src-shared/phi/classification.ts';
import { Fault } from '../../base/fault.ts';
import { readingsOf } from '../../phi/index.ts';
import type { TableReaders } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { accessFacts } from './access-facts.ts';

/** Who can read which column of a table now. @throws Fault `table-missing` */
export async function readersOf(client: Connected, schema: string, table: string): Promise<TableReaders> {
  const { rows: found } = await client.query<{
    oid: string;
    rowSecurity: boolean;
    columns: string[];
  }>(
    `select c.oid::text as oid, c.relrowsecurity as "rowSecurity",
            array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'f')`,
    [schema, table],
  );
  const [relation] = found;
  if (relation === undefined)
    throw new Fault(
      'table-missing',
      'This table is not there any more.',
      'Look at the data map again; it shows the tables as they are now.',
    );
  const facts = await accessFacts(client, [relation.oid]);
  const own = facts.relations.find((each) => each.relation === relation.oid);
  const names = new Map(own?.columns.map(({ column, name }) => [column, name]));
  const readings = Map.groupBy(
    readingsOf(facts, own?.columns.map(({ column }) => ({ relation: relation.oid, column })) ?? []),
    ({ role }) => role,
  );
  return {
    columns: relation.columns,
    rowSecurity: relation.rowSecurity,
    definerFunctions: facts.definerFunctions,
    readers: facts.roles
      .flatMap(({ role, login }): FieldReader[] => {
        const found = readings.get(role) ?? [];
        const fields = found
          .toSorted((x, y) => x.column - y.column)
          .flatMap(({ column, way, through }) => {
            const name = names.get(column);
            return name === undefined ? [] : [{ column: name, way, through }];
          });
        if (fields.length === 0) return [];
        return [{ role, login, everyRow: found.every(({ rows }) => rows === 'every'), fields }];
      })
      .sort((a, b) => Number(b.login) - Number(a.login) || a.role.localeCompare(b.role)),
  };
}
