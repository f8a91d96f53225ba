import type { EncryptedField, FieldCheck } from '../../../src-shared/phi/fields.ts';
import type { GivenKeys } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { giveKeys, literal, quote, tableName, transaction } from './field-session.ts';
import { searchCheck } from './field-search.ts';
import { TRIGGER, UPDATE_TRIGGER } from './field-trigger.ts';

/** Values that are searched for in the files, and the shortest that would not be found by chance. */
const SAMPLED = 20;
const SHORTEST = 6;
const PIECE = 4 * 1024 * 1024;

/** Looks for readable values that are left, everywhere a look from inside the database reaches. */
export async function verifyField(
  client: Connected,
  field: EncryptedField,
  given: GivenKeys | null,
): Promise<readonly FieldCheck[]> {
  const checks = [
    await rowsCheck(client, field),
    await triggerCheck(client, field),
    await statisticsCheck(client, field),
  ];
  checks.push(...(await searchCheck(client, field, given)), await filesCheck(client, field, given));
  checks.push({
    id: 'elsewhere',
    outcome: 'warning',
    title: 'What cannot be looked at from here',
    detail:
      'Backups, replicas, archived WAL, server logs and the audit log from before the encryption still hold readable values.',
    remedy: 'Let old backups and WAL archives run out by your retention plan, or destroy them.',
  });
  return checks;
}

async function rowsCheck(client: Connected, field: EncryptedField): Promise<FieldCheck> {
  const { rows } = await client.query<{ plain: string; all: string }>(
    `select count(*) filter (where not guard.field_is_sealed(${quote(field.column)})) as plain, count(*) as all
       from ${tableName(field)} where ${quote(field.column)} is not null`,
  );
  const { plain = '0', all = '0' } = rows[0] ?? {};
  return {
    id: 'rows',
    outcome: plain === '0' ? 'ok' : 'failed',
    title: 'Every row is encrypted',
    detail: plain === '0' ? `All ${all} values are.` : `${plain} of ${all} values are readable.`,
    remedy: plain === '0' ? '' : 'Run the encryption again; it goes on with what is left.',
  };
}

async function triggerCheck(client: Connected, field: EncryptedField): Promise<FieldCheck> {
  // For inserts and for updates: two triggers, or one of the older form.
  const { rows } = await client.query<{ on: boolean }>(
    `select coalesce(bit_or(tgtype) filter (where tgenabled in ('O', 'A')) & 20 = 20, false) as on from pg_trigger
      where tgrelid = $1::regclass and tgname in ('${TRIGGER}', '${UPDATE_TRIGGER}')`,
    [tableName(field)],
  );
  const on = rows[0]?.on === true;
  return {
    id: 'trigger',
    outcome: on ? 'ok' : 'failed',
    title: 'What is written is encrypted',
    detail: on
      ? 'Its triggers are there and switched on.'
      : 'A trigger that encrypts is gone or switched off.',
    remedy: on ? '' : 'Ask who did that, then run the encryption again.',
  };
}

async function statisticsCheck(client: Connected, field: EncryptedField): Promise<FieldCheck> {
  const { rows } = await client.query<{ left: boolean }>(
    `select exists (select from pg_stats s, unnest(coalesce(s.most_common_vals::text::text[], '{}') || coalesce(s.histogram_bounds::text::text[], '{}')) v
              where s.schemaname = $1 and s.tablename = $2 and s.attname = $3 and not guard.field_is_sealed(v)) as left`,
    [field.schema, field.table, field.column],
  );
  const left = rows[0]?.left === true;
  return {
    id: 'statistics',
    outcome: left ? 'failed' : 'ok',
    title: 'No value in the planner’s statistics',
    detail: left ? 'Statistics still hold readable values.' : 'They hold encrypted values only.',
    remedy: left ? 'Run ANALYZE on the table.' : '',
  };
}

/** Files are read as bytes: pages that VACUUM emptied keep what stood there until they are written over. */
async function filesCheck(
  client: Connected,
  field: EncryptedField,
  given: GivenKeys | null,
): Promise<FieldCheck> {
  const title = 'No trace in the files of the table';
  if (given === null)
    return {
      id: 'files',
      outcome: 'skipped',
      title,
      detail: 'Nobody is signed in to the token, so that no value is known to search for.',
      remedy: 'Sign in to the token and verify again.',
    };
  const { rows: rights } = await client.query<{ may: boolean }>(
    `select has_function_privilege('pg_read_binary_file(text, bigint, bigint, boolean)', 'execute') and (select rolsuper from pg_roles where rolname = current_user) as may`,
  );
  if (rights[0]?.may !== true)
    return {
      id: 'files',
      outcome: 'skipped',
      title,
      detail: 'Only a superuser may read the files.',
      remedy: 'Let a superuser verify.',
    };
  await client.query('checkpoint');
  const traces = await transaction(client, async () => {
    await giveKeys(client, given);
    const column = quote(field.column);
    // The values stay in the server: only how many were found comes back.
    const { rows } = await client.query<{ found: number; sampled: number }>(
      `with sample as materialized (
         select distinct convert_to(v, 'UTF8') as v from (select guard.field_open(${column}, ${literal(field.fieldId)}) as v
           from ${tableName(field)} where guard.field_is_sealed(${column}) limit ${SAMPLED}) s where length(v) >= ${SHORTEST}),
       files as (select $1::regclass::oid as relation union select indexrelid from pg_index where indrelid = $1::regclass
                 union select nullif(reltoastrelid, 0) from pg_class where oid = $1::regclass),
       pieces as (select pg_read_binary_file(pg_relation_filepath(relation::regclass), piece, ${PIECE + 4096}, true) as bytes
                    from files, generate_series(0, greatest(pg_relation_size(relation::regclass) - 1, 0), ${PIECE}) piece where relation is not null)
       select count(distinct s.v)::int as found, (select count(*)::int from sample) as sampled from pieces p join sample s on position(s.v in p.bytes) > 0`,
      [tableName(field)],
    );
    return rows[0] ?? { found: 0, sampled: 0 };
  });
  const left = traces.found > 0;
  return {
    id: 'files',
    outcome: traces.sampled === 0 ? 'skipped' : left ? 'failed' : 'ok',
    title,
    detail: left
      ? `${traces.found} of ${traces.sampled} sampled values still stand in the files, in places that no query reaches.`
      : `None of ${traces.sampled} sampled values was found in the files of the table and its indexes (compressed long values would not be).`,
    remedy: left
      ? 'Run VACUUM FULL on the table at a quiet time: it writes the table anew and locks it meanwhile.'
      : '',
  };
}
