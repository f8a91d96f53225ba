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

/**
 * How far the sealer has come, as one row `c`; the newest adoption counts where no block was sealed since (see
 * 0005-adoption.sql). `moved`: the log was sealed in another cluster, whose transaction numbers mean nothing here.
 */
export const SEALER = `(select coalesce(case when n.adopted then a.cursor_xid else b.cursor_xid end, '0') as cursor_xid,
    coalesce(case when n.adopted then 9223372036854775807 else b.cursor_id end, -9223372036854775808) as cursor_id,
    b.passed_id, b.snapshot_xmax, b.sealed_at, coalesce(a.first_block, 0) as since, a.snapshot_xmax as floor_xmax, a.passed_id as floor_id,
    coalesce(case when n.adopted then a.cluster else b.cluster end <> (select system_identifier::text from pg_control_system()), false) as moved
  from (select) one left join (select * from guard.block order by number desc limit 1) b on true
    left join (select * from guard.adoption order by number desc limit 1) a on true
    cross join lateral (select coalesce(a.first_block > coalesce(b.number, -1), false) as adopted) n)`;

/** True for a row `l` that the sealer {@link SEALER} has passed by. */
const PASSED = `((l.xid < c.cursor_xid or (l.xid = c.cursor_xid and l.id <= c.cursor_id)
    or l.id <= coalesce((select b.passed_id from guard.block b where b.snapshot_xmax <= l.xid and b.number >= c.since
                          order by b.snapshot_xmax desc, b.number desc limit 1),
                        case when c.floor_xmax <= l.xid then c.floor_id end, -9223372036854775808))
  and not (c.moved and l.id > coalesce(c.passed_id, -9223372036854775808)))`;

/**
 * True for a row `l` that never gets a seal: the sealer {@link SEALER} has passed it by, or it names no transaction, or one that
 * had not ended when the row was seen. The last two only somebody who wrote the number there can have done; in another
 * cluster, and before anything was sealed, numbers of transactions mean nothing.
 */
export const NEVER_SEALED = `coalesce(${PASSED} or (c.sealed_at is not null and not c.moved
  and not pg_visible_in_snapshot(l.xid, pg_current_snapshot())), true)`;
