import { type Hash, hashFrom } from '../../base/hash.ts';
import type { Block } from '../../audit/index.ts';

/** A row of {@link BLOCKS_BETWEEN}: everything as text. */
export type BlockRow = {
  readonly number: string;
  readonly first_position: string;
  readonly last_position: string;
  readonly entries: string;
  readonly root: string;
  readonly tree_root: string;
  readonly previous_hash: string;
  readonly sealed_at: string;
  readonly hash: string;
};

/** Equals no hash, and not the zeros before the first block either. */
const NO_HASH = hashFrom('f'.repeat(64));

/** A hash column in hexadecimal. An administrator may put bytes of any length there: nothing equals those. */
export const hashColumn = (hex: string | null): Hash => (hex?.length === 64 ? hashFrom(hex) : NO_HASH);

export const blockFrom = (row: BlockRow): Block => ({
  number: Number(row.number),
  first: Number(row.first_position),
  last: Number(row.last_position),
  entries: Number(row.entries),
  root: hashColumn(row.root),
  treeRoot: hashColumn(row.tree_root),
  previousHash: hashColumn(row.previous_hash),
  sealedAt: row.sealed_at,
  hash: hashColumn(row.hash),
});
