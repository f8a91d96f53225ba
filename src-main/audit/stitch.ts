import { type Hash, ZERO_HASH } from '../base/hash.ts';
import { type Block, blockHash } from './block.ts';
import type { LogStart } from './log-start.ts';
import { append, emptyFrontier, foldRoot, type Frontier, subtreesOf } from './merkle.ts';
import { type Mismatch, type RangeReport, WINDOW } from './range.ts';

/** A block that contradicts its leaves, its hash or its predecessor. */
export type BlockFault = {
  readonly block: Block;
  readonly fault: 'hash' | 'link' | 'extent' | 'root' | 'tree-root';
};

/** What is wrong in the whole log, before it is classified. */
export type Stitched = {
  readonly seals: number;
  readonly rows: number;
  readonly mismatches: readonly Mismatch[];
  readonly missingSeals: readonly number[];
  readonly doubleSeals: RangeReport['doubleSeals'];
  readonly brokenLinks: readonly number[];
  readonly sealsWithoutRow: readonly { readonly position: number; readonly entryId: number }[];
  readonly rowsWithoutSeal: readonly number[];
  /** Ids whose seal and row lay in the shares of different readers: nobody has compared the two yet. */
  readonly crossed: readonly number[];
  readonly blockFaults: readonly BlockFault[];
  /** Root of each complete window, by its number; null where it could not be rebuilt. */
  readonly windowRoots: readonly (Hash | null)[];
  /** Root at the cut that was asked for; null when there was none or the tree could not be rebuilt that far. */
  readonly cutRoot: Hash | null;
  readonly root: Hash | null;
  /** The blocks whose numbers were asked for. */
  readonly blocks: ReadonlyMap<number, Block>;
  /** Blocks that were looked at, with those of removed entries. */
  readonly blocksSeen: number;
  /** Positions that no block covers, from the first of them on; null where all are covered or nobody looked. */
  readonly uncovered: number | null;
};

/**
 * Takes the readers' reports in order and sews chain, tree and blocks together across their borders, which is where
 * tampering would hide from each reader alone.
 */
export class Stitcher {
  readonly #tree: Frontier;
  readonly #start: LogStart | null;
  #treeWhole = true;
  #chainEnd: Hash | null;
  #block: Block | null = null;
  #blocksSeen = 0;
  #cutRoot: Hash | null = null;
  #root: Hash | null;
  #seals = 0;
  #rows = 0;
  readonly #mismatches: Mismatch[] = [];
  readonly #missingSeals: number[] = [];
  readonly #doubleSeals: RangeReport['doubleSeals'][number][] = [];
  readonly #brokenLinks: number[] = [];
  readonly #sealsWithoutRow = new Map<number, number>();
  readonly #rowsWithoutSeal = new Set<number>();
  readonly #crossed: number[] = [];
  readonly #blockFaults: BlockFault[] = [];
  readonly #windowRoots: (Hash | null)[] = [];
  readonly #blocks = new Map<number, Block>();
  readonly #wantedBlocks: ReadonlySet<number>;

  /**
   * @param wantedBlocks - numbers of blocks that are to be kept for comparison with checkpoints
   * @param start - where the log begins when its beginning was removed
   */
  constructor(wantedBlocks: ReadonlySet<number>, start: LogStart | null = null) {
    this.#wantedBlocks = wantedBlocks;
    this.#start = start;
    this.#tree = windowsOf(start);
    this.#chainEnd = start?.chain ?? ZERO_HASH;
    this.#root = foldRoot(start?.frontier ?? []);
    // Where nothing behind the cut was witnessed yet, the root there is the certificate's.
    this.#cutRoot = start === null ? null : this.#root;
  }

  /** Blocks whose entries were removed, in order, before all reports: links and hashes go on from them. */
  addRemoved(blocks: readonly Block[]): void {
    for (const block of blocks) this.#checkBlock(block, null, null);
  }

  add(report: RangeReport, tree: boolean): void {
    this.#seals += report.seals;
    this.#rows += report.rows;
    for (const mismatch of report.mismatches) this.#mismatches.push(mismatch);
    for (const position of report.missingSeals) this.#missingSeals.push(position);
    this.#doubleSeals.push(...report.doubleSeals);
    if (this.#chainEnd !== null && report.chainBefore !== null && report.chainBefore !== this.#chainEnd)
      this.#brokenLinks.push(report.from);
    for (const position of report.brokenLinks) this.#brokenLinks.push(position);
    this.#chainEnd = report.chainEnd;
    this.#pair(report);
    if (tree) this.#grow(report);
  }

  /**
   * @param sealed - number of positions that have, or should have, a seal
   */
  finish(sealed: number, tree: boolean): Stitched {
    const covered = this.#block === null ? (this.#start?.size ?? 0) : this.#block.last + 1;
    return {
      uncovered: tree && covered < sealed ? covered : null,
      seals: this.#seals,
      rows: this.#rows,
      mismatches: this.#mismatches,
      missingSeals: this.#missingSeals,
      doubleSeals: this.#doubleSeals,
      brokenLinks: this.#brokenLinks,
      sealsWithoutRow: [...this.#sealsWithoutRow].map(([entryId, position]) => ({ entryId, position })),
      rowsWithoutSeal: [...this.#rowsWithoutSeal],
      crossed: this.#crossed,
      blockFaults: this.#blockFaults,
      windowRoots: this.#windowRoots,
      cutRoot: this.#cutRoot,
      root: this.#root,
      blocks: this.#blocks,
      blocksSeen: this.#blocksSeen,
    };
  }

  // A seal and its row can lie in the shares of two readers: what one misses the other has left over.
  #pair(report: RangeReport): void {
    for (const { entryId, position } of report.sealsWithoutRow)
      if (this.#rowsWithoutSeal.delete(entryId)) this.#crossed.push(entryId);
      else this.#sealsWithoutRow.set(entryId, position);
    for (const id of report.rowsWithoutSeal)
      if (this.#sealsWithoutRow.delete(id)) this.#crossed.push(id);
      else this.#rowsWithoutSeal.add(id);
  }

  #grow(report: RangeReport): void {
    if (report.missingSeals.length > 0) this.#treeWhole = false;
    for (const { block, root, window } of report.blocks) this.#checkBlock(block, root, window);
    const cut = report.cuts[0];
    if (cut !== undefined) this.#cutRoot = this.#treeWhole ? foldRoot([...this.#tree.hashes, ...cut]) : null;
    const [windowRoot] = report.window;
    const complete = report.to % WINDOW === 0 && report.window.length === 1 && windowRoot !== undefined;
    if (report.to % WINDOW === 0) this.#windowRoots.push(complete ? windowRoot : null);
    this.#root = this.#treeWhole ? foldRoot([...this.#tree.hashes, ...report.window]) : null;
    if (complete && this.#treeWhole) append(this.#tree, windowRoot, WINDOW);
  }

  /** @param window - the window's subtrees after the block; null when its entries were removed */
  #checkBlock(block: Block, root: Hash | null, window: readonly Hash[] | null): void {
    const before = this.#block;
    this.#blocksSeen++;
    const fault = (kind: BlockFault['fault']): void => {
      this.#blockFaults.push({ block, fault: kind });
    };
    if (blockHash(block) !== block.hash) fault('hash');
    if (
      block.previousHash !== (before?.hash ?? ZERO_HASH) ||
      block.number !== (before === null ? 0 : before.number + 1)
    )
      fault('link');
    if (
      block.first !== (before === null ? 0 : before.last + 1) ||
      block.entries !== block.last - block.first + 1
    )
      fault('extent');
    if (window !== null) {
      if (root !== block.root) fault('root');
      if (this.#treeWhole && foldRoot([...this.#tree.hashes, ...window]) !== block.treeRoot)
        fault('tree-root');
    } else if (block.last + 1 === this.#start?.size) {
      const { certificate } = this.#start;
      if (block.treeRoot !== certificate.root || block.hash !== certificate.block.hash) fault('tree-root');
    }
    if (this.#wantedBlocks.has(block.number)) this.#blocks.set(block.number, block);
    this.#block = block;
  }
}

/** Subtrees of the removed entries' complete windows; what is left over begins the first range that is read. */
function windowsOf(start: LogStart | null): Frontier {
  if (start === null) return emptyFrontier();
  const windows = Math.floor(start.size / WINDOW);
  return { size: windows * WINDOW, hashes: start.frontier.slice(0, subtreesOf(windows)) };
}
