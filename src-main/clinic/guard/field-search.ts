import type { EncryptedField, FieldCheck, SearchRule } from '../../../src-shared/phi/fields.ts';
import { throwIfCancelled } from '../../base/fault.ts';
import type { Work } from '../../audit/index.ts';
import type { GivenKeys } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { giveKeys, literal, quote, tableName, transaction } from './field-session.ts';
import { renewTrigger } from './field-trigger.ts';

/** Values that go into the index in one transaction, and values whose entry is computed again at a verification. */
const BATCH = 500;
const SAMPLED = 100;

/** The index on the clinic's column by which a row is found once its encrypted value is known. */
const finderOf = ({ fieldId }: EncryptedField): string => `attestry_find_${fieldId}`;
const MISSING = (field: EncryptedField): string =>
  `from ${tableName(field)} t where guard.field_is_sealed(t.${quote(field.column)})
      and not exists (select from guard.field_index_value v where v.field_id = ${literal(field.fieldId)} and v.sealed = t.${quote(field.column)})`;

/** A search would miss values from here on, until the index has caught up: it is refused meanwhile. */
export async function refuseSearch(client: Connected, { fieldId }: EncryptedField): Promise<void> {
  await client.query('update guard.field_index set ready = false where field_id = $1', [fieldId]);
}

/** From now on each value that is written is noted for the index of its column. Begun again it goes on. @throws Fault `field-refused` */
export async function makeSearchable(
  client: Connected,
  field: EncryptedField,
  rule: SearchRule,
): Promise<void> {
  await transaction(client, async () => {
    if (field.search?.rule !== rule)
      await client.query('delete from guard.field_index where field_id = $1', [field.fieldId]);
    await client.query(
      'insert into guard.field_index (field_id, rule) values ($1, $2) on conflict (field_id) do nothing',
      [field.fieldId, rule],
    );
    // Waits for whoever is writing: what they wrote without a note is seen when the index catches up.
    await renewTrigger(client, field);
  });
  const name = finderOf(field);
  const { rows } = await client.query<{ valid: boolean }>(
    `select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass and c.relname = $2`,
    [tableName(field), name],
  );
  if (rows[0]?.valid === true) return;
  // Concurrently: the clinic writes meanwhile. One that was cut off is no use and is made anew.
  await client.query(`drop index concurrently if exists ${quote(field.schema)}.${quote(name)}`);
  await client.query(
    `create index concurrently ${quote(name)} on ${tableName(field)} using hash (${quote(field.column)})`,
  );
}

/**
 * Puts every value of a column into its index that is not in it, and takes out what no row holds any more.
 *
 * @returns how many were put in
 * @throws Fault `cancelled`, `field-refused`, `database-…`
 */
export async function catchUp(
  client: Connected,
  field: EncryptedField,
  given: GivenKeys,
  work: Work,
): Promise<number> {
  await transaction(client, async () => {
    await client.query(
      `insert into guard.field_index_value (field_id, sealed) select ${literal(field.fieldId)}, t.${quote(field.column)} ${MISSING(field)}`,
    );
    await client.query(
      `delete from guard.field_index_value v where v.field_id = ${literal(field.fieldId)}
          and not exists (select from ${tableName(field)} t where t.${quote(field.column)} = v.sealed)`,
    );
  });
  const total = await waiting(client, field);
  let done = 0;
  for (let more = true; more;) {
    throwIfCancelled(work.signal);
    work.progress({
      ...{ phase: `Index of ${field.table}.${field.column}`, done: Math.min(done, total), total },
      unit: 'values',
    });
    const filled = await transaction(client, async () => {
      await giveKeys(client, given);
      const { rows } = await client.query<{ n: number }>('select guard.field_index_fill($1, $2) as n', [
        ...[field.fieldId, BATCH],
      ]);
      return rows[0]?.n ?? 0;
    });
    done += filled;
    more = filled > 0;
  }
  await client.query('update guard.field_index set ready = true where field_id = $1', [field.fieldId]);
  await client.query('analyze guard.field_index_value');
  return done;
}

async function waiting(client: Connected, { fieldId }: EncryptedField): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    'select count(*) as n from guard.field_index_value v join guard.field f on f.id = v.field_id where f.id = $1 and (v.blind is null or v.key_id <> f.key_id)',
    [fieldId],
  );
  return Number(rows[0]?.n ?? 0);
}

/** Takes the index of a column away; the trigger has to be renewed after it. In the transaction that is open. */
export async function dropSearch(client: Connected, field: EncryptedField): Promise<void> {
  await client.query('delete from guard.field_index where field_id = $1', [field.fieldId]);
  await client.query(`drop index if exists ${quote(field.schema)}.${quote(finderOf(field))}`);
}

/** Whether a search finds every value: all have an entry, and a sample of entries is computed again. */
export async function searchCheck(
  client: Connected,
  field: EncryptedField,
  given: GivenKeys | null,
): Promise<readonly FieldCheck[]> {
  if (field.search === null) return [];
  const { rows } = await client.query<{ n: string }>(`select count(*) as n ${MISSING(field)}`);
  const missing = Number(rows[0]?.n ?? 0);
  const late = await waiting(client, field);
  const wrong = given === null ? 0 : await wrongEntries(client, field, given);
  const failed = missing > 0 || wrong > 0 || !field.search.ready;
  return [
    {
      id: 'search',
      outcome: failed ? 'failed' : late > 0 ? 'warning' : given === null ? 'skipped' : 'ok',
      title: 'A search finds every value',
      detail: `${missing} values have no entry in the index, ${late} wait to be put in; ${
        given === null
          ? 'no entry was computed again without the token'
          : `${wrong} of a sample of entries are wrong`
      }.${field.search.ready ? '' : ' The index is not finished: searches are refused.'}`,
      remedy:
        failed || late > 0
          ? 'Make the column searchable again with the same rule: that catches up. Wrong entries: take the search away first.'
          : given === null
            ? 'Sign in to the token and verify again.'
            : '',
    },
  ];
}

const wrongEntries = (client: Connected, field: EncryptedField, given: GivenKeys): Promise<number> =>
  transaction(client, async () => {
    await giveKeys(client, given);
    const { rows } = await client.query<{ n: number }>(
      `select count(*) filter (where s.blind <> guard.field_blind(guard.field_open(s.sealed, s.field_id), s.field_id, s.rule, s.key_id))::int as n
         from (select v.*, i.rule from guard.field_index_value v join guard.field_index i on i.field_id = v.field_id
                where v.field_id = $1 and v.blind is not null order by random() limit ${SAMPLED}) s`,
      [field.fieldId],
    );
    return rows[0]?.n ?? 0;
  });
