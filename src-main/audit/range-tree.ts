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
  /** Position of the next leaf if none is missing. */
  #next: number;

  /**
   * @param blocks - blocks that begin in the range, in order
   */
  constructor(task: RangeTask, blocks: readonly Block[]) {
    this.#task = task;
    this.#blocks = blocks;
    this.#tree = { size: task.from % WINDOW, hashes: [...task.before] };
    this.#next = task.from;
  }

  /** Positions ascend; there may be gaps. */
  grow(position: number, leaf: Hash): void {
    this.#skip(position);
    append(this.#tree, leaf);
    append(this.#blockTree, leaf);
    this.#end(position, (block) =>
      block.last === position && this.#blockTree.size === block.entries ? rootOf(this.#blockTree) : null,
    );
    this.#next = position + 1;
    if (this.#task.cuts[this.cuts.length] === position + 1) this.cuts.push([...this.#tree.hashes]);
  }

  /** No leaf follows in the range. */
  finish(): void {
    this.#skip(this.#task.to);
  }

  /** The window's subtrees now. */
  window(): readonly Hash[] {
    return [...this.#tree.hashes];
  }

  /** Ends blocks whose last leaf is missing: what follows belongs to the next one. */
  #skip(position: number): void {
    if (position > this.#next) this.#end(position - 1, () => null);
    this.#next = Math.max(this.#next, position);
  }

  #end(reached: number, root: (block: Block) => Hash | null): void {
    for (let block = this.#blocks[this.#blockAt]; block !== undefined; block = this.#blocks[this.#blockAt]) {
      if (reached < block.last) break;
      this.blocks.push({ block, root: root(block), window: [...this.#tree.hashes] });
      this.#blockTree = emptyFrontier();
      this.#blockAt++;
    }
  }
}
