import { closeSync, constants, copyFileSync, fsyncSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import type { CacheDatabase } from '../database.ts';

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
          database
            .prepare(
              'update log set size = 0, last_block = null, last_block_hash = null where fingerprint = ?',
            )
            .run(fingerprint);
        })
        .immediate();
      return kept;
    },
  };
}
