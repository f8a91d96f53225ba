import { type EncryptedField, KEY_SECONDS } from '../../../src-shared/phi/fields.ts';
import type { ColumnRef } from '../../../src-shared/phi/classification.ts';
import { Fault } from '../../base/fault.ts';
import type { FieldDatabase, FieldRegister } from '../../phi/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';
import { registerAsked } from './classification.ts';
import { planField } from './field-plan.ts';
import { giveKeys, literal, quote, rewriteRows, tableName, transaction } from './field-session.ts';
import { catchUp, dropSearch, makeSearchable, refuseSearch } from './field-search.ts';
import { renewTrigger } from './field-trigger.ts';
import { noteInLog } from './log-note.ts';
import { verifyField } from './field-verify.ts';

const FIELDS = `
  select f.id as "fieldId", n.nspname as schema, c.relname as table, a.attname as column, f.key_id as key, f.state,
         case when i.field_id is not null then jsonb_build_object('rule', i.rule, 'ready', i.ready) end as search,
         to_char(f.attached_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since
    from guard.field f left join guard.field_index i on i.field_id = f.id join pg_class c on c.oid = f.relation join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = f.attribute and not a.attisdropped
   order by 2, 3, a.attnum`;

/** Which columns are encrypted, over the officer's own connection. */
export const postgresFieldRegister = (connection: ClinicConnection): FieldRegister => ({
  fields: () =>
    registerAsked(() =>
      withConnection(connection, async (client) => (await client.query<EncryptedField>(FIELDS)).rows),
    ),
  keyTime: () =>
    withConnection(connection, async (client) => {
      const { rows: there } = await client.query<{ there: boolean }>(
        `select to_regclass('guard.field_key_time') is not null as there`,
      );
      if (there[0]?.there !== true) return null;
      const { rows } = await client.query<{ seconds: number }>('select seconds from guard.field_key_time');
      return rows[0]?.seconds ?? KEY_SECONDS.preset;
    }),
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
        await refuseSearch(client, field);
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
        await transaction(client, async () => {
          const { rowCount } = await client.query(
            `update guard.field set state = 'encrypted' where id = $1 and state = 'encrypting'`,
            [field.fieldId],
          );
          // From here on an update of another column is not looked at.
          if (rowCount === 1) await renewTrigger(client, field);
        });
        return rows;
      }),
    rotateRows: (field, to, given, work) =>
      on(async (client) => {
        await transaction(client, async () => {
          await client.query('update guard.field set key_id = $2 where id = $1', [field.fieldId, to]);
          await refuseSearch(client, field);
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
          await dropSearch(client, field);
          await client.query('delete from guard.field where id = $1', [field.fieldId]);
          const { left } = await renewTrigger(client, field);
          if (left === 0) await noteInLog(client, 'guard.detached', field, 'encrypt');
        });
        await client.query(`vacuum (analyze) ${tableName(field)}`);
        return rows;
      }),
    makeSearchable: (field, rule) => on((client) => makeSearchable(client, field, rule)),
    catchUp: (field, given, work) => on((client) => catchUp(client, field, given, work)),
    endSearch: (field) =>
      on((client) =>
        transaction(client, async () => {
          await dropSearch(client, field);
          await renewTrigger(client, field);
        }),
      ),
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
    setKeyTime: (seconds) =>
      on(async (client) => {
        await client.query('select guard.set_field_key_time($1)', [seconds]);
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
         on conflict (relation, attribute) do update set state = 'encrypting' where field.state = 'rolling-back'`,
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
