import { type EncryptedField, FIELD_ROLES } from '../../../src-shared/phi/fields.ts';
import type { ColumnRef } from '../../../src-shared/phi/classification.ts';
import { Fault } from '../../base/fault.ts';
import type { FieldDatabase, FieldRegister } from '../../phi/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';
import { registerAsked } from './classification.ts';
import { planField } from './field-plan.ts';
import { giveKeys, literal, quote, rewriteRows, tableName, transaction } from './field-session.ts';
import { verifyField } from './field-verify.ts';

const FIELDS = `
  select f.id as "fieldId", n.nspname as schema, c.relname as table, a.attname as column, f.key_id as key, f.state,
         to_char(f.attached_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since
    from guard.field f join pg_class c on c.oid = f.relation join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = f.attribute
   order by 2, 3, a.attnum`;
const TRIGGER = 'zzz_attestry_fields';

/** Which columns are encrypted, over the officer's own connection. */
export const postgresFieldRegister = (connection: ClinicConnection): FieldRegister => ({
  fields: () =>
    registerAsked(() =>
      withConnection(connection, async (client) => (await client.query<EncryptedField>(FIELDS)).rows),
    ),
});

/** Encrypting, exchanging and decrypting columns as the administrator. */
export const postgresFields = (administrator: ClinicConnection): FieldDatabase => {
  const on = <T>(work: (client: Connected) => Promise<T>): Promise<T> =>
    registerAsked(() => withConnection(administrator, work));
  return {
    keys: () =>
      on(async (client) => {
        const { rows } = await client.query<{ id: number; wrapped: Buffer }>(
          'select id, wrapped from guard.field_key order by id',
        );
        return rows;
      }),
    addKey: (publicKey, tokenKey, wrap) =>
      on((client) =>
        transaction(client, async () => {
          const { rows } = await client.query<{ id: string }>(
            `select nextval(pg_get_serial_sequence('guard.field_key', 'id')) as id`,
          );
          const id = Number(rows[0]?.id);
          await client.query(
            'insert into guard.field_key (id, public_key, wrapped, token_key) overriding system value values ($1, $2, $3, $4)',
            [id, publicKey, await wrap(id), tokenKey],
          );
          return id;
        }),
      ),
    plan: (column) => on((client) => planField(client, column)),
    attach: (columns, key) => on((client) => attach(client, columns, key)),
    encryptRows: (field, work) =>
      on(async (client) => {
        const rows = await rewriteRows(
          client,
          field,
          {
            phase: `Encrypting ${field.table}.${field.column}`,
            to: `guard.field_seal(${quote(field.column)}, ${literal(field.fieldId)}, ${field.key})`,
            where: `not guard.field_is_sealed(${quote(field.column)})`,
            given: null,
          },
          work,
        );
        // Dead rows and statistics still hold what was readable.
        await client.query(`vacuum (analyze) ${tableName(field)}`);
        await client.query(`reindex table ${tableName(field)}`);
        await client.query(
          `update guard.field set state = 'encrypted' where id = $1 and state = 'encrypting'`,
          [field.fieldId],
        );
        return rows;
      }),
    rotateRows: (field, to, given, work) =>
      on(async (client) => {
        await transaction(client, async () => {
          await client.query('update guard.field set key_id = $2 where id = $1', [field.fieldId, to]);
          await renewTrigger(client, field);
        });
        return rewriteRows(
          client,
          field,
          {
            phase: `New key for ${field.table}.${field.column}`,
            to: `guard.field_seal(guard.field_open(${quote(field.column)}, ${literal(field.fieldId)}), ${literal(field.fieldId)}, ${to})`,
            where: `(not guard.field_is_sealed(${quote(field.column)}) or exists (select from guard.field_data_key d
                      where d.id = split_part(${quote(field.column)}, '.', 2)::bigint and d.key_id <> ${to}))`,
            given,
          },
          work,
        );
      }),
    rollBack: (field, given, work) =>
      on(async (client) => {
        await transaction(client, async () => {
          await client.query(`update guard.field set state = 'rolling-back' where id = $1`, [field.fieldId]);
          // From here on what is written stays readable.
          await renewTrigger(client, field);
        });
        const rows = await rewriteRows(
          client,
          field,
          {
            phase: `Decrypting ${field.table}.${field.column}`,
            to: `guard.field_open(${quote(field.column)}, ${literal(field.fieldId)})`,
            where: `guard.field_is_sealed(${quote(field.column)})`,
            given,
          },
          work,
        );
        await transaction(client, async () => {
          await client.query('delete from guard.field where id = $1', [field.fieldId]);
          await renewTrigger(client, field);
        });
        await client.query(`vacuum (analyze) ${tableName(field)}`);
        return rows;
      }),
    takeOver: (given) =>
      on(async (client) => {
        let done = 0;
        for (let more = true; more;)
          more = await transaction(client, async () => {
            await giveKeys(client, given);
            const { rows } = await client.query<{ n: number }>('select guard.field_take_over(100) as n');
            done += rows[0]?.n ?? 0;
            return (rows[0]?.n ?? 0) > 0;
          });
        return done;
      }),
    verify: (field, given) => on((client) => verifyField(client, field, given)),
  };
};

async function attach(
  client: Connected,
  columns: readonly ColumnRef[],
  key: number,
): Promise<readonly EncryptedField[]> {
  for (const column of columns) {
    const { obstacles } = await planField(client, column);
    const [first] = obstacles;
    if (first !== undefined)
      throw new Fault(
        'field-refused',
        `${column.table}.${column.column} cannot be encrypted. ${first}`,
        'Look at the plan: it names everything that stands in the way.',
      );
  }
  await transaction(client, async () => {
    for (const { schema, table, column } of columns)
      await client.query(
        `insert into guard.field (relation, attribute, schema_name, table_name, column_name, key_id, state)
         select c.oid, a.attnum, n.nspname, c.relname, a.attname, $4, 'encrypting' from pg_class c join pg_namespace n on n.oid = c.relnamespace
           join pg_attribute a on a.attrelid = c.oid and a.attname = $3 where n.nspname = $1 and c.relname = $2
         on conflict (relation, attribute) do nothing`,
        [schema, table, column, key],
      );
    for (const [, [first]] of Map.groupBy(columns, tableName))
      if (first !== undefined) await renewTrigger(client, first);
  });
  const { rows } = await client.query<EncryptedField>(FIELDS);
  return rows.filter((field) =>
    columns.some(
      (one) => one.schema === field.schema && one.table === field.table && one.column === field.column,
    ),
  );
}

/**
 * The trigger of a table, its function and the views of each role, as the register of encrypted columns has it; taken
 * away with the last of them.
 */
async function renewTrigger(
  client: Connected,
  of: { readonly schema: string; readonly table: string },
): Promise<void> {
  const { rows: fields } = await client.query<EncryptedField & { relation: string; owner: string }>(
    `select f.id as "fieldId", a.attname as column, f.key_id as key, f.state, f.relation::text as relation, n.nspname as schema, c.relname as table,
            (select rolname from pg_roles r join pg_namespace g on g.nspowner = r.oid where g.nspname = 'guard') as owner
       from guard.field f join pg_class c on c.oid = f.relation join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum = f.attribute
      where n.nspname = $1 and c.relname = $2 order by a.attnum`,
    [of.schema, of.table],
  );
  const table = tableName(of);
  const { rows: found } = await client.query<{ oid: string }>('select $1::regclass::oid::text as oid', [
    table,
  ]);
  const name = `field_protect_${found[0]?.oid ?? ''}`;
  await renewViews(client, of, fields);
  const [first] = fields;
  if (first === undefined) {
    await client.query(`drop trigger if exists ${TRIGGER} on ${table}; drop function if exists guard.${name}();
      delete from guard.attachment where kind = 'encrypt' and relation = ${found[0]?.oid ?? '0'}`);
    return;
  }
  const steps = fields
    .filter(({ state }) => state !== 'rolling-back')
    .map(({ column, fieldId, key }) => {
      const one = `new.${quote(column)}`;
      return `if ${one} is not null and not guard.field_is_sealed(${one}) then ${one} := guard.field_seal(${one}, ${literal(fieldId)}, ${key}); end if;`;
    });
  await client.query(
    `create or replace function guard.${name}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
       as ${literal(`begin ${steps.join(' ')} return new; end`)};
     comment on function guard.${name}() is 'Attestry: encrypts columns of one table of the clinic as they are written.';
     alter function guard.${name}() owner to ${quote(first.owner)};
     revoke all on function guard.${name}() from public;
     drop trigger if exists ${TRIGGER} on ${table};
     create trigger ${TRIGGER} before insert or update on ${table} for each row execute function guard.${name}();
     insert into guard.attachment (kind, schema_name, table_name, relation, definition)
       values ('encrypt', ${literal(of.schema)}, ${literal(of.table)}, ${first.relation}, ${literal(JSON.stringify({ trigger: TRIGGER, fields: fields.map(({ column, fieldId, key }) => ({ column, fieldId, key })) }))})
       on conflict (kind, relation) do update set definition = excluded.definition`,
  );
}

/** Views that decrypt as a role may see it: the key of the table and its encrypted columns, nothing else. */
async function renewViews(
  client: Connected,
  of: { readonly schema: string; readonly table: string },
  fields: readonly Pick<EncryptedField, 'column' | 'fieldId'>[],
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
    const columns = [
      ...keys.map(({ name }) => quote(name)),
      ...fields.map(
        ({ column, fieldId }) =>
          `guard.field_show(${quote(column)}, ${literal(fieldId)}, ${literal(level)}) as ${quote(column)}`,
      ),
    ];
    await client.query(
      `create view ${view} with (security_barrier = true) as select ${columns.join(', ')} from ${tableName(of)};
       comment on view ${view} is 'Attestry: encrypted columns as this role may see them, in a transaction that was given the key.';
       grant usage on schema ${quote(home)} to ${quote(home)}; grant select on ${view} to ${quote(home)};
       grant usage on schema guard to ${quote(home)};
       grant execute on function guard.field_show(text, uuid, text), guard.field_pad(), guard.field_give(int, bytea) to ${quote(home)}`,
    );
  }
}
