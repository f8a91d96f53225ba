import type { MappedTable } from '../../../../src-shared/audit/tables.ts';
import type { TableSnapshot } from '../../../audit/index.ts';
import { codeOf, Fault } from '../../../base/fault.ts';
import { databaseFault } from '../answers.ts';
import type { Connected } from '../connect.ts';
import { quoted } from './session.ts';
import { addedSince, changed, columnsOf, missingTable, relationOf, unreadable } from './shape.ts';

/** The table in SQL, as `t`. */
export const fromTable = ({ mapping: { schema, table } }: MappedTable): string =>
  `from ${quoted(schema)}.${quoted(table)} t`;

/**
 * Begins the transaction in which everything is read. The lock comes before the snapshot: a table that is rewritten in
 * between would look empty to an older snapshot (PostgreSQL documentation, "LOCK" and "Caveats" of MVCC).
 *
 * @throws Fault `table-…`, `database-error`
 */
export async function begin(
  client: Connected,
  table: MappedTable,
): Promise<Omit<TableSnapshot, 'next' | 'close'>> {
  const { schema, table: name } = table.mapping;
  await client.query('begin isolation level repeatable read read only');
  await client.query(`lock table ${quoted(schema)}.${quoted(name)} in access share mode`);
  const { rows } = await client.query<{
    at: string;
    ended: string;
    after: string;
    id: string;
    database: string;
  }>(
    `select ((extract(epoch from now()) - 946684800) * 1000000)::bigint::text as at,
            pg_snapshot_xmin(s)::text as ended, pg_snapshot_xmax(s)::text as after,
            (select system_identifier::text from pg_control_system()) as id, current_database() as database
       from pg_current_snapshot() s`,
  );
  const [head] = rows;
  if (head === undefined) throw new Fault('database-error', 'The database gave no answer.', 'Try again.');
  if (head.id !== table.systemIdentifier || head.database !== table.database)
    throw new Fault(
      'table-changed',
      'The connected database is not the one in which this table was mapped.',
      'Connect to the database it belongs to, or remove it from the list.',
    );
  const relation = await relationOf(client, schema, name);
  if (relation === null) throw missingTable(schema, name);
  const added = addedSince(table, relation, await columnsOf(client, relation.oid));
  return { at: head.at, ended: head.ended, after: head.after, rows: relation.rows, added };
}

/** The fault for an error on the way to a mapped table; what a missing guard schema would be is a missing table here. */
export function tableFault(error: unknown, table: MappedTable): Fault {
  const known = error instanceof Fault ? error : databaseFault(error);
  const state = codeOf(error instanceof Fault ? error.cause : error);
  if (known.code === 'database-not-guarded') return missingTable(table.mapping.schema, table.mapping.table);
  if (known.code === 'database-role-too-weak') return unreadable();
  if (state === '42809')
    return changed(
      'In the place of the table now stands something that is no table',
      'it cannot be compared',
    );
  if (state === '55P03')
    return new Fault(
      'database-error',
      'Somebody is changing the table right now, so it could not be read.',
      'Try again in a few minutes.',
      error,
    );
  if (state === '57014')
    return new Fault(
      'database-error',
      'The database stopped the reading: it took longer than the administrator allows.',
      'Ask the database administrator to allow this user longer statements, then start again.',
      error,
    );
  return known;
}
