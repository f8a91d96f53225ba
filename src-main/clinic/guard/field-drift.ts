import type { Drift } from '../../../src-shared/clinic/guard.ts';
import type { EncryptedField } from '../../../src-shared/phi/fields.ts';
import type { Connected } from '../postgres/connect.ts';
import { protectingBody, protectingFunction, TRIGGER } from './field-trigger.ts';

type Protected = {
  readonly relation: string;
  readonly table: string;
  readonly recorded: boolean;
  readonly fields: readonly Pick<EncryptedField, 'column' | 'fieldId' | 'key' | 'state' | 'search'>[];
  /** Null: there is no trigger of that name. */
  readonly found: {
    readonly function: string;
    readonly body: string;
    /** The trigger fires for every row that is inserted or changed, and the function runs as the owner of the schema. */
    readonly whole: boolean;
  } | null;
};

// 23: BEFORE, ROW, INSERT and UPDATE (PostgreSQL source, catalog/pg_trigger.h).
const PROTECTED = `
select c.oid::text as relation, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table,
  exists (select from guard.attachment x where x.kind = 'encrypt' and x.relation = c.oid) as recorded,
  (select jsonb_agg(jsonb_build_object('column', a.attname, 'fieldId', f.id, 'key', f.key_id, 'state', f.state,
      'search', case when i.field_id is not null then jsonb_build_object('rule', i.rule, 'ready', i.ready) end) order by a.attnum)
     from guard.field f left join guard.field_index i on i.field_id = f.id
     join pg_attribute a on a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped
    where f.relation = c.oid) as fields,
  (select jsonb_build_object('function', p.proname, 'body', p.prosrc,
      'whole', t.tgtype = 23 and t.tgqual is null and t.tgattr = '' and p.prosecdef and p.proowner = g.nspowner
               and p.pronamespace = g.oid and p.proconfig = '{"search_path=pg_catalog, pg_temp"}')
     from pg_trigger t join pg_proc p on p.oid = t.tgfoid, pg_namespace g
    where t.tgrelid = c.oid and t.tgname = '${TRIGGER}' and g.nspname = 'guard') as found
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.oid in (select f.relation from guard.field f join pg_attribute a on a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped)
order by 2`;

/** How tables with encrypted columns differ from what the register of columns asks for, by the number of the table. */
export type FieldDrift = {
  readonly drift: ReadonlyMap<string, readonly Drift[]>;
  /** Functions of the triggers, which no file of the pack makes. */
  readonly functions: ReadonlySet<string>;
};

/** Compares the triggers that encrypt, and their code, with the register. Reads catalogs and the register only. */
export async function fieldDrift(client: Connected): Promise<FieldDrift> {
  const { rows: there } = await client.query<{ there: boolean }>(
    `select to_regclass('guard.field_index') is not null and to_regclass('guard.attachment') is not null as there`,
  );
  if (there[0]?.there !== true) return { drift: new Map(), functions: new Set() };
  const { rows } = await client.query<Protected>(PROTECTED);
  return {
    drift: new Map(rows.map((one) => [one.relation, [...unrecorded(one), ...unprotected(one)]])),
    functions: new Set(rows.map(({ relation }) => `function guard.${protectingFunction(relation)}()`)),
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

function unprotected({ relation, table, fields, found, recorded }: Protected): readonly Drift[] {
  const object = `trigger ${TRIGGER} on ${table}`;
  if (found === null)
    return recorded
      ? []
      : serious(object, 'missing', `The ${object} is gone: what is written there stays readable.`, 'nothing');
  if (found.whole && found.function === protectingFunction(relation) && found.body === protectingBody(fields))
    return [];
  return serious(
    object,
    'definition',
    `What encrypts the columns of ${table} is not as it was put there: trigger, function or a column’s name was changed. Encrypt its columns again: that puts it right.`,
    'others',
  );
}
