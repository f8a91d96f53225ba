import pg from 'pg';
import type { RowTable } from '../../../src-shared/phi/rows.ts';
import { Fault } from '../../base/fault.ts';
import type { RowSource } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { type Policy, policiesOf, policySql, rightsOf, ROLE_NAMES } from './row-policies.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);

/** A table's name as it stands in SQL. */
export const sqlName = (table: { readonly schema: string; readonly table: string }): string =>
  `${quote(table.schema)}.${quote(table.table)}`;

/** A right that was given, to be taken back. */
type Given = { readonly on: 'table' | 'schema'; readonly role: string; readonly right: string };

/** What `guard.attachment` keeps of the rules on a table. */
type RowDefinition = {
  readonly wish: RowTable;
  readonly before: { readonly enabled: boolean; readonly forced: boolean };
  readonly keeps: readonly string[];
  readonly given: readonly Given[];
  /** The policies as the database writes them: what they are compared with. */
  readonly policies: unknown;
};

type Facts = {
  readonly oid: string;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly guardOwner: string;
  readonly everybody: boolean;
  readonly keeps: readonly string[];
  readonly types: Readonly<Record<string, string>>;
  readonly foreign: readonly string[];
  readonly attached: RowDefinition | null;
};

/** The policies of a relation as the database writes them, in one order; the relation's oid follows. */
export const POLICIES = `select coalesce(jsonb_agg(jsonb_build_object('name', p.polname, 'command', p.polcmd::text,
    'permissive', p.polpermissive, 'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid),
    'roles', array(select r.rolname::text from pg_roles r where r.oid = any (p.polroles) order by 1)) order by p.polname), '[]')
  from pg_policy p where p.polrelid =`;

async function factsOf(
  client: Connected,
  table: { readonly schema: string; readonly table: string },
): Promise<Facts> {
  const { rows } = await client.query<Facts>(
    `with t as (select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')),
          acl as (select (aclexplode(t.relacl)).grantee from t
                  union select (aclexplode(a.attacl)).grantee from t join pg_attribute a on a.attrelid = t.oid where a.attacl is not null)
     select t.oid::text, t.relrowsecurity as enabled, t.relforcerowsecurity as forced,
            (select pg_get_userbyid(g.nspowner)::text from pg_namespace g where g.nspname = 'guard') as "guardOwner",
            exists (select from acl where grantee = 0) as everybody,
            array(select r.rolname::text from pg_roles r
                   where not r.rolname = any ($3)
                     and (r.oid = t.relowner or r.oid <> (select g.nspowner from pg_namespace g where g.nspname = 'guard'))
                     and (r.oid = t.relowner or r.oid in (select grantee from acl)
                          or (r.rolname in ('pg_read_all_data', 'pg_write_all_data')
                              and exists (select from pg_auth_members m where m.roleid = r.oid))) order by 1) as keeps,
            (select jsonb_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)) from pg_attribute a
              where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as types,
            array(select p.polname::text from pg_policy p where p.polrelid = t.oid and p.polname !~ '^attestry_') as foreign,
            (select x.definition from guard.attachment x where x.kind = 'rows' and x.relation = t.oid) as attached
       from t`,
    [table.schema, table.table, ROLE_NAMES],
  );
  const found = rows[0];
  if (found !== undefined) return found;
  throw new Fault('rows-refused', 'There is no such table.', 'Choose a table of the list.');
}

/** Gives rights that are not there yet, and says which those were. */
async function give(
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
async function takeBack(client: Connected, relation: string, given: readonly Given[]): Promise<void> {
  for (const { on, role, right } of given)
    if (on === 'table') await client.query(`revoke ${right} on ${relation} from ${quote(role)}`);
}

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

async function remember(
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

/** A schema's usage goes with the last attachment that needs it. */
async function takeBackSchemas(client: Connected, given: readonly Given[], schema: string): Promise<void> {
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
