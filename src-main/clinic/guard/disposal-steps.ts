import pg from 'pg';
import { Fault } from '../../base/fault.ts';
import type { StepWish } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { sqlName } from './row-facts.ts';

/** A table of a deletion with what the catalogue says of it; kept with the deletion, so that it is resumed as it began. */
export type Step = {
  readonly oid: string;
  readonly schema: string;
  readonly table: string;
  readonly subjectColumn: string | null;
  readonly ageColumn: string | null;
  readonly months: number | null;
  /** Columns of the primary key with their types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
  /** Foreign keys that point at it. */
  readonly pointers: readonly {
    readonly schema: string;
    readonly table: string;
    readonly from: readonly string[];
    readonly to: readonly string[];
  }[];
};

const quote = (name: string): string => pg.escapeIdentifier(name);

/** The steps of the wishes, those that point before those that are pointed at. @throws Fault `disposal-refused` */
export async function stepsOf(client: Connected, wishes: readonly StepWish[]): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const { schema, table, subjectColumn, age } of wishes) {
    const { rows } = await client.query<
      Omit<Step, 'subjectColumn' | 'ageColumn' | 'months'> & { columns: string[] }
    >(
      `select c.oid::text, n.nspname as schema, c.relname as table,
              array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
              (select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by array_position(k.conkey, a.attnum)), '[]')
                 from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = any (k.conkey) where k.conrelid = c.oid and k.contype = 'p') as key,
              (select coalesce(jsonb_agg(jsonb_build_object('schema', fn.nspname, 'table', f.relname,
                        'from', (select jsonb_agg(a.attname order by u.place) from unnest(k.conkey) with ordinality u(number, place)
                                   join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number),
                        'to', (select jsonb_agg(a.attname order by u.place) from unnest(k.confkey) with ordinality u(number, place)
                                 join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number))), '[]')
                 from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_namespace fn on fn.oid = f.relnamespace
                where k.confrelid = c.oid and k.contype = 'f' and k.conparentid = 0) as pointers
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')`,
      [schema, table],
    );
    const found = rows[0];
    const wanted = [subjectColumn, age?.column ?? null].filter((column) => column !== null);
    if (found === undefined || wanted.some((column) => !found.columns.includes(column)))
      throw new Fault(
        'disposal-refused',
        `The table ${schema}.${table} of a retention rule is not there any more, or not its column.`,
        'Set the rule anew, or switch it off; then plan again. Nothing was deleted.',
      );
    const { oid, key, pointers } = found;
    steps.push({
      ...{ oid, schema: found.schema, table: found.table, key, pointers, subjectColumn },
      ...{ ageColumn: age?.column ?? null, months: age?.months ?? null },
    });
  }
  return inOrder(steps);
}

/** Those that point before those that are pointed at; a circle stays as it is: the passes go round it. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const nameOf = (step: { readonly schema: string; readonly table: string }): string =>
    `${step.schema}\0${step.table}`;
  const byName = new Map(steps.map((step) => [nameOf(step), step]));
  const done = new Set<Step>();
  const visit = (step: Step, path: ReadonlySet<Step>): void => {
    if (done.has(step) || path.has(step)) return;
    for (const pointer of step.pointers) {
      const pointing = byName.get(nameOf(pointer));
      if (pointing !== undefined) visit(pointing, new Set([...path, step]));
    }
    done.add(step);
  };
  for (const step of steps) visit(step, new Set());
  return [...done];
}

/** The conditions of a step over the table `t`; `$1` is the deletion's moment, `$2` the patient or NULL. */
export type Conditions = {
  /** What the deletion is about, whatever the age. */
  readonly about: string;
  readonly old: string;
  readonly held: string;
  readonly referenced: string;
  /** What is to be deleted now. */
  readonly doomed: string;
};

/** See {@link Conditions}. */
export function conditionsOf(step: Step): Conditions {
  const subject = step.subjectColumn === null ? 'null' : `t.${quote(step.subjectColumn)}::text`;
  const about = `($2::text is null or ${subject} = $2::text)`;
  const old =
    step.ageColumn === null || step.months === null
      ? '($1::timestamptz is not null)'
      : `coalesce(t.${quote(step.ageColumn)} < $1::timestamptz - interval '${step.months} months', false)`;
  const held = `guard.is_held(${step.oid}::oid, ${subject})`;
  const referenced =
    step.pointers.length === 0
      ? 'false'
      : `(${step.pointers
          .map(
            (pointer) =>
              `exists (select from ${sqlName(pointer)} p where ${pointer.from
                .map((column, at) => `p.${quote(column)} = t.${quote(pointer.to[at] ?? '')}`)
                .join(' and ')})`,
          )
          .join(' or ')})`;
  return {
    about,
    old,
    held,
    referenced,
    doomed: `${about} and ${old} and not ${held} and not ${referenced}`,
  };
}

/** How many rows of a table a deletion is about, and what becomes of them. */
export type Tally = {
  readonly rows: number;
  readonly deletable: number;
  readonly held: number;
  readonly referenced: number;
  readonly retained: number;
};

/** Counts a step at this moment. An erasure counts what a rule still keeps; a rule's own run is only about what is old. */
export async function tallyOf(
  client: Connected,
  step: Step,
  at: string,
  subject: string | null,
): Promise<Tally> {
  const { about, old, held, referenced, doomed } = conditionsOf(step);
  const { rows } = await client.query<Record<keyof Tally, string>>(
    `select count(*) as rows, count(*) filter (where doomed) as deletable, count(*) filter (where old and held) as held,
            count(*) filter (where old and not held and referenced) as referenced, count(*) filter (where not old) as retained
       from (select ${old} as old, ${held} as held, ${referenced} as referenced, ${doomed} as doomed
               from ${sqlName(step)} t where ${about} and ($2::text is not null or ${old})) as x`,
    [at, subject],
  );
  const found = rows[0];
  return {
    rows: Number(found?.rows ?? 0),
    deletable: Number(found?.deletable ?? 0),
    held: Number(found?.held ?? 0),
    referenced: Number(found?.referenced ?? 0),
    retained: Number(found?.retained ?? 0),
  };
}
