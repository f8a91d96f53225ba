import type { CatalogTable } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';

/** The clinic's tables, with their columns, keys and what they point at. */
export async function catalogueOf(client: Connected): Promise<readonly CatalogTable[]> {
  const { rows } = await client.query<CatalogTable>(
    `select n.nspname as schema, c.relname as table,
            array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
            array(select a.attname::text from pg_constraint k, pg_attribute a where k.conrelid = c.oid and k.contype = 'p'
                     and a.attrelid = c.oid and a.attnum = any (k.conkey) order by array_position(k.conkey, a.attnum)) as key,
            (select coalesce(jsonb_agg(jsonb_build_object('column', a.attname, 'schema', fn.nspname, 'table', f.relname) order by a.attnum), '[]')
               from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
               join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
              where k.conrelid = c.oid and k.contype = 'f' and cardinality(k.conkey) = 1) as references
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'guard')
        and n.nspname !~ '^pg_' and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      order by 1, 2 limit 10000`,
  );
  return rows;
}
