import type { Connected } from './connect.ts';
import { runCopies } from './copy-reader.ts';

/** So many rows without a seal are looked up to name those that no index leads to. */
const LOOKED_UP = 1000;

// Without its indexes the table is read as it lies there. An index is how the server finds a number, and somebody with its
// powers can put in a row that the index was not told of; whoever looks for something else than the number sees the row.
const AS_IT_LIES = `set local enable_seqscan to on; set local enable_indexscan to off; set local enable_indexonlyscan to off;
  set local enable_bitmapscan to off; set local enable_tidscan to off`;

/** Runs work that uses no index. The client must be in a transaction, which goes on as it was. */
async function withoutIndexes<T>(client: Connected, work: () => Promise<T>): Promise<T> {
  await client.query(`savepoint without_indexes; ${AS_IT_LIES}`);
  const value = await work();
  await client.query('rollback to savepoint without_indexes; release savepoint without_indexes');
  return value;
}

/**
 * Rows of the log, counted without an index.
 *
 * @param duty - see RangeTask.duty
 * @throws what the server reports
 */
export const countRows = (client: Connected, duty: number): Promise<number> =>
  withoutIndexes(client, async () => {
    if (duty === 1) {
      const counted = await client.query<{ n: string }>('select count(*)::text as n from guard.audit_log');
      return Number(counted.rows[0]?.n ?? 0);
    }
    let rows = 0;
    const onTuple = (): void => {
      rows++;
    };
    await runCopies(client, [{ query: 'select l.id from guard.audit_log l', onTuple }], { duty });
    return rows;
  });

/** Numbers of rows without a seal that the index does not lead to: some of them, where there are many such rows. */
export async function unindexedIds(client: Connected): Promise<readonly number[]> {
  const { rows } = await withoutIndexes(client, () =>
    client.query<{ id: string }>(
      `select l.id::text from guard.audit_log l left join guard.seal s on s.entry_id = l.id
        where s.entry_id is null and l.id is not null limit ${LOOKED_UP}`,
    ),
  );
  const ids = rows.map(({ id }) => id);
  await client.query('savepoint with_indexes; set local enable_seqscan to off');
  const found = await client.query<{ id: string }>(
    'select l.id::text from guard.audit_log l where l.id = any($1::bigint[])',
    [ids],
  );
  await client.query('rollback to savepoint with_indexes; release savepoint with_indexes');
  const led = new Set(found.rows.map(({ id }) => id));
  return ids.filter((id) => !led.has(id)).map(Number);
}
