import type { Drift } from '../../../src-shared/clinic/guard.ts';
import type { Connected } from '../postgres/connect.ts';

/** SQL: the arguments of the audit trigger of an attachment `a`, in their order: key, patient (or empty), more of the key. */
const WANTED = `(select coalesce(a.definition -> 'key' ->> 0, '') as name, 0::bigint as place
  union all select coalesce(a.definition ->> 'patient', ''), 1
  union all select k.name, k.place from jsonb_array_elements_text(a.definition -> 'key') with ordinality k(name, place) where k.place > 1)`;

/** SQL: those of them that are no column of the table any more. */
const GONE = `array(select quote_ident(w.name) from ${WANTED} w where w.name <> '' and not exists (
  select from pg_attribute p where p.attrelid = a.relation and p.attname = w.name and p.attnum > 0 and not p.attisdropped) order by w.place)`;

/** SQL: whether a trigger of ours runs with other arguments, less often, or something else. `pg_trigger.tgtype`: see audit-triggers.ts. */
const OTHER = `exists (select from pg_trigger t join pg_proc f on f.oid = t.tgfoid join pg_namespace g on g.oid = f.pronamespace
  where t.tgrelid = a.relation and not t.tgisinternal
    and ((t.tgname = 'attestry_audit'
          and ((g.nspname, f.proname) <> ('guard', 'audit_change') or t.tgtype <> 29 or t.tgattr::text <> '' or t.tgqual is not null
               or encode(t.tgargs, 'hex') <> (select string_agg(encode(convert_to(w.name, getdatabaseencoding()), 'hex') || '00', '' order by w.place) from ${WANTED} w)))
      or (t.tgname = 'attestry_audit_truncate'
          and ((g.nspname, f.proname) <> ('guard', 'audit_truncate') or t.tgtype <> 32 or t.tgqual is not null))))`;

const AUDITED = `guard.attachment a where a.kind = 'audit' and jsonb_typeof(a.definition -> 'key') = 'array'`;

/** SQL: whether the audit triggers of a table `c` are not those that were put there, or go by columns that are gone. */
export const NOT_AS_ATTACHED = `exists (select from ${AUDITED} and a.relation = c.oid and (cardinality(${GONE}) > 0 or ${OTHER}))`;

type Found = {
  readonly relation: string;
  readonly table: string;
  readonly gone: readonly string[];
  readonly other: boolean;
};

const serious = (object: string, sentence: string, expected: string, found: string): Drift => ({
  ...{ object, change: 'definition', severity: 'serious' },
  ...{ sentence, expected, found },
});

const named = (columns: readonly string[]): string =>
  columns.length === 1 ? `the column ${columns[0] ?? ''}` : `the columns ${columns.join(', ')}`;

/**
 * What was put on the clinic's tables and goes by columns that are not there any more, or not by those it was put there for. A
 * trigger that finds no column of that name lets the clinic work on, and writes entries that do not say whose data it is.
 *
 * @returns by the number of the table
 */
export async function columnDrift(client: Connected): Promise<ReadonlyMap<string, readonly Drift[]>> {
  const { rows: lists } = await client.query<{ audit: boolean; rows: boolean }>(
    `select to_regclass('guard.attachment') is not null as audit, to_regclass('guard.row_source') is not null as rows`,
  );
  const all: (readonly [string, Drift])[] = [];
  if (lists[0]?.audit === true)
    for (const one of await found(client, `${GONE} as gone, ${OTHER} as other`, AUDITED))
      all.push(...auditDrift(one).map((drift) => [one.relation, drift] as const));
  if (lists[0]?.rows === true)
    for (const one of await found(
      client,
      `${NOT_THERE} as gone, false as other`,
      'guard.row_source a where true',
    ))
      all.push(...sourceDrift(one).map((drift) => [one.relation, drift] as const));
  return new Map(
    [...Map.groupBy(all, ([relation]) => relation)].map(([relation, pairs]) => [
      relation,
      pairs.map(([, drift]) => drift),
    ]),
  );
}

/** SQL: columns by which a source of the row rules goes, and which are gone. */
const NOT_THERE = `array(select quote_ident(w.name) from (
    select unnest(array[a.subject_column, a.person_column, a.from_column, a.to_column]) as name union select jsonb_object_keys(a.condition)) w
   where w.name is not null and not exists (
    select from pg_attribute p where p.attrelid = a.relation and p.attname = w.name and p.attnum > 0 and not p.attisdropped) order by 1)`;

async function found(client: Connected, facts: string, from: string): Promise<readonly Found[]> {
  const { rows } = await client.query<Found>(
    `select x.relation::text as relation, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table, x.gone, x.other
       from (select a.relation, ${facts} from ${from}) x join pg_class c on c.oid = x.relation join pg_namespace n on n.oid = c.relnamespace
      where cardinality(x.gone) > 0 or x.other order by 2`,
  );
  return rows;
}

function auditDrift({ table, gone, other }: Found): readonly Drift[] {
  const object = `trigger attestry_audit on ${table}`;
  if (gone.length > 0)
    return [
      serious(
        object,
        `The ${object} goes by ${named(gone)}, which the table has no more (renamed or removed): entries do not say which row or whose data it was. Attach it again: Clinic database, Triggers.`,
        gone.join(', '),
        'no such column',
      ),
    ];
  return other
    ? [
        serious(
          object,
          `The ${object} is not as it was put there: its columns, its condition or its function were changed. Attach it again: Clinic database, Triggers.`,
          'as put there',
          'another one',
        ),
      ]
    : [];
}

const sourceDrift = ({ table, gone }: Found): readonly Drift[] => [
  serious(
    `table ${table}`,
    `The rules of access go by ${named(gone)} of ${table}, which the table has no more (renamed or removed): nobody sees patients by it. Put the rules on again: Clinic database, Row rules.`,
    gone.join(', '),
    'no such column',
  ),
];
