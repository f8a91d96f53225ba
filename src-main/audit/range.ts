import { HASH_LENGTH, type Hash, hashAt, sha256 } from '../base/hash.ts';
import type { Block } from './block.ts';
import { bodyOf, entryIdAt, EntryFormatError, headerBytesOf, looksLikeEntry } from './entry.ts';
import { append, type Frontier, rootOf, emptyFrontier } from './merkle.ts';

/** Readers work on ranges inside windows of this many positions; blocks never cross a window's border. */
export const WINDOW = 65_536;

/** One reader's share of a verification: positions [from, to) of the seals, entry ids [idFrom, idTo) of the log. */
export type RangeTask = {
  readonly from: number;
  readonly to: number;
  /** Inclusive; null: from the lowest id there is. */
  readonly idFrom: number | null;
  /** Exclusive; null: to the highest sealed id. */
  readonly idTo: number | null;
  /** Highest sealed id: what lies above it is looked at apart, it may be a large backlog. */
  readonly idLimit: number;
  /** Complete subtrees of this window before `from`; empty when `from` begins a window. */
  readonly before: readonly Hash[];
  readonly links: boolean;
  readonly tree: boolean;
  /** Positions inside the range, ascending, at which the window's subtrees are wanted as well (tree only). */
  readonly cuts: readonly number[];
  /** Bring back what the witness keeps (leaves, bodies, ids, headers). */
  readonly collect: boolean;
};

/** A row whose bytes do not give the recorded leaf. */
export type Mismatch = {
  readonly position: number;
  readonly entryId: number;
  readonly leafNow: Hash;
  readonly bodyNow: Hash;
};

/** What a reader found in its range; plain data that crosses a thread border. */
export type RangeReport = {
  readonly from: number;
  readonly to: number;
  readonly seals: number;
  readonly rows: number;
  readonly mismatches: readonly Mismatch[];
  /** Positions in the range without a seal. */
  readonly missingSeals: readonly number[];
  /** Positions whose chain value does not follow from the one before and the leaf. */
  readonly brokenLinks: readonly number[];
  /** Chain value recorded before the range and at its end; null when there is none. */
  readonly chainBefore: Hash | null;
  readonly chainEnd: Hash | null;
  /** Seals without a row among the ids read; the row may be in another range. */
  readonly sealsWithoutRow: readonly { readonly position: number; readonly entryId: number }[];
  /** Ids of rows without a seal among the positions read; the seal may be in another range. */
  readonly rowsWithoutSeal: readonly number[];
  /** Blocks of the range with what the leaves say of them: own root and the window's subtrees after each. */
  readonly blocks: readonly {
    readonly block: Block;
    readonly root: Hash | null;
    readonly window: readonly Hash[];
  }[];
  /** The window's subtrees at each cut, and at the end of the range. */
  readonly cuts: readonly (readonly Hash[])[];
  readonly window: readonly Hash[];
  readonly collected: Collected | null;
};

/** What the witness keeps of a range. Arrays of `to - from` members; headers by offsets (count + 1 of them). */
export type Collected = {
  readonly entryIds: Float64Array;
  readonly leaves: Uint8Array;
  readonly bodies: Uint8Array;
  readonly headers: Uint8Array;
  readonly headerOffsets: Uint32Array;
};

/**
 * Walks the seals of a range and then its rows, as they come from the wire. Pure: knows neither database nor thread.
 * Call {@link RangeWalk.seal} for each seal in order of position, {@link RangeWalk.row} for each row in order of id,
 * then {@link RangeWalk.finish}.
 */
export class RangeWalk {
  readonly #task: RangeTask;
  readonly #blocks: readonly Block[];
  readonly #ids: Float64Array;
  readonly #leaves: Buffer;
  readonly #sealed: Uint8Array;
  readonly #seen: Uint8Array;
  readonly #headers: (Buffer | undefined)[] = [];
  readonly #bodies: Buffer | null;
  #index: Map<number, number> | null = null;
  #walked = 0;
  #next = 0;
  #expected: number;
  #chain: Hash | null = null;
  #chainBefore: Hash | null = null;
  #blockAt = 0;
  #blockTree: Frontier = emptyFrontier();
  readonly #tree: Frontier;
  readonly #link = Buffer.alloc(2 * HASH_LENGTH);
  readonly #found: {
    seals: number;
    rows: number;
    mismatches: Mismatch[];
    missingSeals: number[];
    brokenLinks: number[];
    rowsWithoutSeal: number[];
    blocks: { block: Block; root: Hash | null; window: readonly Hash[] }[];
    cuts: (readonly Hash[])[];
  } = {
    seals: 0,
    rows: 0,
    mismatches: [],
    missingSeals: [],
    brokenLinks: [],
    rowsWithoutSeal: [],
    blocks: [],
    cuts: [],
  };

  /**
   * @param blocks - blocks that begin in the range, in order
   */
  constructor(task: RangeTask, blocks: readonly Block[]) {
    const length = task.to - task.from;
    this.#task = task;
    this.#blocks = blocks;
    this.#expected = task.from;
    this.#ids = new Float64Array(length);
    this.#leaves = Buffer.alloc(length * HASH_LENGTH);
    this.#sealed = new Uint8Array(length);
    this.#seen = new Uint8Array(length);
    this.#bodies = task.collect ? Buffer.alloc(length * HASH_LENGTH) : null;
    this.#tree = { size: task.from % WINDOW, hashes: [...task.before] };
  }

  /** The chain value recorded at the position before the range. */
  chainBefore(chain: Hash): void {
    this.#chain = chain;
    this.#chainBefore = chain;
  }

  seal(position: number, entryId: number, leaf: Hash, chain: Hash): void {
    const { from, to, links, tree } = this.#task;
    if (position < this.#expected || position >= to) throw new EntryFormatError('seals out of order');
    for (; this.#expected < position; this.#expected++) this.#gap(this.#expected);
    const index = position - from;
    this.#ids[index] = entryId;
    this.#leaves.write(leaf, index * HASH_LENGTH, 'latin1');
    this.#sealed[index] = 1;
    this.#found.seals++;
    if (links) this.#follow(position, leaf, chain);
    this.#chain = chain;
    if (tree) this.#grow(position, leaf);
    this.#expected++;
  }

  row(bytes: Buffer, start: number, end: number): void {
    if (!looksLikeEntry(bytes, start))
      throw new EntryFormatError('the log does not have the columns of an audit log');
    const id = entryIdAt(bytes, start);
    this.#found.rows++;
    const at = this.#find(id);
    if (at === undefined) {
      this.#found.rowsWithoutSeal.push(id);
      return;
    }
    this.#seen[at] = 1;
    const entry = bytes.subarray(start, end);
    const leafNow = sha256(entry);
    if (leafNow !== hashAt(this.#leaves, at * HASH_LENGTH))
      this.#found.mismatches.push({
        position: this.#task.from + at,
        entryId: id,
        leafNow,
        bodyNow: bodyOf(entry),
      });
    if (this.#bodies !== null) {
      this.#bodies.write(bodyOf(entry), at * HASH_LENGTH, 'latin1');
      this.#headers[at] = headerBytesOf(entry);
    }
  }

  finish(): RangeReport {
    const { from, to } = this.#task;
    for (; this.#expected < to; this.#expected++) this.#gap(this.#expected);
    const sealsWithoutRow: { position: number; entryId: number }[] = [];
    for (let index = 0; index < to - from; index++)
      if (this.#sealed[index] === 1 && this.#seen[index] === 0)
        sealsWithoutRow.push({ position: from + index, entryId: this.#ids[index] ?? 0 });
    return {
      from,
      to,
      ...this.#found,
      chainBefore: this.#chainBefore,
      chainEnd: this.#chain,
      sealsWithoutRow,
      window: [...this.#tree.hashes],
      collected: this.#collected(),
    };
  }

  #collected(): Collected | null {
    if (this.#bodies === null) return null;
    const count = this.#ids.length;
    const headerOffsets = new Uint32Array(count + 1);
    const parts: Buffer[] = [];
    let at = 0;
    for (let index = 0; index < count; index++) {
      const header = this.#headers[index];
      if (header !== undefined) parts.push(header);
      at += header?.length ?? 0;
      headerOffsets[index + 1] = at;
    }
    // Buffers of their own, so that they can be transferred to another thread.
    return {
      entryIds: this.#ids,
      leaves: new Uint8Array(this.#leaves),
      bodies: new Uint8Array(this.#bodies),
      headers: new Uint8Array(Buffer.concat(parts)),
      headerOffsets,
    };
  }

  #gap(position: number): void {
    this.#found.missingSeals.push(position);
    this.#chain = null;
  }

  #follow(position: number, leaf: Hash, chain: Hash): void {
    if (this.#chain === null) return;
    this.#link.write(this.#chain, 0, 'latin1');
    this.#link.write(leaf, HASH_LENGTH, 'latin1');
    if (sha256(this.#link) !== chain) this.#found.brokenLinks.push(position);
  }

  #grow(position: number, leaf: Hash): void {
    append(this.#tree, leaf);
    append(this.#blockTree, leaf);
    for (let block = this.#blocks[this.#blockAt]; block !== undefined; block = this.#blocks[this.#blockAt]) {
      if (position < block.last) break;
      const whole = block.last === position && this.#blockTree.size === block.entries;
      this.#found.blocks.push({
        block,
        root: whole ? rootOf(this.#blockTree) : null,
        window: [...this.#tree.hashes],
      });
      this.#blockTree = emptyFrontier();
      this.#blockAt++;
    }
    if (this.#task.cuts[this.#found.cuts.length] === position + 1)
      this.#found.cuts.push([...this.#tree.hashes]);
  }

  // Rows come by id, seals by position: on an honest log the two orders are nearly the same.
  #find(id: number): number | undefined {
    if (this.#ids[this.#next] === id && this.#sealed[this.#next] === 1) return this.#next++;
    if (this.#index === null) {
      this.#index = new Map();
      for (let index = this.#walked; index < this.#ids.length; index++)
        if (this.#sealed[index] === 1) this.#index.set(this.#ids[index] ?? 0, index);
    }
    const at = this.#index.get(id);
    if (at !== undefined) this.#next = at + 1;
    return at;
  }
}
