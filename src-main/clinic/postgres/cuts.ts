import type { StoredCut } from '../../audit/ports.ts';
import { HASH_LENGTH, hashAt } from '../../base/hash.ts';
import type { Connected } from './connect.ts';

/** Certificates that are looked at; the newest that holds is the one that counts. */
const MOST = 1000;

/** The certificates of prefix cuts, by size; none in a guard schema that was installed before there were any. */
export async function storedCuts(client: Connected): Promise<readonly StoredCut[]> {
  const there = await client.query<{ there: boolean }>(
    "select to_regclass('guard.prefix_cut') is not null as there",
  );
  if (there.rows[0]?.there !== true) return [];
  const { rows } = await client.query<{ size: string; note: string; frontier: string | null }>(
    `select c.size::text, c.note, encode(b.frontier, 'hex') as frontier
       from guard.prefix_cut c
       left join lateral (select b.frontier from guard.block b where b.last_position = c.size - 1 limit 1) b on true
      order by c.size desc limit ${MOST}`,
  );
  return rows
    .map(({ size, note, frontier }) => {
      const bytes = Buffer.from(frontier ?? '', 'hex');
      return {
        size: Number(size),
        note,
        frontier: Array.from({ length: Math.floor(bytes.length / HASH_LENGTH) }, (_, index) =>
          hashAt(bytes, index * HASH_LENGTH),
        ),
      };
    })
    .reverse();
}
