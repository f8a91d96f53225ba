import pg from 'pg';
import type { RowTable } from '../../../src-shared/phi/rows.ts';
import { Fault } from '../../base/fault.ts';
import type { Connected } from '../postgres/connect.ts';
import { ROLE_NAMES } from './row-policies.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);

/** A table's name as it stands in SQL. */
export const sqlName = (table: { readonly schema: string; readonly table: string }): string =>
  `${quote(table.schema)}.${quote(table.table)}`;

/** A right that was given, to be taken back. */
export type Given = { readonly on: 'table' | 'schema'; readonly role: string; readonly right: string };

/** What `guard.attachment` keeps of the rules on a table. */
export type RowDefinition = {
  readonly wish: RowTable;
  readonly before: { readonly enabled: boolean; readonly forced: boolean };
  readonly keeps: readonly string[];
  readonly given: readonly Given[];
  /** The policies as the database writes them: what they are compared with. */
  readonly policies: unknown;
};

/** A table as the catalogs have it, and what hangs on it already. */
export type Facts = {
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

/** @throws Fault `rows-refused` when there is no such table */
export async function factsOf(
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
            array(select p.polname::text from pg_policy p where p.polrelid = t.oid
                    and (p.polname !~ '^attestry_' or not exists (select from guard.attachment x where x.kind = 'rows' and x.relation = t.oid))) as foreign,
            (select x.definition from guard.attachment x where x.kind = 'rows' and x.relation = t.oid) as attached
       from t`,
    [table.schema, table.table, ROLE_NAMES],
  );
  const found = rows[0];
  if (found !== undefined) return found;
  throw new Fault('rows-refused', 'There is no such table.', 'Choose a table of the list.');
}
