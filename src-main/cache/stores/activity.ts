import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import { nextActivity } from '../../audit/index.ts';
import type { StoredActivity, StoredCheckpoint } from '../../audit/ports.ts';
import { Fault } from '../../base/fault.ts';
import { bytesOf, type Hash, HASH_LENGTH, hashFrom } from '../../base/hash.ts';
import type { CacheDatabase } from '../database.ts';

type HeadRow = { log_id: string; size: number; chain: Buffer };
type EntryRow = { position: number; entry: Buffer; leaf: Buffer; chain: Buffer };
type CheckpointRow = { size: number; root: Buffer; note: string; certificate: Buffer };

/** The activity log (audit/activity.ts). `append` joins the transaction it is called in. */
export function activityStore(database: CacheDatabase) {
  const head = database.prepare<[], HeadRow>('select log_id, size, chain from activity_log');
  const move = database.prepare<[number, Buffer]>('update activity_log set size = ?, chain = ?');
  const insert = database.prepare<[number, Buffer, Buffer, Buffer]>(
    'insert into activity values (?, ?, ?, ?)',
  );
  const range = database.prepare<[number, number], EntryRow>(
    'select * from activity where position >= ? and position < ? order by position',
  );
  const checkpoints = database.prepare<[], CheckpointRow>('select * from activity_checkpoint order by size');
  const headRow = (): HeadRow => {
    const row = head.get();
    if (row === undefined)
      throw new Fault(
        'cache-unreadable',
        "The beginning of this installation's own record is gone.",
        'Keep the profile folder as it is, it may be evidence; ask your IT department to restore it from a backup.',
      );
    return row;
  };
  const append = database.transaction((event: ActivityEvent): void => {
    const { size, chain } = headRow();
    const next = nextActivity({ size, chain: anyHash(chain) }, event);
    insert.run(size, next.entry, bytesOf(next.leaf), bytesOf(next.chain));
    move.run(size + 1, bytesOf(next.chain));
  });
  return {
    /** Appends an entry; the position is taken under the write lock. */
    append: (event: ActivityEvent): void => {
      append.immediate(event);
    },
    head: (): { logId: string; size: number; chain: Hash } => {
      const { log_id, size, chain } = headRow();
      return { logId: log_id, size, chain: anyHash(chain) };
    },
    entries: (from: number, to: number): StoredActivity[] =>
      range.all(from, to).map(({ position, entry, leaf, chain }) => ({
        position,
        entry,
        leaf: anyHash(leaf),
        chain: anyHash(chain),
      })),
    checkpoints: (): StoredCheckpoint[] =>
      checkpoints
        .all()
        .map(({ size, root, note, certificate }) => ({ size, root: anyHash(root), note, certificate })),
    addCheckpoint: ({ size, root, note, certificate }: StoredCheckpoint): void => {
      database
        .prepare('insert into activity_checkpoint values (?, ?, ?, ?)')
        .run(size, bytesOf(root), note, Buffer.from(certificate));
    },
  };
}

/** See {@link activityStore}. */
export type ActivityTable = ReturnType<typeof activityStore>;

// One of another length was damaged on this machine; it equals no hash, which the verification tells.
const anyHash = (bytes: Buffer): Hash =>
  hashFrom(bytes.length === HASH_LENGTH ? bytes : Buffer.alloc(HASH_LENGTH, 0xff));
