import type { MappedTable } from '../../../../src-shared/audit/tables.ts';
import type { RowBatch, TableReader, TableSnapshot } from '../../../audit/index.ts';
import { cancelled, codeOf, Fault } from '../../../base/fault.ts';
import type { ClinicConnection } from '../../ports.ts';
import { databaseFault } from '../answers.ts';
import type { Connected } from '../connect.ts';
import { copyTuples } from '../copy-reader.ts';
import { BatchBuilder } from './batch.ts';
import { quoted, tableConnection } from './session.ts';
import { addedSince, changed, columnsOf, missingTable, readColumn, relationOf, unreadable } from './shape.ts';

/** Batches that wait for their reader before the server is held back. */
const AHEAD = 3;

/** Tables of the clinic, read over a connection of their own. */
export const postgresTableReader = (connection: ClinicConnection): TableReader => ({
  open: async (table, above, ordered, signal) => {
    const client = await tableConnection(connection);
    const onAbort = (): void => {
      client.connection.stream.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const close = async (): Promise<void> => {
      signal.removeEventListener('abort', onAbort);
      await client.end().catch(() => undefined);
    };
    const told = (error: unknown): Fault => (signal.aborted ? cancelled() : tableFault(error, table));
    try {
      if (signal.aborted) throw cancelled();
      const head = await begin(client, table);
      const query = queryOf(table, above, ordered);
      const { next, stop } = batches(
        client,
        query,
        new BatchBuilder(table.columns, table.mapping.order),
        told,
      );
      return {
        ...head,
        next,
        close: async () => {
          stop();
          await close();
        },
      };
    } catch (error) {
      await close();
      throw told(error);
    }
  },
});

/**
 * Begins the transaction in which everything is read. The lock comes before the snapshot: a table that is rewritten in
 * between would look empty to an older snapshot (PostgreSQL documentation, "LOCK" and "Caveats" of MVCC).
 */
async function begin(client: Connected, table: MappedTable): Promise<Omit<TableSnapshot, 'next' | 'close'>> {
  const { schema, table: name } = table.mapping;
  await client.query('begin isolation level repeatable read read only');
  await client.query(`lock table ${quoted(schema)}.${quoted(name)} in access share mode`);
  const { rows } = await client.query<{
    at: string;
    ended: string;
    after: string;
    id: string;
    database: string;
  }>(
    `select ((extract(epoch from now()) - 946684800) * 1000000)::bigint::text as at,
            pg_snapshot_xmin(s)::text as ended, pg_snapshot_xmax(s)::text as after,
            (select system_identifier::text from pg_control_system()) as id, current_database() as database
       from pg_current_snapshot() s`,
  );
  const [head] = rows;
  if (head === undefined) throw new Fault('database-error', 'The database gave no answer.', 'Try again.');
  if (head.id !== table.systemIdentifier || head.database !== table.database)
    throw new Fault(
      'table-changed',
      'The connected database is not the one in which this table was mapped.',
      'Connect to the database it belongs to, or remove it from the list.',
    );
  const relation = await relationOf(client, schema, name);
  if (relation === null) throw missingTable(schema, name);
  const added = addedSince(table, relation, await columnsOf(client, relation.oid));
  return { at: head.at, ended: head.ended, after: head.after, rows: relation.rows, added };
}

function queryOf(table: MappedTable, above: string | null, ordered: boolean): string {
  const { schema, table: name, order, key, time } = table.mapping;
  const list = table.columns.map(readColumn).join(', ');
  const from = `select ${list} from ${quoted(schema)}.${quoted(name)} t`;
  const rank = order === 'key' ? key[0] : order === 'time' ? time : null;
  if (rank === null || rank === undefined) return from;
  const column = `t.${quoted(rank)}`;
  const by = ordered ? ` order by ${column}` : '';
  if (above === null) return `${from}${by}`;
  if (!/^-?\d{1,19}$/.test(above)) throw new RangeError('not a rank');
  if (order === 'key') return `${from} where ${column} > '${above}'::bigint${by}`;
  // A session in UTC: a time without a zone is compared as what it shows.
  const mark = `(timestamptz '2000-01-01 00:00:00+00' + ${above} * interval '1 microsecond')`;
  return `${from} where ${column} > ${mark} or ${column} is null or not isfinite(${column})${by}`;
}

/** Lets the server send, a few batches ahead of whoever takes them. */
function batches(
  client: Connected,
  query: string,
  builder: BatchBuilder,
  told: (error: unknown) => Fault,
): { readonly next: () => Promise<RowBatch | null>; readonly stop: () => void } {
  const { stream } = client.connection;
  const ready: RowBatch[] = [];
  let failure: Fault | null = null;
  let ended = false;
  let wake: () => void = () => undefined;
  const reading = copyTuples(client, query, (bytes, start, end) => {
    builder.add(bytes, start, end);
    if (!builder.full) return;
    ready.push(builder.take());
    if (ready.length >= AHEAD) stream.pause();
    wake();
  }).then(
    () => {
      if (!builder.empty) ready.push(builder.take());
    },
    (error: unknown) => {
      failure = told(error);
    },
  );
  void reading.then(() => {
    ended = true;
    wake();
  });
  return {
    next: async () => {
      for (;;) {
        if (failure !== null) throw failure as Error;
        const batch = ready.shift();
        if (batch !== undefined) {
          if (ready.length < AHEAD) stream.resume();
          return batch;
        }
        if (ended) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    stop: () => {
      // What is still on its way is nobody's business any more.
      if (!ended) stream.destroy();
    },
  };
}

/** The fault for an error on the way to a mapped table; what a missing guard schema would be is a missing table here. */
function tableFault(error: unknown, table: MappedTable): Fault {
  const known = error instanceof Fault ? error : databaseFault(error);
  const state = codeOf(error instanceof Fault ? error.cause : error);
  if (known.code === 'database-not-guarded') return missingTable(table.mapping.schema, table.mapping.table);
  if (known.code === 'database-role-too-weak') return unreadable();
  if (state === '42809')
    return changed(
      'In the place of the table now stands something that is no table',
      'it cannot be compared',
    );
  if (state === '55P03')
    return new Fault(
      'database-error',
      'Somebody is changing the table right now, so it could not be read.',
      'Try again in a few minutes.',
      error,
    );
  if (state === '57014')
    return new Fault(
      'database-error',
      'The database stopped the reading: it took longer than the administrator allows.',
      'Ask the database administrator to allow this user longer statements, then start again.',
      error,
    );
  return known;
}
