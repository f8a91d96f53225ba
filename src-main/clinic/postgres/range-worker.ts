import { parentPort } from 'node:worker_threads';
import type { MappedTable } from '../../../src-shared/audit/tables.ts';
import type { RangeReport, RangeTask, RowBatch, TableSnapshot } from '../../audit/index.ts';
import { parentWire, serve } from '../../processes/rpc.ts';
import type { ClinicConnection } from '../ports.ts';
import { databaseFault } from './answers.ts';
import { connect, type Connected } from './connect.ts';
import { ALL_ROWS } from './log-form.ts';
import { rangeReader } from './range-reader.ts';
import { postgresTableReader } from './tables/reader.ts';

/** What the thread is started with: nothing; it hears of its work later. */
export type RangeWorkerData = Readonly<Record<string, never>>;

/** Where to connect, and the snapshot that all readers share. */
export type SharedSnapshot = { readonly connection: ClinicConnection; readonly snapshot: string };

/** A mapped table to read: see {@link TableReader}. */
export type TableTask = {
  readonly connection: ClinicConnection;
  readonly table: MappedTable;
  readonly above: string | null;
  readonly ordered: boolean;
};

/** Rows of a mapped table to look up: see {@link TableReader}. */
export type KeysTask = {
  readonly connection: ClinicConnection;
  readonly table: MappedTable;
  readonly keys: readonly (readonly Uint8Array[])[];
};

/**
 * What the thread answers to: `open`, then `read` one at a time, then `close`; or `openTable`, `nextRows` one at a time,
 * `closeTable`; or `lookUp`; and again from the beginning.
 */
export type RangeWorkerMethods = {
  readonly open: (where: SharedSnapshot) => Promise<void>;
  readonly read: (task: RangeTask) => Promise<RangeReport>;
  readonly close: () => Promise<void>;
  readonly openTable: (task: TableTask) => Promise<Omit<TableSnapshot, 'next' | 'close'>>;
  readonly nextRows: () => Promise<RowBatch | null>;
  readonly closeTable: () => Promise<void>;
  readonly lookUp: (task: KeysTask) => Promise<RowBatch | null>;
};

/** Begins a read-only transaction on the shared snapshot. */
async function join({ connection, snapshot }: SharedSnapshot): Promise<Connected> {
  if (!/^[0-9A-Fa-f-]+$/.test(snapshot)) throw new Error('not a snapshot name');
  const client = await connect(connection, 'attestry reader');
  try {
    await client.query(
      `begin isolation level repeatable read read only; ${ALL_ROWS}; set transaction snapshot '${snapshot}'`,
    );
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

const answered = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw databaseFault(error);
  }
};

if (parentPort !== null) {
  const readRange = rangeReader();
  let client: Connected | null = null;
  let rows: TableSnapshot | null = null;
  // A reading that is cancelled ends the thread.
  const never = new AbortController().signal;
  const methods: RangeWorkerMethods = {
    open: (where) =>
      answered(async () => {
        client = await join(where);
      }),
    read: (task) =>
      answered(() => {
        if (client === null) throw new Error('no snapshot is open');
        return readRange(client, task);
      }),
    close: () =>
      answered(async () => {
        const open = client;
        client = null;
        await open?.end().catch(() => undefined);
      }),
    openTable: async ({ connection, table, above, ordered }) => {
      rows = await postgresTableReader(connection).open(table, above, ordered, never);
      const { at, ended, after, rows: expected, added } = rows;
      return { at, ended, after, rows: expected, added };
    },
    nextRows: async () => {
      if (rows === null) throw new Error('no table is open');
      return rows.next();
    },
    closeTable: async () => {
      const open = rows;
      rows = null;
      await open?.close();
    },
    lookUp: ({ connection, table, keys }) => postgresTableReader(connection).lookUp(table, keys, never),
  };
  serve(parentWire(parentPort), methods, { transfersOf });
}

/** What the witness keeps of a range, and a batch of rows, is large: it changes hands instead of being copied. */
function transfersOf(value: unknown): readonly ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  const large = 'collected' in value ? value.collected : 'headerOffsets' in value ? value : null;
  return Object.values(large ?? {}).flatMap((part: unknown) =>
    ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
  );
}
