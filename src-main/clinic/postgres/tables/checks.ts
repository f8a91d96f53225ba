import type { MappedColumn, Mapping } from '../../../../src-shared/audit/tables.ts';
import { MOST_COLUMNS } from '../../../../src-shared/audit/tables.ts';
import { isReadableKey, type MappingReport } from '../../../audit/index.ts';
import type { Fault } from '../../../base/fault.ts';
import type { ClinicConnection, ConnectionCheck } from '../../ports.ts';
import type { Connected } from '../connect.ts';
import { answered, check } from './check.ts';
import { orderChecks } from './order-checks.ts';
import { quoted } from './session.ts';
import {
  type Column,
  columnsOf,
  hiddenRows,
  missingTable,
  type Relation,
  relationOf,
  uniquesOf,
  unreadable,
} from './shape.ts';

const failed = (id: string, title: string, fault: Fault): ConnectionCheck =>
  check(id, title, 'failed', fault.message, fault.remedy);

/** Says what is right and wrong with a mapping; looks at keys and times, and shows none of them. */
export async function checkMapping(
  client: Connected,
  connection: ClinicConnection,
  mapping: Mapping,
): Promise<MappingReport> {
  const { schema, table } = mapping;
  const relation = await relationOf(client, schema, table);
  if (relation === null)
    return { checks: [failed('table', 'Table', missingTable(schema, table))], found: null };
  const kind = kindCheck(relation);
  if (kind.outcome === 'failed') return { checks: [kind], found: null };
  if (!relation.readable) return { checks: [kind, failed('rights', 'Reading', unreadable())], found: null };
  if (relation.hidden) return { checks: [kind, failed('rows', 'Every row', hiddenRows())], found: null };
  const columns = await columnsOf(client, relation.oid);
  const columnFacts = columnChecks(mapping, columns);
  if (columnFacts.some(({ outcome }) => outcome === 'failed'))
    return { checks: [kind, ...columnFacts], found: null };
  const checks = [
    kind,
    check('rights', 'Reading', 'ok', 'The database user may read every row of the table.'),
    ...(relation.writable
      ? [
          check(
            'writes',
            'Least privilege',
            'warning',
            'The database user may also change the table.',
            'Ask the database administrator for a user that may only read it.',
          ),
        ]
      : []),
    ...columnFacts,
    await uniqueCheck(client, relation, mapping, columns),
    ...(await orderChecks(client, mapping, columns)),
    rowsCheck(relation),
  ];
  const { rows } = await client.query<{ id: string; database: string; version: string }>(
    "select (select system_identifier::text from pg_control_system()) as id, current_database() as database, current_setting('server_version') as version",
  );
  const [server] = rows;
  return {
    checks,
    found:
      server === undefined || checks.some(({ outcome }) => outcome === 'failed')
        ? null
        : {
            columns: mappedColumns(mapping, columns),
            systemIdentifier: server.id,
            database: server.database,
            serverVersion: server.version,
            host: connection.host,
          },
  };
}

function kindCheck({ kind, children }: Relation): ConnectionCheck {
  if (kind === 'r') return check('table', 'Table', 'ok', 'It is a table of this database.');
  if (kind === 'p')
    return check(
      'table',
      'Table',
      'ok',
      `It is a partitioned table with ${children} ${children === 1 ? 'partition' : 'partitions'}; they are watched as one. Removing a partition removes its rows, and is told as such.`,
    );
  const what = { v: 'a view', m: 'a materialized view', f: 'a table of another server' }[kind] ?? 'no table';
  return check(
    'table',
    'Table',
    'failed',
    `It is ${what}: what it shows need not be what was recorded.`,
    'Choose the table behind it; ask the database administrator for its name.',
  );
}

function columnChecks(mapping: Mapping, columns: readonly Column[]): ConnectionCheck[] {
  const known = new Map(columns.map((column) => [column.name, column]));
  const wanted = [...mapping.key, ...(mapping.time === null ? [] : [mapping.time]), ...mapping.content];
  const missing = wanted.filter((name) => !known.has(name));
  if (missing.length > 0)
    return [
      check(
        'columns',
        'Columns',
        'failed',
        `The table has no column ${missing
          .map((name) => `"${name}"`)
          .join(', ')
          .slice(0, 500)}.`,
        'Choose the columns again.',
      ),
    ];
  const left = columns.length - wanted.length;
  const asText = wanted.filter((name) => known.get(name)?.binary === false).length;
  return [
    check(
      'columns',
      'Columns',
      left > 0 ? 'warning' : 'ok',
      `${wanted.length} of ${columns.length} columns are protected${asText > 0 ? `, ${asText} of them as text, as their type has no binary form` : ''}. ${left > 0 ? 'A change to the others is not seen.' : ''}`.trim(),
      left > 0 ? `Protect all of them, as long as there are at most ${MOST_COLUMNS}.` : '',
    ),
  ];
}

async function uniqueCheck(
  client: Connected,
  relation: Relation,
  mapping: Mapping,
  columns: readonly Column[],
): Promise<ConnectionCheck> {
  const nullable = mapping.key.filter(
    (name) => columns.find((column) => column.name === name)?.nullable ?? true,
  );
  const unique = (await uniquesOf(client, relation.oid)).find(({ columns: names }) =>
    names.every((name) => mapping.key.includes(name)),
  );
  if (unique?.columns.every((name) => !nullable.includes(name)) === true)
    return check('key', 'Key', 'ok', 'The database itself keeps the key unique.');
  const list = mapping.key.map(quoted).join(', ');
  const from = `${quoted(mapping.schema)}.${quoted(mapping.table)}`;
  const without = await answered(
    client,
    `select exists (select from ${from} where ${mapping.key.map((name) => `${quoted(name)} is null`).join(' or ')}) as found`,
  );
  if (without === true)
    return check(
      'key',
      'Key',
      'failed',
      'Some rows lack a part of the key, so nothing can be said of them.',
      'Choose columns that are never empty.',
    );
  const twice = await answered(
    client,
    `select exists (select from ${from} group by ${list} having count(*) > 1) as found`,
  );
  if (twice === true)
    return check(
      'key',
      'Key',
      'failed',
      'Some rows have the same key, so it does not tell one row from another.',
      'Add columns to the key until it names one row; there is no unique index that would show which.',
    );
  return check(
    'key',
    'Key',
    'warning',
    `${twice === null || without === null ? 'It would take too long to find out whether the key is unique' : 'No two rows have the same key today, but the database does not keep it so'}. A second row with the same key will be reported as put in.`,
    'Ask the database administrator for a unique index on the key, or choose another key.',
  );
}

const rowsCheck = ({ rows }: Relation): ConnectionCheck =>
  check(
    'content',
    'Rows',
    'ok',
    rows === null
      ? 'The database has not counted the rows yet; whatever is there is taken over, and an empty table is watched from its first row.'
      : `About ${rows.toLocaleString('en-US')} rows.`,
  );

/** What is kept of the columns, in the order in which they are read. */
function mappedColumns(mapping: Mapping, columns: readonly Column[]): readonly MappedColumn[] {
  const one = (name: string, role: MappedColumn['role']): MappedColumn[] =>
    columns
      .filter((column) => column.name === name)
      .map(({ type, labels, binary }) => ({
        name,
        role,
        type,
        labels: [...labels],
        // A key that cannot be shown as it is sent is read as text.
        sent: binary && (role !== 'key' || isReadableKey(type)) ? 'binary' : 'text',
      }));
  return [
    ...mapping.key.flatMap((name) => one(name, 'key')),
    ...(mapping.time === null ? [] : one(mapping.time, 'time')),
    ...mapping.content.flatMap((name) => one(name, 'content')),
  ];
}
