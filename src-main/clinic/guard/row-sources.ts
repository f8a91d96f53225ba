import pg from 'pg';
import { Fault } from '../../base/fault.ts';
import type { RowSource } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { factsOf, type Given, sqlName } from './row-facts.ts';
import { remember, takeBack, takeBackSchemas } from './row-rights.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);

/** Says where the clinic's tables tell who cares for whom; the guard's owner gets the right to read just those columns. */
export async function putSources(client: Connected, sources: readonly RowSource[]): Promise<void> {
  await removeSources(client);
  for (const source of sources) {
    const { oid, guardOwner, types } = await factsOf(client, source);
    const columns = [
      source.subjectColumn,
      ...[source.personColumn, source.fromColumn, source.toColumn].filter((column) => column !== null),
      ...Object.keys(source.condition),
    ];
    if (columns.some((column) => !(column in types)))
      throw new Fault('rows-refused', 'The table has no such column.', 'Choose a column that it has.');
    await client.query(
      `insert into guard.row_source (purpose, relation, subject_column, person_column, from_column, to_column, days, condition)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[source.purpose, oid, source.subjectColumn, source.personColumn, source.fromColumn],
        ...[source.toColumn, source.days, JSON.stringify(source.condition)],
      ],
    );
    const right = `select (${[...new Set(columns)].map(quote).join(', ')})`;
    const given: Given[] = [];
    const owner = await client.query<{ reads: boolean; uses: boolean }>(
      'select has_table_privilege($1, $2, $3) as reads, has_schema_privilege($1, $4, $5) as uses',
      [guardOwner, sqlName(source), 'select', source.schema, 'usage'],
    );
    if (owner.rows[0]?.uses !== true) {
      await client.query(`grant usage on schema ${quote(source.schema)} to ${quote(guardOwner)}`);
      given.push({ on: 'schema', role: guardOwner, right: 'usage' });
    }
    if (owner.rows[0]?.reads !== true) {
      await client.query(`grant ${right} on ${sqlName(source)} to ${quote(guardOwner)}`);
      given.push({ on: 'table', role: guardOwner, right });
    }
    const known = await client.query<{ given: readonly Given[] }>(
      `select x.definition -> 'given' as given from guard.attachment x where x.kind = 'rows-source' and x.relation = $1`,
      [oid],
    );
    await remember(client, 'rows-source', oid, source, {
      given: [...(known.rows[0]?.given ?? []), ...given],
    });
  }
}

/** Forgets where care relationships are found, and takes back the rights that were given for it. */
export async function removeSources(client: Connected): Promise<void> {
  await client.query('delete from guard.row_source');
  const { rows } = await client.query<{ schema: string; table: string; given: readonly Given[] }>(
    `delete from guard.attachment x using pg_class c, pg_namespace n
      where x.kind = 'rows-source' and c.oid = x.relation and n.oid = c.relnamespace
      returning n.nspname as schema, c.relname as table, x.definition -> 'given' as given`,
  );
  await client.query(`delete from guard.attachment where kind = 'rows-source'`);
  for (const { given, ...table } of rows) await takeBack(client, sqlName(table), given);
  for (const { given, schema } of rows) await takeBackSchemas(client, given, schema);
}
