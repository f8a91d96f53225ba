import { closeSync, constants, copyFileSync, fsyncSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import type { WitnessBeginning } from '../../audit/index.ts';
import type { CacheDatabase } from '../database.ts';
import { HASH_LENGTH } from '../../base/hash.ts';
import { digestOf } from './witness.ts';

/** Entries in a chunk; see stores/witness.ts. */
const CHUNK = 256;
/** Stands for an entry that was never seen: no entry can have this number. */
const NOBODY = -(2n ** 63n);

/** Problems of the file that are told one by one. */
const MOST = 20;

/** The health of the cache's file, and beginning the witness of a log anew with the old one kept beside. */
export function witnessFile(database: CacheDatabase) {
  return {
    integrity: (): string[] => {
      const found = database.pragma(`integrity_check(${MOST})`) as { integrity_check: string }[];
      const lines = found.map((row) => row.integrity_check);
      return lines.length === 1 && lines[0] === 'ok' ? [] : lines.map((line) => `The file: ${line}`);
    },
    startOver: (
      fingerprint: string,
      decision: { readonly at: string; readonly by: string; readonly reason: string },
      from: WitnessBeginning | null,
    ): string => {
      database.pragma('wal_checkpoint(truncate)');
      const beside = `${database.name}.before-${decision.at.replace(/[^0-9]/g, '').slice(0, 17)}`;
      copyFileSync(database.name, beside, constants.COPYFILE_EXCL);
      const handle = openSync(beside, 'r');
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      const kept = basename(beside);
      database
        .transaction(() => {
          database
            .prepare('insert into record (fingerprint, kind, document) values (?, ?, ?)')
            .run(fingerprint, 'rebuild', JSON.stringify({ ...decision, kept }));
          for (const table of ['tile', 'chunk'])
            database.prepare(`delete from ${table} where fingerprint = ?`).run(fingerprint);
          database.prepare('insert or ignore into log (fingerprint) values (?)').run(fingerprint);
          database
            .prepare(
              'update log set size = @size, first = @size, last_block = @block, last_block_hash = @hash where fingerprint = @fingerprint',
            )
            .run({
              fingerprint,
              size: from?.size ?? 0,
              block: from?.block.number ?? null,
              hash: from === null ? null : Buffer.from(from.block.hash, 'latin1'),
            });
          if (from === null) return;
          for (const { level, index, hashes } of from.tiles)
            database
              .prepare('insert into tile values (?, ?, ?, ?)')
              .run(fingerprint, level, index, Buffer.from(hashes));
          putUnseen(database, fingerprint, from.size);
        })
        .immediate();
      return kept;
    },
  };
}

/** Places for the entries of the first chunk that were never seen. */
function putUnseen(database: CacheDatabase, fingerprint: string, size: number): void {
  const unseen = size % CHUNK;
  if (unseen === 0) return;
  const ids = Buffer.alloc(unseen * 8);
  for (let at = 0; at < unseen; at++) ids.writeBigInt64LE(NOBODY, at * 8);
  const chunk = {
    entry_ids: ids,
    bodies: Buffer.alloc(unseen * HASH_LENGTH),
    headers: Buffer.alloc(0),
    offsets: Buffer.alloc(unseen * 4),
  };
  database
    .prepare('insert into chunk values (?, ?, ?, ?, ?, ?, ?)')
    .run(
      fingerprint,
      Math.floor(size / CHUNK),
      chunk.entry_ids,
      chunk.bodies,
      chunk.headers,
      chunk.offsets,
      digestOf(chunk),
    );
}
