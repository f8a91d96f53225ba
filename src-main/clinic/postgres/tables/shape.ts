import type { MappedColumn, MappedTable } from '../../../../src-shared/audit/tables.ts';
import { Fault } from '../../../base/fault.ts';
import type { Connected } from '../connect.ts';
import { quoted } from './session.ts';

/** A table as the catalogue has it. */
export type Relation = {
  readonly oid: string;
  /** pg_class.relkind. */
  readonly kind: string;
  readonly readable: boolean;
  /** Row-level security hides rows from this user. */
  readonly hidden: boolean;
  readonly writable: boolean;
  readonly rows: number | null;
  readonly children: number;
};

/** A column as the catalogue has it. */
export type Column = {
  readonly name: string;
  /** See {@link MappedColumn}. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly binary: boolean;
  readonly nullable: boolean;
  /** Expression of its default, or ''. */
  readonly fallback: string;
  /** What its own sequence gives out: a step of 1 and nothing held back; null when it has none. */
  readonly rising: boolean | null;
};

/** The table of that name; null when there is none. */
export async function relationOf(client: Connected, schema: string, table: string): Promise<Relation | null> {
  const { rows } = await client.query<Omit<Relation, 'rows'> & { rows: string }>(
    `select c.oid::text, c.relkind::text as kind,
            has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as readable,
            case when c.relkind in ('r', 'p') then row_security_active(c.oid) else false end as hidden,
            has_table_privilege(c.oid, 'insert, update, delete, truncate') as writable,
            case when c.relkind = 'p'
                 then (select coalesce(sum(greatest(p.reltuples, 0)), 0) from pg_partition_tree(c.oid) t join pg_class p on p.oid = t.relid where t.isleaf)
                 else c.reltuples end::bigint::text as rows,
            (select count(*) from pg_inherits i where i.inhparent = c.oid)::int as children
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
    [schema, table],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, rows: Number(row.rows) < 0 ? null : Number(row.rows) };
}

// A domain, array, range or row type is made of parts: all must have a binary form. varchar and text are sent alike, of
// any length; so they share a name here.
const COLUMNS = `
with recursive part(root, typ) as (
  select distinct a.atttypid, a.atttypid from pg_attribute a where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped
  union
  select p.root, x.typ
    from part p join pg_type t on t.oid = p.typ
    cross join lateral (
      select t.typbasetype where t.typtype = 'd'
      union all select t.typelem where t.typelem <> 0 and t.typlen = -1
      union all select r.rngsubtype from pg_range r where r.rngtypid = t.oid
      union all select c.atttypid from pg_attribute c where t.typrelid <> 0 and c.attrelid = t.typrelid and c.attnum > 0 and not c.attisdropped
    ) x(typ)
   where x.typ <> 0
), facts as (
  select p.root, bool_and(t.typsend <> 0) as binary,
         coalesce((select array_agg(e.enumlabel::text order by e.enumsortorder)
                     from pg_enum e where e.enumtypid in (select q.typ from part q where q.root = p.root)), '{}') as labels,
         coalesce(' (' || string_agg((select string_agg(c.attname || ' ' || format_type(c.atttypid, c.atttypmod), ', ' order by c.attnum)
                     from pg_attribute c where c.attrelid = t.typrelid and c.attnum > 0 and not c.attisdropped), '; ' order by t.oid)
                  filter (where t.typrelid <> 0) || ')', '') as members
    from part p join pg_type t on t.oid = p.typ group by p.root
)
select a.attname as name,
       case when a.atttypid in (25, 1043) then 'text' else format_type(a.atttypid, a.atttypmod) || f.members end as type,
       f.labels, f.binary, not a.attnotnull as nullable,
       coalesce(pg_get_expr(d.adbin, d.adrelid), '') as fallback,
       (select s.seqincrement = 1 and s.seqcache = 1 and not s.seqcycle
          from pg_depend o join pg_sequence s on s.seqrelid = o.objid
         where o.classid = 'pg_class'::regclass and o.refclassid = 'pg_class'::regclass and o.refobjid = a.attrelid
           and o.refobjsubid = a.attnum and o.deptype in ('a', 'i') limit 1) as rising
  from pg_attribute a
  join facts f on f.root = a.atttypid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped
 order by a.attnum`;

/** The table's columns in their order. */
export const columnsOf = async (client: Connected, oid: string): Promise<readonly Column[]> =>
  (await client.query<Column>(COLUMNS, [oid])).rows;

/** A unique index: its columns, and whether it is the primary key. */
export type Unique = { readonly columns: readonly string[]; readonly primary: boolean };

/** Unique indexes that hold for every row: valid, immediate, over plain columns. */
export async function uniquesOf(client: Connected, oid: string): Promise<readonly Unique[]> {
  const { rows } = await client.query<{ columns: string[]; primary: boolean }>(
    `select i.indisprimary as primary,
            (select array_agg(a.attname::text order by k.o) from unnest(i.indkey[0:i.indnkeyatts - 1]) with ordinality k(n, o)
               join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n) as columns
       from pg_index i
      where i.indrelid = $1::oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
      order by i.indisprimary desc, i.indnkeyatts`,
    [oid],
  );
  return rows;
}

/** A column as it is read, in SQL. */
export const readColumn = ({ name, sent }: Pick<MappedColumn, 'name' | 'sent'>): string =>
  sent === 'text' ? `(t.${quoted(name)})::text` : `t.${quoted(name)}`;

/**
 * Compares a table with what was mapped.
 *
 * @returns columns that came since
 * @throws Fault `table-missing`, `table-changed`, `table-unusable`
 */
export function addedSince(
  table: MappedTable,
  relation: Relation,
  now: readonly Column[],
): readonly string[] {
  const known = new Map(now.map((column) => [column.name, column]));
  const kind = KINDS[relation.kind];
  if (kind !== undefined)
    throw changed(
      `In the place of the table now stands ${kind}`,
      'what it shows need not be what was recorded',
    );
  for (const column of table.columns) {
    const found = known.get(column.name);
    const which = `The ${ROLES[column.role]} column "${column.name}"`;
    if (found === undefined)
      throw changed(`${which} is not there any more`, 'rows cannot be compared without it');
    if (found.type !== column.type)
      throw changed(
        `${which} now has the type ${found.type.slice(0, 100)}; it was ${column.type.slice(0, 100)}`,
        'the same row is sent in other bytes',
      );
    if (column.labels.some((label) => !found.labels.includes(label)))
      throw changed(
        `A value of the type of ${which.toLowerCase()} was renamed`,
        'the same row is sent in other bytes',
      );
    if (column.sent === 'binary' && !found.binary)
      throw changed(`${which} has no binary form any more`, 'the same row is sent in other bytes');
  }
  if (relation.hidden) throw hiddenRows();
  const mapped = new Set(table.columns.map(({ name }) => name));
  return now.filter(({ name }) => !mapped.has(name)).map(({ name }) => name);
}

const ROLES = { key: 'key', time: 'time', content: 'content' } as const;
const KINDS: Readonly<Record<string, string | undefined>> = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
};

/** @param why - why it matters */
export const changed = (what: string, why: string): Fault =>
  new Fault(
    'table-changed',
    `${what}: ${why}.`,
    'Ask the database administrator who changed the table and why. If it was right, remove it from the list and map it anew; what was witnessed is kept.',
  );

export const hiddenRows = (): Fault =>
  new Fault(
    'table-unusable',
    'Row-level security hides rows of the table from the database user.',
    'Ask the database administrator for a policy that lets this user see every row, or for the attribute BYPASSRLS.',
  );

export const missingTable = (schema: string, table: string): Fault =>
  new Fault(
    'table-missing',
    `There is no table ${schema}.${table} in the database.`,
    'Ask the database administrator what became of it: if nobody may remove it, its records were destroyed.',
  );

export const unreadable = (): Fault =>
  new Fault(
    'table-unusable',
    'The database user may not read the table.',
    'Ask the database administrator to grant it USAGE on the schema and SELECT on the table, and nothing else.',
  );
