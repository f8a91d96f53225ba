import type { Candidate } from '../../../../src-shared/audit/tables.ts';
import { isIntegerType, isTimeType, type TableCatalogue } from '../../../audit/index.ts';
import type { ClinicConnection } from '../../ports.ts';
import { databaseFault } from '../answers.ts';
import type { Connected } from '../connect.ts';
import { checkMapping } from './checks.ts';
import { proposalFor } from './proposal.ts';
import { tableConnection } from './session.ts';
import { columnsOf, missingTable, relationOf, uniquesOf } from './shape.ts';

/** Tables that are listed; a database with more has other troubles. */
const MOST_CANDIDATES = 10_000;

/** The catalogue of the clinic's database. */
export const postgresTableCatalogue = (connection: ClinicConnection): TableCatalogue => ({
  candidates: () =>
    asked(connection, async (client) => {
      const { rows } = await client.query<Omit<Candidate, 'rows'> & { rows: string }>(
        `select n.nspname as schema, c.relname as table,
                case c.relkind when 'r' then 'table' when 'p' then 'partitioned' when 'v' then 'view' else 'other' end as kind,
                has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as readable,
                case when c.relkind = 'p' then -1 else c.reltuples::bigint end::text as rows
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
            and n.nspname not in ('pg_catalog', 'information_schema', 'guard') and n.nspname !~ '^pg_(toast|temp)'
          order by (c.relname ~* '(audit|log|event|history|record_version)') desc, 4 desc, 1, 2 limit ${MOST_CANDIDATES}`,
      );
      return rows.map((row) => ({ ...row, rows: Number(row.rows) < 0 ? null : Number(row.rows) }));
    }),
  inspect: (schema, table) =>
    asked(connection, async (client) => {
      const relation = await relationOf(client, schema, table);
      if (relation === null) throw missingTable(schema, table);
      const columns = await columnsOf(client, relation.oid);
      return {
        columns: columns.map(({ name, type, nullable }) => ({
          name,
          type,
          nullable,
          kind: isIntegerType(type) ? 'integer' : isTimeType(type) ? 'time' : 'other',
        })),
        ...proposalFor(schema, table, columns, await uniquesOf(client, relation.oid)),
      };
    }),
  check: (mapping) => asked(connection, (client) => checkMapping(client, connection, mapping)),
});

async function asked<T>(connection: ClinicConnection, work: (client: Connected) => Promise<T>): Promise<T> {
  const client = await tableConnection(connection);
  try {
    return await work(client);
  } catch (error) {
    throw databaseFault(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
