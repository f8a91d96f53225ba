import { createHash, randomBytes } from 'node:crypto';
import type { MappedColumn, MappedTable, Mapping } from '../../../src-shared/audit/tables.ts';
import { Fault } from '../../base/fault.ts';
import type { MappingReport } from './ports.ts';

/**
 * A table to be watched from now on.
 *
 * @throws Fault `table-unusable` when a check failed
 */
export function mappedTable(
  mapping: Mapping,
  { checks, found }: MappingReport,
  mappedAt: string,
): MappedTable {
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined || found === null)
    throw new Fault(
      'table-unusable',
      failed?.detail ?? 'The table cannot be watched.',
      failed?.remedy ?? 'Check the mapping and see what is missing.',
    );
  const { columns, systemIdentifier, database } = found;
  return {
    sourceId: randomBytes(9).toString('base64url'),
    mapping,
    columns: [...columns],
    systemIdentifier,
    database,
    mappedAt,
    fingerprint: fingerprintOf({ mapping, columns, systemIdentifier, database, mappedAt }),
  };
}

/** The list with one more. @throws Fault `usage` when the table is watched already */
export function added(tables: readonly MappedTable[], table: MappedTable): readonly MappedTable[] {
  const { schema, table: name } = table.mapping;
  const there = tables.some(
    ({ mapping, database, systemIdentifier }) =>
      mapping.schema === schema &&
      mapping.table === name &&
      database === table.database &&
      systemIdentifier === table.systemIdentifier,
  );
  if (there)
    throw new Fault(
      'usage',
      'This table is watched already.',
      'Remove it from the list first if you want to map it in another way.',
    );
  return [...tables, table];
}

/** SHA-256 over what tells this mapping from any other; docs/formats.md. */
export function fingerprintOf(
  table: Pick<MappedTable, 'systemIdentifier' | 'database' | 'mappedAt'> & {
    readonly mapping: Mapping;
    readonly columns: readonly MappedColumn[];
  },
): string {
  const { schema, table: name } = table.mapping;
  const columns = table.columns.map((column) => [column.name, column.role, column.type, column.sent]);
  return createHash('sha256')
    .update(
      `${table.systemIdentifier}\n${table.database}\n${JSON.stringify([schema, name])}\n${JSON.stringify(columns)}\n${table.mappedAt}\n`,
    )
    .digest('hex');
}
