import type { Drift } from '../../../src-shared/clinic/guard.ts';
import type { EncryptedField } from '../../../src-shared/phi/fields.ts';
import type { Connected } from '../postgres/connect.ts';
import {
  BEHIND,
  INSERT_TYPE,
  protectingBody,
  protectingFunction,
  TOUCHED,
  TOUCHED_BEFORE,
  TRIGGER,
  UPDATE_TRIGGER,
  UPDATE_TYPE,
} from './field-trigger.ts';

type Found = {
  readonly name: string;
  readonly type: number;
  /** Without a choice of columns; the function runs as the owner of the schema, with a search path of its own. */
  readonly safe: boolean;
  readonly function: string;
  readonly body: string;
  readonly definition: string;
};
type Protected = {
  readonly relation: string;
  readonly schema: string;
  readonly name: string;
  readonly table: string;
  readonly mine: boolean;
  readonly recorded: boolean;
  readonly fields: readonly Pick<EncryptedField, 'column' | 'fieldId' | 'key' | 'state' | 'search'>[];
  /** When an update has to be looked at; see {@link TOUCHED}. */
  readonly touched: string | null;
  readonly touchedBefore: string | null;
  readonly found: readonly Found[];
  /** Triggers of others that run behind those that encrypt. */
  readonly behind: readonly string[];
};

const PROTECTED = `
select c.oid::text as relation, n.nspname::text as schema, c.relname::text as name,
  quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table, pg_has_role(c.relowner, 'usage') as mine,
  exists (select from guard.attachment x where x.kind = 'encrypt' and x.relation = c.oid) as recorded,
  (select jsonb_agg(jsonb_build_object('column', a.attname, 'fieldId', f.id, 'key', f.key_id, 'state', f.state,
      'search', case when i.field_id is not null then jsonb_build_object('rule', i.rule, 'ready', i.ready) end) order by a.attnum)
     from guard.field f left join guard.field_index i on i.field_id = f.id
     join pg_attribute a on a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped
    where f.relation = c.oid) as fields,
  ${TOUCHED} as touched, ${TOUCHED_BEFORE} as "touchedBefore",
  (select coalesce(jsonb_agg(jsonb_build_object('name', t.tgname, 'type', t.tgtype, 'function', p.proname, 'body', p.prosrc, 'definition', pg_get_triggerdef(t.oid),
      'safe', t.tgattr = '' and p.prosecdef and p.proowner = g.nspowner and p.pronamespace = g.oid
              and p.proconfig = '{"search_path=pg_catalog, pg_temp"}')), '[]')
     from pg_trigger t join pg_proc p on p.oid = t.tgfoid, pg_namespace g
    where t.tgrelid = c.oid and t.tgname in ('${TRIGGER}', '${UPDATE_TRIGGER}') and g.nspname = 'guard') as found,
  array(${BEHIND} order by 1) as behind
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.oid in (select f.relation from guard.field f join pg_attribute a on a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped)
order by 4`;

/** A table whose triggers are of an older form; `mine`: whoever is connected may change that. */
export type OlderTable = { readonly schema: string; readonly table: string; readonly mine: boolean };

/** How tables with encrypted columns differ from what the register of columns asks for, by the number of the table. */
export type FieldDrift = {
  readonly drift: ReadonlyMap<string, readonly Drift[]>;
  /** Functions of the triggers, which no file of the pack makes. */
  readonly functions: ReadonlySet<string>;
  /** Tables whose triggers are of an older form, which encrypts as well but costs every update more. */
  readonly older: readonly OlderTable[];
};

/** Compares the triggers that encrypt, and their code, with the register. Reads catalogs and the register only. */
export async function fieldDrift(client: Connected): Promise<FieldDrift> {
  const { rows: there } = await client.query<{ there: boolean }>(
    `select to_regclass('guard.field_index') is not null and to_regclass('guard.attachment') is not null as there`,
  );
  if (there[0]?.there !== true) return { drift: new Map(), functions: new Set(), older: [] };
  const { rows } = await client.query<Protected>(PROTECTED);
  return {
    drift: new Map(
      rows.map((one) => [one.relation, [...unrecorded(one), ...unprotected(one), ...overtaken(one)]]),
    ),
    functions: new Set(rows.map(({ relation }) => `function guard.${protectingFunction(relation)}()`)),
    older: rows.filter(isOlder).map(({ schema, name, mine }) => ({ schema, table: name, mine })),
  };
}

const serious = (
  object: string,
  change: Drift['change'],
  sentence: string,
  found: string,
): readonly Drift[] => [
  { object, change, severity: 'serious', sentence, expected: 'as it was put there', found },
];

function unrecorded({ recorded, table }: Protected): readonly Drift[] {
  if (recorded) return [];
  return serious(
    `table ${table}`,
    'not-recorded',
    `The table ${table} has encrypted columns that the list of attachments does not know.`,
    'not in the list',
  );
}

/** What ends the definition of a trigger of a table: PostgreSQL names the schema unless the search path has it. */
const endOf = ({ relation }: Protected, when: string | null): readonly string[] =>
  ['guard.', ''].map(
    (schema) =>
      ` FOR EACH ROW ${when === null ? '' : `WHEN ((${when})) `}EXECUTE FUNCTION ${schema}${protectingFunction(relation)}()`,
  );
const isWhole = (one: Protected, found: Found | undefined, type: number, when: string | null): boolean =>
  found?.type === type &&
  found.safe &&
  found.body === protectingBody(one.fields) &&
  endOf(one, when).some((end) => found.definition.endsWith(end));
const foundOf = ({ found }: Protected, name: string): Found | undefined =>
  found.find((trigger) => trigger.name === name);

/**
 * Until the trigger was split in two it ran for inserts and every update alike; after that it looked for readable
 * values when none was left, too.
 */
const isOlder = (one: Protected): boolean =>
  (foundOf(one, UPDATE_TRIGGER) === undefined &&
    isWhole(one, foundOf(one, TRIGGER), INSERT_TYPE | UPDATE_TYPE, null)) ||
  (one.touched !== one.touchedBefore &&
    isWhole(one, foundOf(one, TRIGGER), INSERT_TYPE, null) &&
    isWhole(one, foundOf(one, UPDATE_TRIGGER), UPDATE_TYPE, one.touchedBefore));

function unprotected(one: Protected): readonly Drift[] {
  const { table, touched } = one;
  if (isOlder(one))
    return [
      {
        ...{ object: `trigger ${TRIGGER} on ${table}`, change: 'definition', severity: 'note' },
        sentence: `What encrypts the columns of ${table} is of an older form, which makes every update of it slower. Upgrade the pack: that puts the new one there.`,
        ...{ expected: 'triggers of this version', found: 'triggers of an older one' },
      },
    ];
  const wanted = [
    { name: TRIGGER, type: INSERT_TYPE, when: null },
    ...(touched === null ? [] : [{ name: UPDATE_TRIGGER, type: UPDATE_TYPE, when: touched }]),
  ];
  return wanted.flatMap(({ name, type, when }) => {
    const object = `trigger ${name} on ${table}`;
    const found = foundOf(one, name);
    if (found === undefined)
      return serious(
        object,
        'missing',
        `The ${object} is gone: what is written there stays readable.`,
        'nothing',
      );
    if (isWhole(one, found, type, when)) return [];
    return serious(
      object,
      'definition',
      `What encrypts the columns of ${table} is not as it was put there: trigger, function or a column’s name was changed. Encrypt its columns again: that puts it right.`,
      'others',
    );
  });
}

const overtaken = ({ table, behind }: Protected): readonly Drift[] =>
  behind.flatMap((name) =>
    serious(
      `trigger ${name} on ${table}`,
      'extra',
      `The trigger ${name} on ${table} runs behind what encrypts, and could write readable values. Let its owner give it a name that comes before ${TRIGGER}.`,
      'there',
    ),
  );
