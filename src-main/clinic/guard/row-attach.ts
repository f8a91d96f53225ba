import pg from 'pg';
import type { RowTable } from '../../../src-shared/phi/rows.ts';
import { Fault } from '../../base/fault.ts';
import type { Connected } from '../postgres/connect.ts';
import { type Facts, factsOf, POLICIES, sqlName } from './row-facts.ts';
import { type Policy, policiesOf, policySql, rightsOf } from './row-policies.ts';
import { give, remember, takeBack, takeBackSchemas } from './row-rights.ts';
import { removeSources } from './row-sources.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);

async function removePolicies(client: Connected, oid: string, relation: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select p.polname as name from pg_policy p where p.polrelid = $1 and p.polname ~ '^attestry_'`,
    [oid],
  );
  for (const { name } of rows) await client.query(`drop policy ${quote(name)} on ${relation}`);
}

/** Puts the rules on a table, in the transaction that is open. @throws Fault `rows-refused` */
export async function attachRules(client: Connected, table: RowTable): Promise<void> {
  const facts = await factsOf(client, table);
  refuse(facts, table);
  const { attached } = facts;
  const relation = sqlName(table);
  await removePolicies(client, facts.oid, relation);
  if (attached !== null) await takeBack(client, relation, attached.given);
  const types = new Map(Object.entries(facts.types));
  const policies: readonly Policy[] = policiesOf(table, types, facts.keeps, facts.guardOwner);
  for (const policy of policies) await client.query(policySql(relation, policy));
  const given = await give(client, table, rightsOf(table));
  await client.query(`alter table ${relation} enable row level security, force row level security`);
  const schemas = attached?.given.filter(({ on }) => on === 'schema') ?? [];
  await remember(client, 'rows', facts.oid, table, {
    wish: table,
    before: attached?.before ?? { enabled: facts.enabled, forced: facts.forced },
    keeps: facts.keeps,
    given: [...given, ...schemas],
    policies: await written(client, facts.oid),
  });
}

function refuse(facts: Facts, table: RowTable): void {
  if (facts.everybody)
    throw new Fault(
      'rows-refused',
      'Everybody who can connect may use this table (a right of PUBLIC): rules by role would bind nobody, or stop programs nobody knows of.',
      'Ask the database administrator to give the rights to the logins that need them and to revoke them from PUBLIC.',
    );
  if (facts.foreign.length > 0)
    throw new Fault(
      'rows-refused',
      'This table has row policies that are not of Attestry; together they would let more rows through than either.',
      'Ask the database administrator whether they are still needed.',
    );
  const missing = [table.subjectColumn, ...(table.authorColumn === null ? [] : [table.authorColumn])].find(
    (column) => !(column in facts.types),
  );
  if (missing !== undefined)
    throw new Fault('rows-refused', 'The table has no such column.', 'Choose a column that it has.');
}

async function written(client: Connected, oid: string): Promise<unknown> {
  const { rows } = await client.query<{ policies: unknown }>(`select (${POLICIES} $1) as policies`, [oid]);
  return rows[0]?.policies;
}

/** Takes the rules off a table, in the transaction that is open. @throws Fault `rows-refused` */
export async function detachRules(
  client: Connected,
  table: { readonly schema: string; readonly table: string },
): Promise<void> {
  const { oid, attached } = await factsOf(client, table);
  if (attached === null)
    throw new Fault(
      'rows-refused',
      'There are no rules of Attestry on this table.',
      'Nothing has to be done.',
    );
  const relation = sqlName(table);
  await removePolicies(client, oid, relation);
  await takeBack(client, relation, attached.given);
  const { enabled, forced } = attached.before;
  await client.query(
    `alter table ${relation} ${enabled ? 'enable' : 'disable'} row level security, ${forced ? 'force' : 'no force'} row level security`,
  );
  await client.query(`delete from guard.attachment where kind = 'rows' and relation = $1`, [oid]);
  await takeBackSchemas(client, attached.given, table.schema);
  const left = await client.query(`select from guard.attachment where kind = 'rows' limit 1`);
  if (left.rowCount === 0) await removeSources(client);
}
