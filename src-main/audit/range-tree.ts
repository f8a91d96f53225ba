import type { Hash } from '../base/hash.ts';
import type { Block } from './block.ts';
import { append, emptyFrontier, type Frontier, rootOf } from './merkle.ts';
import { type RangeTask, WINDOW } from './range.ts';

/** A block with what the leaves say of it: its own root, and the window's subtrees after it. */
export type BlockSeen = {
  readonly block: Block;
  readonly root: Hash | null;
  readonly window: readonly Hash[];
};

/** Grows the tree of a range leaf by leaf, and the tree of each block beside it. */
export class RangeTree {
  readonly blocks: BlockSeen[] = [];
  readonly cuts: (readonly Hash[])[] = [];
  readonly #task: RangeTask;
  readonly #blocks: readonly Block[];
  readonly #tree: Frontier;
  #blockTree: Frontier = emptyFrontier();
  #blockAt = 0;

  /**
   * @param blocks - blocks that begin in the range, in order
   */
  constructor(task: RangeTask, blocks: readonly Block[]) {
    this.#task = task;
    this.#blocks = blocks;
    this.#tree = { size: task.from % WINDOW, hashes: [...task.before] };
  }

  grow(position: number, leaf: Hash): void {
    append(this.#tree, leaf);
    append(this.#blockTree, leaf);
    for (let block = this.#blocks[this.#blockAt]; block !== undefined; block = this.#blocks[this.#blockAt]) {
      if (position < block.last) break;
      const whole = block.last === position && this.#blockTree.size === block.entries;
      this.blocks.push({
        block,
        root: whole ? rootOf(this.#blockTree) : null,
        window: [...this.#tree.hashes],
      });
      this.#blockTree = emptyFrontier();
      this.#blockAt++;
    }
    if (this.#task.cuts[this.cuts.length] === position + 1) this.cuts.push([...this.#tree.hashes]);
  }

  /** The window's subtrees now. */
  window(): readonly Hash[] {
    return [...this.#tree.hashes];
  }
}
