import type { MappedTable } from '../../../../src-shared/audit/tables.ts';
import type { RowBatch, TableReader } from '../../../audit/index.ts';
import { cancelled, codeOf } from '../../../base/fault.ts';
import type { ClinicConnection } from '../../ports.ts';
import type { Connected } from '../connect.ts';
import { type Copy, runCopies } from '../copy-reader.ts';
import { BatchBuilder } from './batch.ts';
import { begin, fromTable, tableFault } from './begin.ts';
import { quoted, tableConnection } from './session.ts';
import { readColumn, relationOf, uniquesOf } from './shape.ts';

/** No operator, or too many, to compare values of such a type with (PostgreSQL documentation, "Error Codes"). */
const INCOMPARABLE = ['42883', '42725'];

/** Looks rows up by their keys, over a connection of its own. */
export const lookUp =
  (connection: ClinicConnection): TableReader['lookUp'] =>
  async (table, keys, signal) => {
    const client = await tableConnection(connection);
    const onAbort = (): void => {
      client.connection.stream.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      if (signal.aborted) throw cancelled();
      await begin(client, table);
      if (!(await isIndexed(client, table))) return null;
      return await rowsAt(client, table, await placesOf(client, table, keys));
    } catch (error) {
      if (INCOMPARABLE.includes(codeOf(error) ?? '')) return null;
      throw signal.aborted ? cancelled() : tableFault(error, table);
    } finally {
      signal.removeEventListener('abort', onAbort);
      await client.end().catch(() => undefined);
    }
  };

/**
 * Without an index that holds the key, or begins with it, every look would read the table from front to back, beside the
 * clinic's work.
 */
async function isIndexed(client: Connected, { mapping }: MappedTable): Promise<boolean> {
  const relation = await relationOf(client, mapping.schema, mapping.table);
  if (relation === null) return false;
  const { key } = mapping;
  return (await uniquesOf(client, relation.oid)).some(({ columns }) => {
    const leading = columns.slice(0, key.length);
    return columns.every((name) => key.includes(name)) || key.every((name) => leading.includes(name));
  });
}

/** Where a row lies: the partition, and the place in it. Both hold for as long as the transaction is open. */
type Place = { readonly part: string; readonly at: string };

/**
 * COPY takes no parameters, and values are not written into SQL here: the first question gives the places, and COPY the
 * rows at them, in the very bytes that are compared.
 */
async function placesOf(
  client: Connected,
  table: MappedTable,
  keys: Parameters<TableReader['lookUp']>[1],
): Promise<readonly Place[]> {
  const columns = table.columns.filter(({ role }) => role === 'key');
  const values: (Buffer | string)[] = [];
  const conditions = keys.map((fields) => {
    const parts = columns.map(({ name, sent }, index) => {
      const field = Buffer.from(fields[index] ?? []);
      // A Buffer goes as the binary form of the column's type, in which it came.
      values.push(sent === 'text' ? field.toString('utf8') : field);
      return `t.${quoted(name)} = $${values.length}`;
    });
    return `(${parts.join(' and ')})`;
  });
  if (conditions.length === 0) return [];
  const { rows } = await client.query<Place>(
    `select t.tableoid::text as part, t.ctid::text as at ${fromTable(table)} where ${conditions.join(' or ')}`,
    values,
  );
  return rows;
}

async function rowsAt(client: Connected, table: MappedTable, places: readonly Place[]): Promise<RowBatch> {
  const builder = new BatchBuilder(table.columns, table.mapping.order);
  const parts = Map.groupBy(places, ({ part }) => part);
  const copies = [...parts].map(([part, members]): Copy => {
    if (!/^\d+$/.test(part) || members.some(({ at }) => !/^\(\d+,\d+\)$/.test(at)))
      throw new Error('not the place of a row');
    const list = members.map(({ at }) => `"${at}"`).join(',');
    return {
      query: `select ${table.columns.map(readColumn).join(', ')} ${fromTable(table)} where t.tableoid = '${part}'::oid and t.ctid = any('{${list}}'::tid[])`,
      onTuple: (bytes, start, end) => {
        builder.add(bytes, start, end);
      },
    };
  });
  if (copies.length > 0) await runCopies(client, copies);
  return builder.take();
}
