import { HASH_LENGTH, type Hash, hashAt } from '../base/hash.ts';
import type { Block } from './block.ts';
import { type Kernel, KERNEL_FREE } from './kernel.ts';
import { foldRoot } from './merkle.ts';
import { type RangeTask, WINDOW } from './range.ts';
import { type BlockSeen, RangeTree } from './range-tree.ts';

/** Bytes of rows that lie in the kernel's memory at a time. */
export const INPUT_BYTES = 512 * 1024;
/** Hashes computed in one go. */
export const MOST_MESSAGES = 4096;

const HEIGHT = Math.log2(WINDOW);
/** The kernel may write three hashes too many, and reads a little behind a message. */
const SLACK = 256;
const LEVELS_BYTES = 2 * WINDOW * HASH_LENGTH + (HEIGHT + 1) * SLACK;
const ends = [
  INPUT_BYTES + SLACK,
  MOST_MESSAGES * 8,
  MOST_MESSAGES * HASH_LENGTH + SLACK,
  (WINDOW + 1) * 2 * HASH_LENGTH + 4 * SLACK,
  LEVELS_BYTES,
  LEVELS_BYTES,
  WINDOW * 8,
  WINDOW,
  WINDOW,
  MOST_MESSAGES * 4,
];
const start = (index: number): number => ends.slice(0, index).reduce((sum, size) => sum + size, KERNEL_FREE);

/** Where things lie in the kernel's memory. `pairs`: (chain before, leaf) of each position. `leaves` begin the levels. */
export const AREA = {
  input: start(0),
  list: start(1),
  digests: start(2),
  pairs: start(3),
  leaves: start(4),
  own: start(5),
  ids: start(6),
  sealed: start(7),
  seen: start(8),
  waiting: start(9),
} as const;

/** Memory that a walk of one window needs. */
export const KERNEL_BYTES: number = start(ends.length);

/** Address of a level of a tree over a window whose leaves lie at `base`. */
const levelAt = (base: number, level: number): number =>
  base + 2 * (WINDOW - WINDOW / 2 ** level) * HASH_LENGTH + level * SLACK;

/** What the leaves of a range say: blocks, cuts, the window's subtrees at the end. */
export type TreeSeen = {
  readonly blocks: readonly BlockSeen[];
  readonly cuts: readonly (readonly Hash[])[];
  readonly window: readonly Hash[];
};

/**
 * The tree over the leaves at {@link AREA}`.leaves`, with the same outcome as {@link RangeTree}, which does what does not
 * begin a window or has gaps.
 *
 * @param whole - every position of the range has a seal
 */
export function treeOf(
  kernel: Kernel,
  task: RangeTask,
  blocks: readonly Block[],
  sealed: Uint8Array,
  whole: boolean,
): TreeSeen {
  if (!task.tree) return { blocks: [], cuts: [], window: [...task.before] };
  const { from, to } = task;
  const size = to - from;
  if (!whole || from % WINDOW !== 0 || task.before.length > 0) {
    const tree = new RangeTree(task, blocks);
    for (let index = 0; index < size; index++)
      if (sealed[index] === 1)
        tree.grow(from + index, hashAt(kernel.memory, AREA.leaves + index * HASH_LENGTH));
    tree.finish();
    return { blocks: tree.blocks, cuts: tree.cuts, window: tree.window() };
  }
  for (let level = 0; size >= 2 ** (level + 1); level++)
    kernel.nodes(
      levelAt(AREA.leaves, level),
      Math.floor(size / 2 ** (level + 1)),
      levelAt(AREA.leaves, level + 1),
    );
  const cuts: (readonly Hash[])[] = [];
  for (const cut of task.cuts) {
    if (cut <= from || cut > to) break;
    cuts.push(subtreesAt(kernel, cut - from));
  }
  return { blocks: blocksOf(kernel, task, blocks), cuts, window: subtreesAt(kernel, size) };
}

function blocksOf(kernel: Kernel, { from, to }: RangeTask, blocks: readonly Block[]): readonly BlockSeen[] {
  const seen: BlockSeen[] = [];
  let first = from;
  let reached = from;
  for (const block of blocks) {
    // Blocks may claim anything: each ends where the walk has come to at least.
    reached = Math.max(block.last, reached);
    if (reached >= to) break;
    const whole = block.last === reached && reached + 1 - first === block.entries;
    seen.push({
      block,
      root: whole ? rootBetween(kernel, first - from, reached + 1 - from) : null,
      window: subtreesAt(kernel, reached + 1 - from),
    });
    first = reached + 1;
  }
  return seen;
}

/** The complete subtrees of the first `size` leaves of the window, largest first. */
function subtreesAt(kernel: Kernel, size: number): readonly Hash[] {
  const hashes: Hash[] = [];
  for (let level = HEIGHT; level >= 0; level--) {
    const count = Math.floor(size / 2 ** level);
    if (count % 2 === 1) hashes.push(nodeAt(kernel, AREA.leaves, level, count - 1));
  }
  return hashes;
}

const nodeAt = (kernel: Kernel, base: number, level: number, index: number): Hash =>
  hashAt(kernel.memory, levelAt(base, level) + index * HASH_LENGTH);

/** Root over the leaves [from, to) of the window. As far as `from` is aligned, the window's own nodes serve. */
function rootBetween(kernel: Kernel, from: number, to: number): Hash {
  const size = to - from;
  let shared = 0;
  while (shared < HEIGHT && from % 2 ** (shared + 1) === 0) shared++;
  for (let level = shared; size >= 2 ** (level + 1); level++) {
    const below =
      level === shared
        ? levelAt(AREA.leaves, level) + (from / 2 ** level) * HASH_LENGTH
        : levelAt(AREA.own, level);
    kernel.nodes(below, Math.floor(size / 2 ** (level + 1)), levelAt(AREA.own, level + 1));
  }
  const hashes: Hash[] = [];
  for (let level = HEIGHT; level >= 0; level--) {
    const count = Math.floor(size / 2 ** level);
    if (count % 2 === 0) continue;
    hashes.push(
      level <= shared
        ? nodeAt(kernel, AREA.leaves, level, from / 2 ** level + count - 1)
        : nodeAt(kernel, AREA.own, level, count - 1),
    );
  }
  return foldRoot(hashes);
}
