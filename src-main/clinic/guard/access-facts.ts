import type { AccessCatalogue, AccessFacts, ColumnAt, RelationFact, RoleFact } from '../../phi/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';
import { viewColumns } from './view-columns.ts';

/** From PostgreSQL 16 on membership may come without the right to switch. */
const SWITCHING_SINCE = 160_000;

const ROLES = `
  select rolname::text as role, rolcanlogin as login, rolsuper as superuser, rolbypassrls as "bypassesRows",
         exists (select from pg_roles x where x.rolname = 'pg_read_all_data' and pg_has_role(r.oid, x.oid, 'usage')) as "readsEverything"
    from pg_roles r`;

/**
 * The tables that were asked for, their parts, every view that leads to them, and all that those views refer to: a view that
 * cannot read one of its sources shows nothing.
 */
const RELATIONS = `
  with recursive uses as materialized (
    select distinct w.ev_class as view, d.refobjid as source, d.refobjsubid as attribute
      from pg_rewrite w join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
       and d.refclassid = 'pg_class'::regclass and d.refobjid <> w.ev_class
      join pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
      join pg_class s on s.oid = d.refobjid and s.relkind in ('r', 'p', 'f', 'v', 'm')
  ), parts (oid) as (
    select unnest($1::oid[]) union select i.inhrelid from parts p join pg_inherits i on i.inhparent = p.oid
  ), above (oid) as (
    select oid from parts union select u.view from above a join uses u on u.source = a.oid
  ), every (oid) as (
    select oid from above union select u.source from every e join uses u on u.view = e.oid
  )
  select c.oid::text as relation, n.nspname::text as schema, c.relname::text as name,
         case c.relkind when 'v' then 'view' when 'm' then 'materialized' else 'table' end as kind,
         o.rolname::text as owner, c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as "rowsForced",
         (select jsonb_agg(jsonb_build_object('column', a.attnum, 'name', a.attname) order by a.attnum)
            from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
         (select i.inhparent::text from pg_inherits i where i.inhrelid = c.oid order by i.inhseqno limit 1) as parent,
         (select jsonb_agg(jsonb_build_object('permissive', p.polpermissive, 'every', coalesce(pg_get_expr(p.polqual, p.polrelid) = 'true', false),
              'roles', array(select case x when 0 then 'public' else pg_get_userbyid(x)::text end from unnest(p.polroles) x)))
            from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', '*')) as policies,
         array(select distinct case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end from (
                 select (aclexplode(c.relacl)).* union all
                 select (aclexplode(a.attacl)).* from pg_attribute a where a.attrelid = c.oid and a.attacl is not null) x
                where x.privilege_type = 'SELECT') as grantees,
         (select w.ev_action::text from pg_rewrite w where w.ev_class = c.oid and w.rulename = '_RETURN') as action,
         coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'] as invoker,
         (select jsonb_agg(jsonb_build_object('relation', s.source, 'columns', s.columns)) from (
            select u.source::text as source, coalesce(array_agg(u.attribute order by u.attribute) filter (where u.attribute > 0), '{}') as columns
              from uses u where u.view = c.oid group by u.source) s) as uses
    from every e join pg_class c on c.oid = e.oid join pg_namespace n on n.oid = c.relnamespace join pg_roles o on o.oid = c.relowner`;

/** Everybody is asked like a role; a role of that name cannot be made. */
const RIGHTS = `
  with everybody as (select rolname::text as role, oid from pg_roles union all select 'public', null)
  select c.oid::text as relation, e.role,
         coalesce(has_table_privilege(e.oid, c.oid, 'select'), has_table_privilege('public', c.oid, 'select')) as all,
         array(select a.attnum::int from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and coalesce(has_column_privilege(e.oid, c.oid, a.attnum, 'select'), has_column_privilege('public', c.oid, a.attnum, 'select'))) as columns,
         coalesce(has_schema_privilege(e.oid, c.relnamespace, 'usage'), has_schema_privilege('public', c.relnamespace, 'usage')) as schema
    from pg_class c cross join everybody e
   where c.oid = any ($1::oid[])
     and coalesce(has_any_column_privilege(e.oid, c.oid, 'select'), has_any_column_privilege('public', c.oid, 'select'))`;

/** Of the roles that are named in rights, as owners or in policies alone: all pairs of a large server would be many. */
const HAS = `
  select r.rolname::text as role, x.rolname::text as other from pg_roles r join pg_roles x on x.oid <> r.oid
   where x.rolname = any ($1::text[]) and pg_has_role(r.oid, x.oid, 'usage')`;

const switches = (version: number): string => `
  select r.rolname::text as role, x.rolname::text as other from pg_roles r join pg_roles x on x.oid <> r.oid
   where not r.rolsuper and pg_has_role(r.oid, x.oid, '${version >= SWITCHING_SINCE ? 'set' : 'member'}') and not pg_has_role(r.oid, x.oid, 'usage')`;

const DEFINERS = `
  select count(*)::int as count from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema', 'guard')
     and exists (select from unnest($1::oid[]) t where has_table_privilege(p.proowner, t, 'select'))`;

type RelationRow = Pick<
  RelationFact,
  'relation' | 'schema' | 'name' | 'kind' | 'owner' | 'rowSecurity' | 'rowsForced' | 'parent' | 'grantees'
> & {
  readonly columns: RelationFact['columns'] | null;
  readonly policies: RelationFact['policies'] | null;
  readonly action: string | null;
  readonly invoker: boolean;
  readonly uses: NonNullable<RelationFact['view']>['uses'] | null;
};
type RightRow = {
  readonly relation: string;
  readonly role: string;
  readonly all: boolean;
  readonly columns: readonly number[];
  readonly schema: boolean;
};

/**
 * What the catalogue says of rights on some tables and on all that leads to them, as of one moment. Every login may ask.
 *
 * @param tables - numbers of the tables
 */
export async function accessFacts(client: Connected, tables: readonly string[]): Promise<AccessFacts> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const ask = async <Row extends object>(
      sql: string,
      values: readonly unknown[] = [],
    ): Promise<readonly Row[]> => (await client.query<Row>(sql, [...values])).rows;
    const [version] = await ask<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    const roles = await ask<RoleFact>(ROLES);
    const rows = await ask<RelationRow>(RELATIONS, [tables]);
    const rights = Map.groupBy(
      await ask<RightRow>(RIGHTS, [rows.map(({ relation }) => relation)]),
      ({ relation }) => relation,
    );
    const named = new Set(
      rows.flatMap(({ owner, grantees, policies }) => [
        ...[owner, ...grantees],
        ...(policies ?? []).flatMap((policy) => policy.roles),
      ]),
    );
    const [definers] = await ask<{ count: number }>(DEFINERS, [tables]);
    type Pair = { readonly role: string; readonly other: string };
    const pairs = (found: readonly Pair[]): (readonly [string, string])[] =>
      found.map(({ role, other }) => [role, other]);
    return {
      roles: [...roles, EVERYBODY],
      relations: rows.map((row) => relationOf(row, rights.get(row.relation) ?? [])),
      has: pairs(await ask<Pair>(HAS, [[...named]])),
      switches: pairs(await ask<Pair>(switches(version?.version ?? 0))),
      definerFunctions: definers?.count ?? 0,
    };
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

const EVERYBODY: RoleFact = {
  ...{ role: 'public', login: false, superuser: false, bypassesRows: false, readsEverything: false },
};

function relationOf(
  { action, invoker, uses, columns, policies, ...row }: RelationRow,
  rights: readonly RightRow[],
): RelationFact {
  return {
    ...row,
    columns: columns ?? [],
    policies: policies ?? [],
    readers: rights.map(({ role, all, columns: own }) => ({ role, all, columns: all ? [] : own })),
    schemaUsers: rights.flatMap(({ role, schema }) => (schema ? [role] : [])),
    view: row.kind === 'table' ? null : { invoker, uses: uses ?? [], shows: viewColumns(action ?? '') },
  };
}

/** The catalogue over the officer's own connection. */
export const postgresAccess = (connection: ClinicConnection): AccessCatalogue => ({
  read: (fields) =>
    withConnection(connection, async (client) => {
      const placed = await columnNumbers(client, fields);
      const facts = await accessFacts(client, [...new Set(placed.map(({ relation }) => relation))]);
      const { host, port, database } = connection;
      return { facts, placed, server: `${host}:${String(port)}`, database };
    }),
});

/** Numbers of the relations and columns with these names; what is gone is left out. */
async function columnNumbers(
  client: Connected,
  wanted: readonly { readonly schema: string; readonly table: string; readonly column: string }[],
): Promise<readonly (ColumnAt & { readonly index: number })[]> {
  const { rows } = await client.query<ColumnAt & { readonly index: number }>(
    `select c.oid::text as relation, a.attnum::int as column, (w.at - 1)::int as index
       from unnest($1::text[], $2::text[], $3::text[]) with ordinality w (schema_name, table_name, column_name, at)
       join pg_namespace n on n.nspname = w.schema_name join pg_class c on c.relnamespace = n.oid and c.relname = w.table_name and c.relkind in ('r', 'p', 'f')
       join pg_attribute a on a.attrelid = c.oid and a.attname = w.column_name and a.attnum > 0 and not a.attisdropped`,
    [
      wanted.map(({ schema }) => schema),
      wanted.map(({ table }) => table),
      wanted.map(({ column }) => column),
    ],
  );
  return rows;
}
