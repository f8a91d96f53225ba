import type { Drift, GuardStatus } from '../../../src-shared/clinic/guard.ts';
import { triggerDrift } from '../drift.ts';
import type { Connected } from '../postgres/connect.ts';

/** A trigger of the pack's functions on a table. */
type Trigger = { readonly name: string; readonly enabled: string; readonly definition: string };

/** One of the clinic's tables with what hangs on it of Attestry. */
type Attached = {
  /** Number of the table; rows of the list keep it when the table is renamed. */
  readonly relation: string;
  /** SCHEMA.TABLE as it is called now; null: there is no table of that number any more. */
  readonly table: string | null;
  /** The same, not ready for SQL. */
  readonly schema: string;
  readonly name: string;
  /** What the list says; empty: it does not know the table. */
  readonly recorded: readonly {
    readonly kind: string;
    readonly table: string;
    readonly definition: { readonly triggers?: unknown; readonly policies?: unknown };
  }[];
  readonly triggers: readonly Trigger[];
  readonly rowSecurity: boolean;
  readonly forced: boolean;
  readonly policies: unknown;
};

// Triggers below a partitioned table count as its own: one that is switched off on a partition lets changes pass unseen too.
const ATTACHED = `
with noted as (select * from %LIST% where kind <> 'schema'),
hung as (
  select t.tgrelid, jsonb_agg(jsonb_build_object('name', t.tgname, 'enabled', t.tgenabled, 'definition', pg_get_triggerdef(t.oid)) order by t.tgname) as triggers
    from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
    join pg_class c on c.oid = t.tgrelid join pg_namespace cn on cn.oid = c.relnamespace
   where n.nspname = 'guard' and cn.nspname <> 'guard' and not t.tgisinternal group by 1)
select r.oid::text as relation, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table, n.nspname::text as schema, c.relname::text as name,
  (select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'table', quote_ident(a.schema_name) || '.' || quote_ident(a.table_name),
                                                'definition', a.definition) order by a.kind), '[]') from noted a where a.relation = r.oid) as recorded,
  coalesce(h.triggers, '[]') as triggers, coalesce(c.relrowsecurity, false) as "rowSecurity", coalesce(c.relforcerowsecurity, false) as forced,
  (select coalesce(jsonb_agg(jsonb_build_object('name', p.polname, 'command', p.polcmd::text,
      'permissive', p.polpermissive, 'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid),
      'roles', array(select o.rolname::text from pg_roles o where o.oid = any (p.polroles) order by 1)) order by p.polname), '[]')
     from pg_policy p where p.polrelid = r.oid) as policies
from (select relation as oid from noted union select tgrelid from hung) r
  left join pg_class c on c.oid = r.oid left join pg_namespace n on n.oid = c.relnamespace
  left join hung h on h.tgrelid = r.oid
 order by 2, 1`;
const NO_LIST = `(select null::text as kind, null::text as schema_name, null::text as table_name, null::oid as relation, null::jsonb as definition where false) x`;

/** Event triggers belong to the database, not to a table; who puts them there notes their own number. */
const EVENT_TRIGGERS = `
select coalesce(e.evtname::text, a.table_name) as name, e.evtenabled::text as enabled, a.kind is not null as recorded
  from (select * from pg_event_trigger e where e.evtfoid in (select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                                                              where n.nspname = 'guard')) e
  full join (select * from %LIST% where kind = 'schema') a on a.relation = e.oid
 order by 1`;

/** How the triggers that watch the form of the database differ from what the list says. */
export async function eventTriggerDrift(client: Connected, listed: boolean): Promise<readonly Drift[]> {
  const { rows } = await client.query<{ name: string; enabled: string | null; recorded: boolean }>(
    EVENT_TRIGGERS.replace('%LIST%', listed ? 'guard.attachment' : NO_LIST),
  );
  return rows.flatMap(({ name, enabled, recorded }) => {
    const object = `event trigger ${name}`;
    if (enabled === null)
      return [missing(object, `The ${object} is gone: changes of the form of tables make no entry.`)];
    if (!recorded)
      return [
        {
          ...{ object, change: 'extra' as const, severity: 'serious' as const },
          ...{ sentence: `The ${object} is not of the pack.`, expected: 'nothing', found: 'there' },
        },
      ];
    return triggerDrift(object, 'O', enabled);
  });
}

/** What hangs on the clinic's tables, and what the list says of it. */
export async function readAttached(client: Connected, listed: boolean): Promise<readonly Attached[]> {
  const { rows } = await client.query<Attached>(
    ATTACHED.replace('%LIST%', listed ? 'guard.attachment' : NO_LIST),
  );
  return rows;
}

/** What is attached, for the eye, and how it differs from what the list says; `fields`: and the register of encrypted columns. */
export function attachmentDrift(
  attached: readonly Attached[],
  fields: ReadonlyMap<string, readonly Drift[]>,
): {
  readonly attachments: GuardStatus['attachments'];
  readonly drift: readonly Drift[];
} {
  const known = new Set(attached.map(({ relation }) => relation));
  const each = attached.map((one) => ({
    one,
    drift: withoutDoubles([...driftOf(one), ...(fields.get(one.relation) ?? [])]),
  }));
  return {
    attachments: each.flatMap(({ one, drift }) =>
      one.recorded.map(({ kind, table }) => ({
        kind,
        relation: one.relation,
        table: one.table ?? table,
        whole: drift.every(({ severity }) => severity === 'note'),
      })),
    ),
    drift: [
      ...each.flatMap(({ drift }) => drift),
      ...[...fields].flatMap(([relation, drift]) => (known.has(relation) ? [] : drift)),
    ],
  };
}

/** The list and the register may both miss the same trigger. */
const withoutDoubles = (drift: readonly Drift[]): readonly Drift[] => [
  ...new Map(drift.map((one) => [`${one.change} ${one.object}`, one])).values(),
];

function driftOf(one: Attached): readonly Drift[] {
  const { table, recorded, triggers } = one;
  const first = recorded[0];
  if (table === null)
    return [
      {
        ...{ object: `table ${first?.table ?? one.relation}`, change: 'table-gone', severity: 'serious' },
        sentence: `The table ${first?.table ?? one.relation}, which was guarded (${recorded.map(({ kind }) => kind).join(', ')}), is gone.`,
        ...{ expected: 'there', found: 'nothing' },
      },
    ];
  const named = triggers.flatMap(({ name, enabled }) =>
    triggerDrift(`trigger ${name} on ${table}`, 'O', enabled),
  );
  if (first === undefined)
    return [
      ...named,
      {
        ...{ object: `table ${table}`, change: 'not-recorded', severity: 'note' },
        sentence: `The table ${table} has triggers of the pack that the list of attachments does not know.`,
        ...{ expected: 'in the list', found: triggers.map(({ name }) => name).join(', ') },
      },
    ];
  const renamed: readonly Drift[] =
    first.table === table
      ? []
      : [
          {
            ...{ object: `table ${table}`, change: 'table-renamed', severity: 'note' },
            sentence: `The table ${first.table} is called ${table} now; it is guarded as before.`,
            ...{ expected: first.table, found: table },
          },
        ];
  return [...named, ...renamed, ...recorded.flatMap((record) => recordDrift(one, record, table))];
}

const missing = (object: string, sentence: string): Drift => ({
  ...{ object, change: 'missing', severity: 'serious' },
  ...{ sentence, expected: 'there', found: 'nothing' },
});

function recordDrift(one: Attached, record: Attached['recorded'][number], table: string): readonly Drift[] {
  const { kind, definition } = record;
  const there = new Set(one.triggers.map(({ name }) => name));
  const wanted = triggerNames(definition.triggers);
  const gone = wanted
    .filter((name) => !there.has(name))
    .map((name) =>
      missing(`trigger ${name} on ${table}`, `The trigger ${name} (${kind}) on ${table} is gone.`),
    );
  const none =
    kind === 'audit' && wanted.length === 0 && there.size === 0
      ? [missing(`table ${table}`, `The table ${table} is recorded as audited, and has no audit trigger.`)]
      : [];
  return [...gone, ...none, ...(kind === 'rows' ? rowDrift(one, definition.policies, table) : [])];
}

/** Names as a list of texts, or of objects with a name. */
function triggerNames(triggers: unknown): readonly string[] {
  if (!Array.isArray(triggers)) return [];
  return triggers.flatMap((one: unknown) =>
    typeof one === 'string'
      ? [one]
      : typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string'
        ? [one.name]
        : [],
  );
}

function rowDrift(
  { rowSecurity, forced, policies }: Attached,
  expected: unknown,
  table: string,
): readonly Drift[] {
  const object = `table ${table}`;
  const found = rowSecurity ? (forced ? 'on, forced' : 'on, not for the owner') : 'off';
  const state: readonly Drift[] =
    rowSecurity && forced
      ? []
      : [
          {
            ...{ object, change: 'row-security', severity: 'serious' },
            sentence: `Row security of the ${object} is ${found}; it was switched on for everybody.`,
            ...{ expected: 'on, forced', found },
          },
        ];
  if (expected === undefined || JSON.stringify(expected) === JSON.stringify(policies)) return state;
  return [
    ...state,
    {
      ...{ object, change: 'definition', severity: 'serious' },
      sentence: `The rules of access on the ${object} are not those that were put there. Put them on again: Clinic database, Row rules.`,
      ...{ expected: 'as put there', found: 'others' },
    },
  ];
}
