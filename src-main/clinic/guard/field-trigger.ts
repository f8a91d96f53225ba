import { type EncryptedField, FIELD_ROLES } from '../../../src-shared/phi/fields.ts';
import type { Connected } from '../postgres/connect.ts';
import { literal, quote, tableName } from './field-session.ts';

/** The trigger that encrypts rows as they come: its name makes it the last to run before a row is written. */
export const TRIGGER = 'zzz_attestry_fields';
/** The same for rows that are changed, where {@link TOUCHED} holds. */
export const UPDATE_TRIGGER = 'zzz_attestry_fields_update';
/** `pg_trigger.tgtype` of both (PostgreSQL source, catalog/pg_trigger.h): for each row, before; insert, update. */
export const INSERT_TYPE = 1 + 2 + 4;
export const UPDATE_TYPE = 1 + 2 + 16;

const CHANGED = `format('(%1$s COLLATE "C") IS DISTINCT FROM (%2$s COLLATE "C")', v.before, v.after)`;
const READABLE = `format('NOT starts_with((%1$s COLLATE "C"), %2$L::text)', v.after, 'atf1.')`;
/**
 * SQL: when an update has to be looked at, over columns `a` of fields `f`, in the words in which PostgreSQL 13 to 18 say it
 * again; null when nothing of the table is encrypted any more. `UPDATE OF` would not see what another trigger wrote into
 * a column. "C" compares bytes, whatever the column's collation holds to be equal. Where `mayBeReadable` a value that was
 * not changed is encrypted at any update of its row.
 */
const touched = (mayBeReadable: string): string => `(select case
    when count(*) = 0 then null
    when count(*) = 1 and not bool_or(${mayBeReadable}) then min(${CHANGED})
    else string_agg('(' || ${CHANGED} || ')' || case when ${mayBeReadable} then ' OR (' || ${READABLE} || ')' else '' end, ' OR ' order by a.attnum) end
  from guard.field f join pg_attribute a on a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped,
    lateral (select case when a.atttypid = 'text'::regtype then 'old.' || quote_ident(a.attname) else '(old.' || quote_ident(a.attname) || ')::text' end as before,
                    case when a.atttypid = 'text'::regtype then 'new.' || quote_ident(a.attname) else '(new.' || quote_ident(a.attname) || ')::text' end as after) v
  where f.relation = c.oid and f.state <> 'rolling-back')`;
/**
 * SQL: of a table `c`, see {@link touched}. Once every row was encrypted only a change can bring in what is readable; to
 * look for it at every update would cost the clinic's updates of other columns some 3 % more.
 */
export const TOUCHED = touched(`f.state = 'encrypting'`);
/** SQL: the same as it was before it heeded the state. */
export const TOUCHED_BEFORE = touched('true');
/** SQL: names of triggers of the table `c` that run before a row is written, and behind those that encrypt. */
export const BEHIND = `select t.tgname::text from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
    and (t.tgtype & 3) = 3 and (t.tgtype & 20) <> 0 and t.tgname::text collate "C" > '${TRIGGER}' and t.tgname <> '${UPDATE_TRIGGER}'`;

/** The function of both, by the number of its table. */
export const protectingFunction = (relation: string): string => `field_protect_${relation}`;

/** The code of that function. A column that is being decrypted stays as it is written. */
export function protectingBody(
  fields: readonly Pick<EncryptedField, 'column' | 'fieldId' | 'key' | 'state' | 'search'>[],
): string {
  const steps = fields
    .filter(({ state }) => state !== 'rolling-back')
    .map(({ column, fieldId, key, search }) => {
      const one = `new.${quote(column)}`;
      return `if ${one} is not null and not guard.field_is_sealed(${one}) then ${one} := guard.field_seal(${one}, ${literal(fieldId)}, ${key});${search === null ? '' : ` insert into guard.field_index_value (field_id, sealed) values (${literal(fieldId)}, ${one});`} end if;`;
    });
  return `begin ${steps.join(' ')} return new; end`;
}

/**
 * The trigger of a table, its function and the views of each role, as the register of encrypted columns has it; taken
 * away with the last of them.
 *
 * @returns how many columns of the table are in the register
 */
export async function renewTrigger(
  client: Connected,
  of: { readonly schema: string; readonly table: string },
): Promise<{ readonly left: number }> {
  // A column that the clinic dropped took its values with it.
  await client.query(
    `delete from guard.field f where not exists (select from pg_attribute a where a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped)`,
  );
  const { rows: fields } = await client.query<
    EncryptedField & { relation: string; attribute: number; owner: string }
  >(
    `select f.id as "fieldId", a.attname as column, f.key_id as key, f.state, f.relation::text as relation, a.attnum::int as attribute,
            case when i.field_id is not null then jsonb_build_object('rule', i.rule, 'ready', i.ready) end as search, n.nspname as schema, c.relname as table,
            (select rolname from pg_roles r join pg_namespace g on g.nspowner = r.oid where g.nspname = 'guard') as owner
       from guard.field f left join guard.field_index i on i.field_id = f.id join pg_class c on c.oid = f.relation join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum = f.attribute
      where n.nspname = $1 and c.relname = $2 order by a.attnum`,
    [of.schema, of.table],
  );
  const table = tableName(of);
  const { rows: found } = await client.query<{ oid: string }>('select $1::regclass::oid::text as oid', [
    table,
  ]);
  const relation = found[0]?.oid ?? '';
  const name = protectingFunction(relation);
  await renewViews(client, of, fields);
  const [first] = fields;
  if (first === undefined) {
    await client.query(`drop trigger if exists ${TRIGGER} on ${table}; drop trigger if exists ${UPDATE_TRIGGER} on ${table};
      drop function if exists guard.${name}(); delete from guard.attachment where kind = 'encrypt' and relation = ${literal(relation)}`);
    return { left: 0 };
  }
  const { rows: when } = await client.query<{ touched: string | null }>(
    `select ${TOUCHED} as touched from pg_class c where c.oid = $1::oid`,
    [relation],
  );
  const touched = when[0]?.touched ?? null;
  const triggers = touched === null ? [TRIGGER] : [TRIGGER, UPDATE_TRIGGER];
  await client.query(
    `create or replace function guard.${name}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
       as ${literal(protectingBody(fields))};
     comment on function guard.${name}() is 'Attestry: encrypts columns of one table of the clinic as they are written.';
     alter function guard.${name}() owner to ${quote(first.owner)};
     revoke all on function guard.${name}() from public;
     drop trigger if exists ${TRIGGER} on ${table}; drop trigger if exists ${UPDATE_TRIGGER} on ${table};
     create trigger ${TRIGGER} before insert on ${table} for each row execute function guard.${name}();
     ${touched === null ? '' : `create trigger ${UPDATE_TRIGGER} before update on ${table} for each row when (${touched}) execute function guard.${name}();`}
     insert into guard.attachment (kind, schema_name, table_name, relation, definition)
       values ('encrypt', ${literal(of.schema)}, ${literal(of.table)}, ${first.relation}, ${literal(JSON.stringify({ triggers, fields: fields.map(({ column, fieldId, key }) => ({ column, fieldId, key })) }))})
       on conflict (kind, relation) do update set definition = excluded.definition`,
  );
  return { left: fields.length };
}

/** Views that decrypt as a role may see it: the key of the table and its encrypted columns, nothing else. */
async function renewViews(
  client: Connected,
  of: { readonly schema: string; readonly table: string },
  fields: readonly (Pick<EncryptedField, 'column' | 'fieldId' | 'search'> & { readonly attribute: number })[],
): Promise<void> {
  const { rows: keys } = await client.query<{ name: string }>(
    `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
      where i.indrelid = $1::regclass and i.indisprimary order by a.attnum`,
    [tableName(of)],
  );
  for (const [role, level] of Object.entries(FIELD_ROLES)) {
    const home = `attestry_${role}`;
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [home]);
    if (rowCount === 0) continue;
    // The same name as the table: with the schema first in the search path a query needs no change.
    const view = `${quote(home)}.${quote(of.table)}`;
    await client.query(`create schema if not exists ${quote(home)}; drop view if exists ${view}`);
    if (fields.length === 0) {
      await client.query(
        `do $$ begin if not exists (select from pg_class where relnamespace = ${literal(quote(home))}::regnamespace) then drop schema ${quote(home)}; end if; end $$`,
      );
      continue;
    }
    const taken = new Set([...keys.map(({ name }) => name), ...fields.map(({ column }) => column)]);
    const columns = [
      ...keys.map(({ name }) => quote(name)),
      ...fields.flatMap(({ column, fieldId, search, attribute }) => [
        `guard.field_show(${quote(column)}, ${literal(fieldId)}, ${literal(level)}) as ${quote(column)}`,
        ...(search === null || level === 'masked'
          ? []
          : [`${quote(column)} as ${quote(sealedName(column, attribute, taken))}`]),
      ]),
    ];
    await client.query(
      `create view ${view} as select ${columns.join(', ')} from ${tableName(of)};
       comment on view ${view} is 'Attestry: encrypted columns as this role may see them, in a transaction that was given the key.';
       grant usage on schema ${quote(home)} to ${quote(home)}; grant select on ${view} to ${quote(home)}`,
    );
  }
}

/** What the encrypted value itself is called in a view: what `guard.field_matches` answers is compared with it. */
function sealedName(column: string, attribute: number, taken: ReadonlySet<string>): string {
  const name = `${column}_sealed`;
  return taken.has(name) || Buffer.byteLength(name) > 63 ? `column_${attribute}_sealed` : name;
}
