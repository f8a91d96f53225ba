import type { FieldReader, ReadWay } from '../../../src-shared/phi/classification.ts';
import { Fault } from '../../base/fault.ts';
import type { TableReaders } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';

/** Rights of every role on every column of one table, straight from the catalogue. */
const DIRECT = `
  select r.rolname as role, a.attname as column,
         case when r.rolsuper then 'superuser'
              when pg_has_role(r.oid, c.relowner, 'usage') then 'owner'
              when exists (select from pg_roles x where x.rolname = 'pg_read_all_data' and pg_has_role(r.oid, x.oid, 'usage')) then 'reads-everything'
              when has_table_privilege(r.oid, c.oid, 'select') then 'table-grant'
              else 'column-grant' end as way,
         null as through
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join pg_roles r
   where c.oid = $1 and has_column_privilege(r.oid, c.oid, a.attnum, 'select')
     and (r.rolsuper or has_schema_privilege(r.oid, c.relnamespace, 'usage'))`;

/**
 * What views, and views on views, show of the table, to whoever may read the view. A view reads with its owner's rights,
 * unless it was told to use the reader's (PostgreSQL 15): then it opens nothing. A view that names no column of its
 * source takes whole rows.
 */
const VIEWS = `
  with recursive uses as (
    select distinct w.ev_class as view, d.refobjid as source, d.refobjsubid as attribute
      from pg_rewrite w join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
       and d.refclassid = 'pg_class'::regclass and d.refobjid <> w.ev_class
      join pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
     where not coalesce(v.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes']
  ), shown (view, attribute) as (
    select u.view, a.attnum from uses u join pg_attribute a on a.attrelid = u.source and a.attnum > 0 and not a.attisdropped
     where u.source = $1 and (u.attribute = a.attnum or not exists
           (select from uses o where o.view = u.view and o.source = u.source and o.attribute > 0))
    union
    -- What a view on a view passes on is not followed column by column: all that the inner one shows counts.
    select u.view, s.attribute from shown s join uses u on u.source = s.view
  )
  select r.rolname as role, a.attname as column, 'view' as way, n.nspname || '.' || v.relname as through
    from shown s join pg_class v on v.oid = s.view join pg_namespace n on n.oid = v.relnamespace
    join pg_attribute a on a.attrelid = $1 and a.attnum = s.attribute
    cross join pg_roles r
   where (has_table_privilege(r.oid, v.oid, 'select') or has_any_column_privilege(r.oid, v.oid, 'select'))
     and has_schema_privilege(r.oid, v.relnamespace, 'usage')
     and (v.relkind = 'm' or has_column_privilege(v.relowner, $1::oid, s.attribute, 'select') or exists
          (select from uses u where u.view = s.view and u.source <> $1))`;

/** Roles that somebody can switch to and is not already. */
const SWITCHES = `
  select r.rolname as role, x.rolname as other from pg_roles r join pg_roles x on x.oid <> r.oid
   where not r.rolsuper and pg_has_role(r.oid, x.oid, 'member') and not pg_has_role(r.oid, x.oid, 'usage')`;

const ROLES = `
  select rolname as role, rolcanlogin as login, rolsuper or rolbypassrls or pg_has_role(r.oid, c.relowner, 'usage') and not c.relforcerowsecurity as "everyRow"
    from pg_roles r cross join pg_class c where c.oid = $1`;

type Row = {
  readonly role: string;
  readonly column: string;
  readonly way: ReadWay;
  readonly through: string | null;
};

/** Who can read which column of a table now. @throws Fault `table-missing` */
export async function readersOf(client: Connected, schema: string, table: string): Promise<TableReaders> {
  const { rows: found } = await client.query<{
    oid: string;
    rowSecurity: boolean;
    definers: number;
    columns: string[];
  }>(
    `select c.oid::text as oid, c.relrowsecurity as "rowSecurity",
            (select count(*)::int from pg_proc p join pg_namespace pn on pn.oid = p.pronamespace
              where p.prosecdef and pn.nspname not in ('pg_catalog', 'information_schema', 'guard')
                and has_table_privilege(p.proowner, c.oid, 'select')) as definers,
            array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'f')`,
    [schema, table],
  );
  const [relation] = found;
  if (relation === undefined)
    throw new Fault(
      'table-missing',
      'This table is not there any more.',
      'Look at the data map again; it shows the tables as they are now.',
    );
  const { rows: roles } = await client.query<{ role: string; login: boolean; everyRow: boolean }>(ROLES, [
    relation.oid,
  ]);
  const { rows: direct } = await client.query<Row>(DIRECT, [relation.oid]);
  const { rows: views } = await client.query<Row>(VIEWS, [relation.oid]);
  const { rows: switches } = await client.query<{ role: string; other: string }>(SWITCHES);
  const rights = firstWays([...direct, ...views]);
  for (const { role, other } of switches)
    for (const [column] of rights.get(other) ?? [])
      if (rights.get(role)?.has(column) !== true)
        entry(rights, role).set(column, { role, column, way: 'role-switch', through: other });
  return {
    columns: relation.columns,
    rowSecurity: relation.rowSecurity,
    definerFunctions: relation.definers,
    readers: roles
      .flatMap(({ role, login, everyRow }): FieldReader[] => {
        const fields = rights.get(role);
        if (fields === undefined) return [];
        return [
          {
            ...{ role, login, everyRow },
            fields: [...fields.values()].map(({ column, way, through }) => ({ column, way, through })),
          },
        ];
      })
      .sort((a, b) => Number(b.login) - Number(a.login) || a.role.localeCompare(b.role)),
  };
}

type Rights = Map<string, Map<string, Row>>;

function entry(rights: Rights, role: string): Map<string, Row> {
  const fields = rights.get(role) ?? new Map<string, Row>();
  rights.set(role, fields);
  return fields;
}

/** The most direct way of each role to each column. */
function firstWays(rows: readonly Row[]): Rights {
  const rights: Rights = new Map();
  for (const row of rows) {
    const fields = entry(rights, row.role);
    if (!fields.has(row.column)) fields.set(row.column, row);
  }
  return rights;
}
