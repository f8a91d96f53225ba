import { createHash } from 'node:crypto';
import { LEVELS, type VerificationLevel } from '../../../src-shared/audit/types.ts';
import { type Hash, hashFrom } from '../../base/hash.ts';
import { type Collected, headerFrom, parseCheckpoint, rootNow, TileMissingError } from '../../audit/index.ts';
import type { StoredCheckpoint, WitnessedEntry } from '../../audit/ports.ts';
import { Fault } from '../../base/fault.ts';
import type { CacheDatabase } from '../database.ts';

const CHUNK = 256;
const HASH = 32;
/** Checkpoints that are read at once; verifying them takes some 20 ms, in which nothing else happens. */
const CHECKPOINTS = 128;

type LogRow = { size: number; first: number; last_block: number | null; last_block_hash: Buffer | null };
type Chunk = { entry_ids: Buffer; bodies: Buffer; headers: Buffer; offsets: Buffer };
type ChunkRow = Chunk & { digest: Buffer | null };

/** Digest of a chunk; what does not have it was damaged. */
export const digestOf = (chunk: Chunk): Buffer => {
  const hash = createHash('sha256');
  for (const part of [chunk.entry_ids, chunk.bodies, chunk.headers, chunk.offsets])
    hash.update(`${part.length}\n`).update(part);
  return hash.digest();
};

/** A tile that changed; see audit/tiles.ts. */
export type TileInput = { readonly level: number; readonly index: number; readonly hashes: Uint8Array };

/** The witness of all logs this profile has seen; each call is one transaction. */
export function witnessStore(database: CacheDatabase) {
  const log = database.prepare<[string], LogRow>(
    'select size, first, last_block, last_block_hash from log where fingerprint = ?',
  );
  const tile = database.prepare<[string, number, number], { hashes: Buffer }>(
    'select hashes from tile where fingerprint = ? and level = ? and number = ?',
  );
  const chunk = database.prepare<[string, number], ChunkRow>(
    'select entry_ids, bodies, headers, offsets, digest from chunk where fingerprint = ? and number = ?',
  );
  const putTile = database.prepare('insert or replace into tile values (?, ?, ?, ?)');
  const putChunk = database.prepare('insert or replace into chunk values (?, ?, ?, ?, ?, ?, ?)');
  type CheckpointRow = { size: number; root: Buffer; note: string; certificate: Buffer };
  const newest = database.prepare<[string], CheckpointRow>(
    'select size, root, note, certificate from checkpoint where fingerprint = ? order by size desc limit 1',
  );
  const checkpoints = database.prepare<[string, number, number], CheckpointRow>(
    'select size, root, note, certificate from checkpoint where fingerprint = ? and size > ? order by size limit ?',
  );
  const certificates = database
    .prepare<[string], Buffer>('select distinct certificate from checkpoint where fingerprint = ?')
    .pluck();
  // A shallow run says nothing on what only a deeper one can see.
  const intact = database.prepare<[string, string], { document: string }>(
    `select document from run where fingerprint = ? and result = 'intact' and level in (select value from json_each(?))
      order by started_at desc limit 1`,
  );
  const sizeOf = (fingerprint: string): number => log.get(fingerprint)?.size ?? 0;
  const firstOf = (fingerprint: string): number => log.get(fingerprint)?.first ?? 0;

  const chunkAt = (fingerprint: string, number: number): ChunkRow | undefined => {
    const row = chunk.get(fingerprint, number);
    if (row?.digest && !digestOf(row).equals(row.digest)) throw damaged();
    return row;
  };

  const rootAt = (fingerprint: string, size: number): Hash | null => {
    try {
      return rootNow(size, (level, number) => tile.get(fingerprint, level, number)?.hashes ?? null);
    } catch (error) {
      if (error instanceof TileMissingError) return null;
      throw error;
    }
  };

  /** Appends entries to the chunks; the last one may be half full. */
  const putEntries = (fingerprint: string, from: number, entries: Collected): void => {
    const count = entries.entryIds.length;
    for (let done = 0; done < count;) {
      const number = Math.floor((from + done) / CHUNK);
      const filled = (from + done) % CHUNK;
      const take = Math.min(CHUNK - filled, count - done);
      const before = filled > 0 ? chunkAt(fingerprint, number) : undefined;
      const first = entries.headerOffsets[done] ?? 0;
      const last = entries.headerOffsets[done + take] ?? first;
      const headers = Buffer.concat([
        before?.headers ?? Buffer.alloc(0),
        bytesOf(entries.headers, first, last),
      ]);
      const base = before?.headers.length ?? 0;
      const offsets = Buffer.alloc((filled + take) * 4);
      before?.offsets.copy(offsets);
      for (let index = 0; index < take; index++)
        offsets.writeUInt32LE(
          base + (entries.headerOffsets[done + index + 1] ?? 0) - first,
          (filled + index) * 4,
        );
      const ids = Buffer.alloc(take * 8);
      for (let index = 0; index < take; index++)
        ids.writeBigInt64LE(BigInt(entries.entryIds[done + index] ?? 0), index * 8);
      const whole: Chunk = {
        entry_ids: Buffer.concat([before?.entry_ids ?? Buffer.alloc(0), ids]),
        bodies: Buffer.concat([
          before?.bodies ?? Buffer.alloc(0),
          bytesOf(entries.bodies, done * HASH, (done + take) * HASH),
        ]),
        headers,
        offsets,
      };
      putChunk.run(
        fingerprint,
        number,
        whole.entry_ids,
        whole.bodies,
        whole.headers,
        whole.offsets,
        digestOf(whole),
      );
      done += take;
    }
  };

  /** Rows as they are kept, with their headers unread: a mapped table's say something else. */
  const keptRows = (
    fingerprint: string,
    from: number,
    to: number,
  ): (Omit<WitnessedEntry, 'header'> & { readonly header: Buffer })[] => {
    const found: (Omit<WitnessedEntry, 'header'> & { readonly header: Buffer })[] = [];
    const begin = Math.max(from, firstOf(fingerprint));
    const end = Math.min(to, sizeOf(fingerprint));
    for (let number = Math.floor(begin / CHUNK); number * CHUNK < end; number++) {
      const row = chunkAt(fingerprint, number);
      const leaves = tile.get(fingerprint, 0, number)?.hashes;
      if (row === undefined || leaves === undefined) continue;
      for (let index = 0; index < CHUNK; index++) {
        const position = number * CHUNK + index;
        if (position < begin || position >= end || (index + 1) * HASH > leaves.length) continue;
        const start = index === 0 ? 0 : row.offsets.readUInt32LE((index - 1) * 4);
        found.push({
          position,
          entryId: Number(row.entry_ids.readBigInt64LE(index * 8)),
          leaf: hashFrom(leaves.subarray(index * HASH, (index + 1) * HASH)),
          body: hashFrom(row.bodies.subarray(index * HASH, (index + 1) * HASH)),
          header: row.headers.subarray(start, row.offsets.readUInt32LE(index * 4)),
        });
      }
    }
    return found;
  };

  return {
    size: sizeOf,
    first: firstOf,
    tile: (fingerprint: string, level: number, number: number): Uint8Array | null =>
      tile.get(fingerprint, level, number)?.hashes ?? null,
    lastBlock: (fingerprint: string): { number: number; hash: string } | null => {
      const row = log.get(fingerprint);
      return row === undefined || row.last_block === null || row.last_block_hash === null
        ? null
        : { number: row.last_block, hash: hashFrom(row.last_block_hash) };
    },
    kept: keptRows,
    entries: (fingerprint: string, from: number, to: number): WitnessedEntry[] =>
      keptRows(fingerprint, from, to).map(({ header, ...row }) => ({ ...row, header: headerFrom(header) })),
    newestCheckpoint: (fingerprint: string): StoredCheckpoint | null => {
      const row = newest.get(fingerprint);
      return row === undefined ? null : { ...row, root: anyRoot(row.root) };
    },
    checkpoints: (fingerprint: string, above: number | null): StoredCheckpoint[] =>
      checkpoints
        .all(fingerprint, above ?? Number.MIN_SAFE_INTEGER, CHECKPOINTS)
        .map((row) => ({ ...row, root: anyRoot(row.root) })),
    certificates: (fingerprint: string): Uint8Array[] => certificates.all(fingerprint),
    lastIntact: (fingerprint: string, level: VerificationLevel): { at: string; size: number } | null => {
      const row = intact.get(fingerprint, JSON.stringify(LEVELS.slice(LEVELS.indexOf(level))));
      if (row === undefined) return null;
      const { startedAt, entries } = JSON.parse(row.document) as { startedAt: string; entries: number };
      return { at: startedAt, size: entries };
    },
    extend: (
      fingerprint: string,
      from: number,
      entries: Collected,
      tiles: readonly TileInput[],
      lastBlock: { readonly number: number; readonly hash: string } | null,
    ): void => {
      database
        .transaction(() => {
          database.prepare('insert or ignore into log (fingerprint) values (?)').run(fingerprint);
          if (sizeOf(fingerprint) !== from) throw inconsistent();
          putEntries(fingerprint, from, entries);
          for (const { level, index, hashes } of tiles)
            putTile.run(fingerprint, level, index, bytesOf(hashes));
          database
            .prepare('update log set size = ?, last_block = ?, last_block_hash = ? where fingerprint = ?')
            .run(
              from + entries.entryIds.length,
              lastBlock?.number ?? null,
              lastBlock === null ? null : Buffer.from(lastBlock.hash, 'latin1'),
              fingerprint,
            );
        })
        .immediate();
    },
    addCheckpoint: (fingerprint: string, checkpoint: StoredCheckpoint): void => {
      database
        .transaction(() => {
          const before = newest.get(fingerprint);
          const states = parseCheckpoint(checkpoint.note);
          const grows = before === undefined || before.size < checkpoint.size;
          const said = states?.body.size === checkpoint.size && states.body.root === checkpoint.root;
          if (!grows || !said || checkpoint.size > sizeOf(fingerprint)) throw inconsistent();
          if (rootAt(fingerprint, checkpoint.size) !== checkpoint.root) throw inconsistent();
          database
            .prepare(
              'insert into checkpoint (fingerprint, size, root, note, certificate) values (?, ?, ?, ?, ?)',
            )
            .run(
              fingerprint,
              checkpoint.size,
              Buffer.from(checkpoint.root, 'latin1'),
              checkpoint.note,
              bytesOf(checkpoint.certificate),
            );
        })
        .immediate();
    },
  };
}

// A root of another length was damaged on this machine; it equals no root, which the verification tells.
const anyRoot = (bytes: Buffer): StoredCheckpoint['root'] =>
  hashFrom(bytes.length === HASH ? bytes : Buffer.alloc(HASH));

const bytesOf = (view: Uint8Array, from = 0, to = view.length): Buffer =>
  Buffer.from(view.buffer, view.byteOffset + from, to - from);

const damaged = (): Fault =>
  new Fault(
    'cache-unreadable',
    "This machine's own copy of the log is damaged: a part of it does not have its digest.",
    'Keep the profile folder as it is, it may be evidence; ask your IT department to restore it from the last backup.',
  );

const inconsistent = (): Fault =>
  new Fault(
    'checkpoint-inconsistent',
    'What was to be kept does not follow on what this machine already has of the log.',
    'Another Attestry may be using the same profile: close it and try again.',
  );
