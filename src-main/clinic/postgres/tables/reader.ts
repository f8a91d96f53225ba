import type { MappedTable } from '../../../../src-shared/audit/tables.ts';
import type { RowBatch, TableReader } from '../../../audit/index.ts';
import { cancelled, type Fault } from '../../../base/fault.ts';
import type { ClinicConnection } from '../../ports.ts';
import type { Connected } from '../connect.ts';
import { copyTuples } from '../copy-reader.ts';
import { BatchBuilder } from './batch.ts';
import { begin, fromTable, tableFault } from './begin.ts';
import { lookUp } from './lookup.ts';
import { quoted, tableConnection } from './session.ts';
import { readColumn } from './shape.ts';

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
  lookUp: lookUp(connection),
});

function queryOf(table: MappedTable, above: string | null, ordered: boolean): string {
  const { order, key, time } = table.mapping;
  const from = `select ${table.columns.map(readColumn).join(', ')} ${fromTable(table)}`;
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
