import type { MappedColumn, MappedTable } from '../../src-shared/audit/tables.ts';
import {
  newState,
  type TableReader,
  type TableWitness,
  type TableWitnessWriter,
} from '../../src-main/audit/index.ts';
import type { KeptRow, TableState } from '../../src-main/audit/index.ts';
import { type Hash, splitHashes } from '../../src-main/base/hash.ts';
import { BatchBuilder } from '../../src-main/clinic/postgres/tables/batch.ts';
import { kept as keptCheckpoints } from './checkpoints.ts';

/** A row of a table with a numbered key, a time in microseconds and a text. */
export type PlainRow = { readonly key: bigint; readonly time: bigint; readonly text: string };

const columns: MappedColumn[] = [
  { name: 'id', role: 'key', type: 'bigint', labels: [], sent: 'binary' },
  { name: 'at', role: 'time', type: 'timestamp with time zone', labels: [], sent: 'binary' },
  { name: 'what', role: 'content', type: 'text', labels: [], sent: 'binary' },
];

/** The table as it is mapped, ordered by key and settled at once. */
export const plainTable: MappedTable = {
  sourceId: 'plain',
  mapping: {
    schema: 's',
    table: 't',
    key: ['id'],
    time: 'at',
    content: ['what'],
    order: 'key',
    settleSeconds: 0,
  },
  columns,
  systemIdentifier: '1',
  database: 'd',
  mappedAt: '2026-01-01T00:00:00Z',
  fingerprint: 'ab'.repeat(32),
};

function tupleOf({ key, time, text }: PlainRow): Buffer {
  const content = Buffer.from(text);
  const tuple = Buffer.alloc(2 + 12 + 12 + 4 + content.length);
  tuple.writeInt16BE(3, 0);
  tuple.writeInt32BE(8, 2);
  tuple.writeBigInt64BE(key, 6);
  tuple.writeInt32BE(8, 14);
  tuple.writeBigInt64BE(time, 18);
  tuple.writeInt32BE(content.length, 26);
  content.copy(tuple, 30);
  return tuple;
}

/** Reads rows from an array that may be changed at will; no transaction is ever under way. */
export const memoryReader = (rows: () => readonly PlainRow[]): TableReader => ({
  open: (_table, above) => {
    const builder = new BatchBuilder(columns, 'key');
    for (const row of rows())
      if (above === null || row.key > BigInt(above)) {
        const tuple = tupleOf(row);
        builder.add(tuple, 0, tuple.length);
      }
    let batch = builder.empty ? null : builder.take();
    return Promise.resolve({
      ...{ at: '1000', ended: '5', after: '5', rows: null, added: [] },
      next: () => {
        const next = batch;
        batch = null;
        return Promise.resolve(next);
      },
      close: () => Promise.resolve(),
    });
  },
  lookUp: (_table, keys) => {
    const builder = new BatchBuilder(columns, 'key');
    for (const row of rows())
      if (keys.some(([key = Buffer.alloc(0)]) => Buffer.from(key).readBigInt64BE() === row.key)) {
        const tuple = tupleOf(row);
        builder.add(tuple, 0, tuple.length);
      }
    return Promise.resolve(builder.take());
  },
});

/** A table's witness over arrays. */
export function memoryTableWitness(): TableWitness & TableWitnessWriter {
  const kept: KeptRow[] = [];
  const index = new Map<Hash, number>();
  const tiles = new Map<string, Uint8Array>();
  let state: TableState = newState;
  return {
    first: () => Promise.resolve(0),
    size: () => Promise.resolve(kept.length),
    tile: (level, number) => Promise.resolve(tiles.get(`${level}/${number}`) ?? null),
    lastBlock: () => Promise.resolve(null),
    ...keptCheckpoints([]),
    lastIntact: () => Promise.resolve(null),
    find: (keys) => {
      const positions = Float64Array.from(splitHashes(keys), (key) => index.get(key) ?? -1);
      const leaves = Buffer.alloc(positions.length * 32);
      positions.forEach((position, at) => {
        if (position >= 0) leaves.write(kept[position]!.leaf, at * 32, 'latin1');
      });
      return Promise.resolve({ positions, leaves });
    },
    kept: (positions) => Promise.resolve(positions.map((position) => kept[position]!)),
    takenAt: (positions) => Promise.resolve(positions.map(() => '2026-01-01T00:00:00Z')),
    state: () => Promise.resolve(state),
    take: (from, rows, keys, changed) => {
      const bodies = splitHashes(rows.bodies);
      const names = splitHashes(keys);
      for (const [at, leaf] of splitHashes(rows.leaves).entries()) {
        const header = Buffer.from(rows.headers.subarray(rows.headerOffsets[at], rows.headerOffsets[at + 1]));
        kept.push({ position: from + at, leaf, body: bodies[at]!, header });
        index.set(names[at]!, from + at);
      }
      for (const tile of changed) tiles.set(`${tile.level}/${tile.index}`, tile.hashes);
      return Promise.resolve();
    },
    saveState: (next) => {
      state = next;
      return Promise.resolve();
    },
    addCheckpoint: () => Promise.resolve(),
  };
}
