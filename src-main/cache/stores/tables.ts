import { type Collected, newState, type KeptRow, type TableState } from '../../audit/index.ts';
import { HASH_LENGTH } from '../../base/hash.ts';
import { Fault } from '../../base/fault.ts';
import type { CacheDatabase } from '../database.ts';
import type { TileInput, witnessStore } from './witness.ts';

const TILE = 256;
/** Leaf tiles held at hand while keys are looked up: rows come in nearly the order in which they were taken over. */
const TILES_KEPT = 64;

/** What the witness keeps of mapped tables beside its tree; each call is one transaction. */
export function tableStore(database: CacheDatabase, witness: ReturnType<typeof witnessStore>) {
  const byFingerprint = database.prepare<[string], { id: number; document: string | null }>(
    'select id, document from mapped_log where fingerprint = ?',
  );
  const position = database.prepare<[number, Uint8Array], { position: number }>(
    'select position from mapped_key where log = ? and key = ?',
  );
  const putKey = database.prepare('insert into mapped_key values (?, ?, ?)');
  const putBatch = database.prepare('insert or replace into mapped_batch values (?, ?, ?)');
  const batchOf = database.prepare<[number, number], { at: string }>(
    'select at from mapped_batch where log = ? and first <= ? order by first desc limit 1',
  );
  /** The row is there before anything refers to it. */
  const logOf = (fingerprint: string): number => {
    database.prepare('insert or ignore into mapped_log (fingerprint) values (?)').run(fingerprint);
    return byFingerprint.get(fingerprint)?.id ?? 0;
  };

  return {
    find: (fingerprint: string, keys: Uint8Array): { positions: Float64Array; leaves: Uint8Array } => {
      const count = Math.floor(keys.length / HASH_LENGTH);
      const positions = new Float64Array(count).fill(-1);
      const leaves = new Uint8Array(count * HASH_LENGTH);
      const log = byFingerprint.get(fingerprint)?.id;
      if (log === undefined) return { positions, leaves };
      const tiles = new Map<number, Uint8Array>();
      const tileAt = (number: number): Uint8Array => {
        const known = tiles.get(number);
        if (known !== undefined) return known;
        const tile = witness.tile(fingerprint, 0, number) ?? new Uint8Array(0);
        const oldest = tiles.size >= TILES_KEPT ? tiles.keys().next().value : undefined;
        if (oldest !== undefined) tiles.delete(oldest);
        tiles.set(number, tile);
        return tile;
      };
      for (let index = 0; index < count; index++) {
        const key = keys.subarray(index * HASH_LENGTH, (index + 1) * HASH_LENGTH);
        const found = position.get(log, key)?.position;
        if (found === undefined) continue;
        positions[index] = found;
        const at = (found % TILE) * HASH_LENGTH;
        leaves.set(tileAt(Math.floor(found / TILE)).subarray(at, at + HASH_LENGTH), index * HASH_LENGTH);
      }
      return { positions, leaves };
    },
    kept: (fingerprint: string, positions: readonly number[]): KeptRow[] => {
      const rows = new Map<number, KeptRow>();
      for (const [chunk, members] of Map.groupBy(positions, (at) => Math.floor(at / TILE))) {
        const wanted = new Set(members);
        for (const row of witness.kept(fingerprint, chunk * TILE, (chunk + 1) * TILE))
          if (wanted.has(row.position)) rows.set(row.position, row);
      }
      return positions.flatMap((at) => rows.get(at) ?? []);
    },
    takenAt: (fingerprint: string, positions: readonly number[]): (string | null)[] => {
      const log = byFingerprint.get(fingerprint)?.id;
      return positions.map((at) => (log === undefined || at < 0 ? null : (batchOf.get(log, at)?.at ?? null)));
    },
    state: (fingerprint: string): TableState => {
      const document = byFingerprint.get(fingerprint)?.document ?? null;
      // What an earlier version kept lacks what came since.
      return document === null ? newState : { ...newState, ...(JSON.parse(document) as Partial<TableState>) };
    },
    saveState: (fingerprint: string, state: TableState): void => {
      database
        .transaction(() => {
          logOf(fingerprint);
          database
            .prepare('update mapped_log set document = ? where fingerprint = ?')
            .run(JSON.stringify(state), fingerprint);
        })
        .immediate();
    },
    take: (input: {
      fingerprint: string;
      from: number;
      rows: Collected;
      keys: Uint8Array;
      tiles: readonly TileInput[];
      at: string;
    }): void => {
      const { fingerprint, from, rows, keys, tiles, at } = input;
      database
        .transaction(() => {
          witness.extend(fingerprint, from, rows, tiles, null);
          const log = logOf(fingerprint);
          for (let index = 0; index < rows.entryIds.length; index++) {
            const key = keys.subarray(index * HASH_LENGTH, (index + 1) * HASH_LENGTH);
            if (position.get(log, key) !== undefined) throw twice();
            putKey.run(log, key, from + index);
          }
          putBatch.run(log, from, at);
        })
        .immediate();
    },
  };
}

const twice = (): Fault =>
  new Fault(
    'checkpoint-inconsistent',
    'A row that was to be kept is there already.',
    'Another Attestry may be using the same profile: close it and try again.',
  );
