import {
  type Block,
  type Kernel,
  KERNEL_BYTES,
  KernelWalk,
  openKernel,
  type RangeReport,
  type RangeTask,
  RangeWalk,
  suitsKernel,
  type Walk,
} from '../../audit/index.ts';
import { hashAt, ZERO_HASH } from '../../base/hash.ts';
import type { Connected } from './connect.ts';
import { fieldReader } from './copy-frames.ts';
import { runCopies } from './copy-reader.ts';
import { blockFrom, type BlockRow } from './rows.ts';
import { BLOCKS_BETWEEN, ENTRY_LIST, sqlNumber } from './sql.ts';

/** Reads ranges one after the other; its hashing kernel is made once. */
export type RangeReader = (client: Connected, task: RangeTask) => Promise<RangeReport>;

/** A reader for one connection at a time. Where the kernel cannot run, entries are hashed one by one. */
export function rangeReader(): RangeReader {
  let kernel: Kernel | null | undefined;
  return async (client, task) => {
    if (!suitsKernel(task)) return readOneByOne(client, task);
    kernel ??= openKernel(KERNEL_BYTES);
    if (kernel === null) return readOneByOne(client, task);
    return readRange(client, task, new KernelWalk(task, await blocksOf(client, task), kernel));
  };
}

/**
 * Reads one range and hashes entry by entry: what that costs more is less than making a kernel for a few.
 *
 * @throws Fault `database-…`
 */
export const readOneByOne: RangeReader = async (client, task) =>
  readRange(client, task, new RangeWalk(task, await blocksOf(client, task)));

const blocksOf = async (client: Connected, task: RangeTask): Promise<readonly Block[]> =>
  task.tree ? (await client.query<BlockRow>(BLOCKS_BETWEEN, [task.from, task.to])).rows.map(blockFrom) : [];

/**
 * Reads one range: its seals, then its rows, hashing them where they lie in the walk's memory.
 *
 * @throws Fault `database-…`
 */
async function readRange(client: Connected, task: RangeTask, walk: Walk): Promise<RangeReport> {
  const { chainBefore } = task;
  if (chainBefore !== undefined) walk.chainBefore(chainBefore);
  else if (task.from === 0) walk.chainBefore(ZERO_HASH);
  const first = chainBefore === undefined ? Math.max(task.from - 1, 0) : task.from;
  await runCopies(
    client,
    [
      {
        query: `select s.position, s.entry_id, s.leaf, s.chain from guard.seal s
          where s.position >= ${sqlNumber(first)} and s.position < ${sqlNumber(task.to)} order by s.position`,
        onTuple: (bytes, start) => {
          seal(walk, task, bytes, start);
        },
      },
      {
        query: `select ${ENTRY_LIST} from guard.audit_log l where ${idRange(task)} order by l.id`,
        onTuple: (bytes, start, end) => {
          walk.row(bytes, start, end);
        },
      },
    ],
    {
      input: walk.input,
      onFlush: () => {
        walk.flush();
      },
      ...(task.duty === undefined ? {} : { duty: task.duty }),
    },
  );
  return walk.finish();
}

function idRange(task: RangeTask): string {
  const conditions = [`l.id <= ${sqlNumber(task.idLimit)}`];
  if (task.idFrom !== null) conditions.push(`l.id >= ${sqlNumber(task.idFrom)}`);
  if (task.idTo !== null) conditions.push(`l.id < ${sqlNumber(task.idTo)}`);
  return conditions.join(' and ');
}

const HASH = 32;
/** Where the four fields lie when both hashes have their length: that is a seal of the sealer. */
const POSITION = 6;
const ENTRY_ID = POSITION + 8 + 4;
const LEAF = ENTRY_ID + 8 + 4;
const CHAIN = LEAF + HASH + 4;

function seal(walk: Walk, task: RangeTask, bytes: Buffer, start: number): void {
  const position = int8At(bytes, start + POSITION);
  const entryId = int8At(bytes, start + ENTRY_ID);
  let leafAt = start + LEAF;
  let chainAt = start + CHAIN;
  if (bytes.readInt32BE(leafAt - 4) !== HASH || bytes.readInt32BE(chainAt - 4) !== HASH) {
    const next = fieldReader(bytes, start);
    next();
    next();
    leafAt = hashField(next());
    chainAt = hashField(next());
  }
  if (position >= task.from) walk.seal(position, entryId, bytes, leafAt, chainAt);
  else walk.chainBefore(chainAt === -1 ? ZERO_HASH : hashAt(bytes, chainAt));
}

const int8At = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);

// A hash of another length can equal nothing.
const hashField = (field: { readonly from: number; readonly to: number } | null): number =>
  field !== null && field.to - field.from === HASH ? field.from : -1;
