import type { CacheDatabase } from '../database.ts';

const ID_BYTES = 8;
/** Entries in a chunk; see stores/witness.ts. */
const CHUNK = 256;

/** Finds entries by their id in what this machine has witnessed; reads the ids alone, not the headers. */
export function entryIndex(database: CacheDatabase) {
  const holding = database.prepare<[string, Buffer], { number: number; entry_ids: Buffer }>(
    'select number, entry_ids from chunk where fingerprint = ? and instr(entry_ids, ?) > 0 order by number',
  );
  return {
    positionsOf: (fingerprint: string, entryId: number): number[] => {
      const wanted = Buffer.alloc(ID_BYTES);
      wanted.writeBigInt64LE(BigInt(entryId));
      return holding.all(fingerprint, wanted).flatMap(({ number, entry_ids: ids }) => {
        const found: number[] = [];
        // The end of one id and the begin of the next may look like a third.
        for (let at = ids.indexOf(wanted); at >= 0; at = ids.indexOf(wanted, at + 1))
          if (at % ID_BYTES === 0) found.push(number * CHUNK + at / ID_BYTES);
        return found;
      });
    },
  };
}
