import { ENTRY_COLUMNS } from '../../audit/index.ts';

/** Columns of an entry, for `COPY (select … )`. */
export const ENTRY_LIST = ENTRY_COLUMNS.map((column) => `l.${column}`).join(', ');

/** A number for SQL text; COPY takes no parameters. */
export function sqlNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('not a safe integer');
  return String(value);
}

const BLOCK_LIST =
  "b.number::text, b.first_position::text, b.last_position::text, b.entries::text, encode(b.root, 'hex') as root, encode(b.tree_root, 'hex') as tree_root, encode(b.previous_hash, 'hex') as previous_hash, ((extract(epoch from b.sealed_at) - 946684800) * 1000000)::bigint::text as sealed_at, encode(b.hash, 'hex') as hash";

/** Blocks that begin at the positions [$1, $2). */
export const BLOCKS_BETWEEN = `select ${BLOCK_LIST} from guard.block b where b.first_position >= $1 and b.first_position < $2 order by b.first_position, b.number`;

export const LAST_BLOCK = `select ${BLOCK_LIST} from guard.block b order by b.number desc limit 1`;
