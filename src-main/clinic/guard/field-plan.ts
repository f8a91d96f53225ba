import type { ColumnRef } from '../../../src-shared/phi/classification.ts';
import { FIELD_ROLES, type FieldPlan } from '../../../src-shared/phi/fields.ts';
import { Fault } from '../../base/fault.ts';
import { namesakeWords } from '../../phi/index.ts';
import type { Connected } from '../postgres/connect.ts';
import { BEHIND } from './field-trigger.ts';

type Facts = {
  readonly rows: number;
  readonly type: string;
  readonly kind: string;
  readonly generated: boolean;
  readonly unique: boolean;
  readonly indexed: boolean;
  readonly checks: boolean;
  readonly foreign: boolean;
  readonly partition: boolean;
  readonly policies: boolean;
  readonly views: boolean;
  readonly triggers: boolean;
  readonly behind: readonly string[];
  /** Another table of this name that has encrypted columns. */
  readonly namesake: string | null;
  /** Something of the clinic's where a view of a role would be. */
  readonly inTheWay: string | null;
};

const FACTS = `
  select greatest(c.reltuples, 0)::float8 as rows, format_type(a.atttypid, a.atttypmod) as type, c.relkind as kind, a.attgenerated <> '' as generated,
         exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any (i.indkey)) as unique,
         exists (select from pg_index i where i.indrelid = c.oid and not i.indisunique and a.attnum = any (i.indkey))
           or exists (select from pg_depend d join pg_class i on i.oid = d.objid and i.relkind = 'i'
                       where d.refobjid = c.oid and d.refobjsubid = a.attnum) as indexed,
         exists (select from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'x') and a.attnum = any (k.conkey)) as checks,
         exists (select from pg_constraint k where k.contype = 'f' and ((k.conrelid = c.oid and a.attnum = any (k.conkey)) or (k.confrelid = c.oid and a.attnum = any (k.confkey)))) as foreign,
         c.relispartition or c.relkind = 'p' as partition,
         exists (select from pg_depend d where d.classid = 'pg_policy'::regclass and d.refobjid = c.oid and d.refobjsubid = a.attnum) as policies,
         exists (select from pg_depend d where d.classid = 'pg_rewrite'::regclass and d.refobjid = c.oid and d.refobjsubid = a.attnum) as views,
         exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgname !~ 'attestry') as triggers,
         array(${BEHIND} order by 1) as behind,
         (select quote_ident(m.nspname) || '.' || quote_ident(o.relname) from guard.field f join pg_class o on o.oid = f.relation
            join pg_namespace m on m.oid = o.relnamespace where o.relname = c.relname and o.oid <> c.oid limit 1) as namesake,
         (select quote_ident(m.nspname) || '.' || quote_ident(o.relname) from pg_class o join pg_namespace m on m.oid = o.relnamespace
           where o.relname = c.relname and m.nspname = any ($4)
             and (o.relkind <> 'v' or coalesce(obj_description(o.oid, 'pg_class'), '') !~ '^Attestry: ') limit 1) as "inTheWay"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where n.nspname = $1 and c.relname = $2 and a.attname = $3`;

/** What stands in the way of encrypting a column, and what its owner should know. Changes nothing. @throws Fault `table-missing` */
export async function planField(client: Connected, { schema, table, column }: ColumnRef): Promise<FieldPlan> {
  const homes = Object.keys(FIELD_ROLES).map((role) => `attestry_${role}`);
  const { rows } = await client.query<Facts>(FACTS, [schema, table, column, homes]);
  const [facts] = rows;
  if (facts === undefined)
    throw new Fault('table-missing', 'This column is not there any more.', 'Look at the data map again.');
  const said = (...pairs: readonly (readonly [boolean, string])[]): string[] =>
    pairs.flatMap(([holds, words]) => (holds ? [words] : []));
  return {
    ...{ schema, table, column },
    rows: Math.round(facts.rows),
    obstacles: said(
      [
        facts.type !== 'text' && facts.type !== 'character varying',
        `Its type is ${facts.type}: an encrypted value is text without a limit to its length.`,
      ],
      [facts.kind !== 'r' || facts.partition, 'It belongs to a partitioned or foreign table.'],
      [facts.generated, 'It is computed from other columns.'],
      [facts.unique, 'It has to be unique, and equal values do not look equal once encrypted.'],
      [facts.checks, 'A rule of the table looks at its value.'],
      [facts.foreign, 'It points to another table, or another table points to it.'],
      [facts.policies, 'An access rule looks at its value.'],
      [
        facts.behind.length > 0,
        `The trigger ${facts.behind[0] ?? ''} of this table would run behind the encryption and could write readable values; a name that comes earlier in the alphabet puts that right.`,
      ],
      [facts.namesake !== null, namesakeWords(facts.namesake ?? '')],
      [
        facts.inTheWay !== null,
        `The clinic has something of its own where the views of the roles are put: ${facts.inTheWay ?? ''}. Give that another name or another schema.`,
      ],
    ),
    warnings: said(
      [facts.indexed, 'An index on it finds nothing any more: searching and sorting by it stop working.'],
      [facts.views, 'Views on it show encrypted values.'],
      [
        facts.triggers,
        'Triggers of the clinic on this table see encrypted values, except those that run before a row is written.',
      ],
    ),
  };
}
