import pg from 'pg';
import type { Connected } from '../postgres/connect.ts';
import { type Given, sqlName } from './row-facts.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);

/** Gives rights that are not there yet, and says which those were. */
export async function give(
  client: Connected,
  table: { readonly schema: string; readonly table: string },
  wanted: readonly { readonly role: string; readonly rights: string }[],
): Promise<readonly Given[]> {
  const given: Given[] = [];
  for (const { role, rights } of wanted) {
    const usage = await client.query<{ has: boolean }>('select has_schema_privilege($1, $2, $3) as has', [
      ...[role, table.schema, 'usage'],
    ]);
    if (usage.rows[0]?.has !== true) {
      await client.query(`grant usage on schema ${quote(table.schema)} to ${quote(role)}`);
      given.push({ on: 'schema', role, right: 'usage' });
    }
    for (const right of rights.split(', ')) {
      const has = await client.query<{ has: boolean }>('select has_table_privilege($1, $2, $3) as has', [
        ...[role, sqlName(table), right],
      ]);
      if (has.rows[0]?.has === true) continue;
      await client.query(`grant ${right} on ${sqlName(table)} to ${quote(role)}`);
      given.push({ on: 'table', role, right });
    }
  }
  return given;
}

/** Takes back what {@link give} gave on the table. A schema's usage stays while another attachment needs it. */
export async function takeBack(client: Connected, relation: string, given: readonly Given[]): Promise<void> {
  for (const { on, role, right } of given)
    if (on === 'table') await client.query(`revoke ${right} on ${relation} from ${quote(role)}`);
}

/** A schema's usage goes with the last attachment that needs it. */
export async function takeBackSchemas(
  client: Connected,
  given: readonly Given[],
  schema: string,
): Promise<void> {
  for (const { on, role, right } of given) {
    if (on !== 'schema') continue;
    const { rowCount } = await client.query(
      `select from guard.attachment x where x.kind in ('rows', 'rows-source') and x.schema_name = $1
         and exists (select from jsonb_array_elements(x.definition -> 'given') g where g ->> 'role' = $2) limit 1`,
      [schema, role],
    );
    if (rowCount === 0) await client.query(`revoke ${right} on schema ${quote(schema)} from ${quote(role)}`);
    // The right is given back to whoever needs it still, so that the last one takes it away.
    else
      await client.query(
        `update guard.attachment x set definition = jsonb_set(x.definition, '{given}', x.definition -> 'given' || $3::jsonb)
          where (x.kind, x.relation) = (select y.kind, y.relation from guard.attachment y
                 where y.kind in ('rows', 'rows-source') and y.schema_name = $1
                   and exists (select from jsonb_array_elements(y.definition -> 'given') g where g ->> 'role' = $2) limit 1)`,
        [schema, role, JSON.stringify([{ on, role, right }])],
      );
  }
}

/** Notes in the list what was put on a table. */
export async function remember(
  client: Connected,
  kind: 'rows' | 'rows-source',
  oid: string,
  table: { readonly schema: string; readonly table: string },
  definition: object,
): Promise<void> {
  await client.query(
    `insert into guard.attachment (kind, schema_name, table_name, relation, definition) values ($1, $2, $3, $4, $5)
     on conflict (kind, relation) do update set schema_name = excluded.schema_name, table_name = excluded.table_name,
       definition = excluded.definition, attached_at = clock_timestamp(), attached_by = session_user`,
    [kind, table.schema, table.table, oid, JSON.stringify(definition)],
  );
}
