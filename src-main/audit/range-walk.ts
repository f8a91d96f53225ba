import { HASH_LENGTH, type Hash, hashAt, sha256, ZERO_HASH } from '../base/hash.ts';
import type { Block } from './block.ts';
import { chosen, type NewSeal } from './double-seals.ts';
import { bodyOf, entryIdAt, EntryFormatError, headerBytesOf, looksLikeEntry } from './entry.ts';
import {
  type Collected,
  type Mismatch,
  type RangeReport,
  type RangeTask,
  sealsWithoutRow,
  type Walk,
} from './range.ts';
import { type HeaderStore, headerStore } from './header-store.ts';
import { RangeTree } from './range-tree.ts';
import { RowFinder } from './row-finder.ts';

/** The walk that hashes one by one: the reference for every other. */
export class RangeWalk implements Walk {
  readonly input = null;
  readonly #task: RangeTask;
  readonly #ids: Float64Array;
  readonly #leaves: Buffer;
  readonly #sealed: Uint8Array;
  readonly #seen: Uint8Array;
  readonly #headers: HeaderStore | null;
  readonly #bodies: Buffer | null;
  readonly #rows: RowFinder;
  readonly #tree: RangeTree;
  readonly #link = Buffer.alloc(2 * HASH_LENGTH);
  #expected: number;
  /** The newest seal, until it is certain that no other stands at its position. */
  #newest: NewSeal | null = null;
  #chain: Hash | null = null;
  #chainBefore: Hash | null = null;
  readonly #found: {
    seals: number;
    rows: number;
    mismatches: Mismatch[];
    missingSeals: number[];
    doubleSeals: { position: number; entryId: number }[];
    brokenLinks: number[];
    rowsWithoutSeal: number[];
  } = {
    seals: 0,
    rows: 0,
    mismatches: [],
    missingSeals: [],
    doubleSeals: [],
    brokenLinks: [],
    rowsWithoutSeal: [],
  };

  /**
   * @param blocks - blocks that begin in the range, in order
   */
  constructor(task: RangeTask, blocks: readonly Block[]) {
    const length = task.to - task.from;
    this.#task = task;
    this.#expected = task.from;
    this.#ids = new Float64Array(length);
    this.#leaves = Buffer.alloc(length * HASH_LENGTH);
    this.#sealed = new Uint8Array(length);
    this.#seen = new Uint8Array(length);
    this.#rows = new RowFinder(this.#ids, this.#sealed);
    this.#bodies = task.collect ? Buffer.alloc(length * HASH_LENGTH) : null;
    this.#headers = task.collect ? headerStore(length) : null;
    this.#tree = new RangeTree(task, blocks);
  }

  chainBefore(chain: Hash): void {
    this.#chain = chain;
    this.#chainBefore = chain;
  }

  seal(position: number, entryId: number, bytes: Buffer, leafAt: number, chainAt: number): void {
    const leaf = leafAt === -1 ? ZERO_HASH : hashAt(bytes, leafAt);
    const chain = chainAt === -1 ? ZERO_HASH : hashAt(bytes, chainAt);
    const seal = { position, entryId, leaf, chain };
    if (position === this.#newest?.position) {
      const [own, other] = chosen(this.#chain, this.#newest, seal);
      this.#newest = own;
      this.#found.doubleSeals.push({ position, entryId: other.entryId });
      return;
    }
    if (position < this.#expected || position >= this.#task.to)
      throw new EntryFormatError('seals out of order');
    this.#settle();
    for (; this.#expected < position; this.#expected++) this.#gap(this.#expected);
    this.#newest = seal;
    this.#expected++;
  }

  row(bytes: Buffer, start: number, end: number): void {
    if (!looksLikeEntry(bytes, start))
      throw new EntryFormatError('the log does not have the columns of an audit log');
    this.#settle();
    const id = entryIdAt(bytes, start);
    this.#found.rows++;
    const at = this.#rows.find(id);
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
      this.#headers?.put(at, headerBytesOf(entry));
    }
  }

  flush(): void {
    // Nothing is kept of bytes handed in.
  }

  finish(): RangeReport {
    const { from, to } = this.#task;
    this.#settle();
    for (; this.#expected < to; this.#expected++) this.#gap(this.#expected);
    if (this.#task.tree) this.#tree.finish();
    return {
      from,
      to,
      ...this.#found,
      chainBefore: this.#chainBefore,
      chainEnd: this.#chain,
      sealsWithoutRow: sealsWithoutRow(from, this.#ids, this.#sealed, this.#seen),
      blocks: this.#tree.blocks,
      cuts: this.#tree.cuts,
      window: this.#tree.window(),
      collected: this.#collected(),
    };
  }

  #collected(): Collected | null {
    if (this.#bodies === null || this.#headers === null) return null;
    // Buffers of their own, so that they can be transferred to another thread.
    return {
      entryIds: this.#ids,
      leaves: new Uint8Array(this.#leaves),
      bodies: new Uint8Array(this.#bodies),
      ...this.#headers.inOrder(),
    };
  }

  #settle(): void {
    if (this.#newest === null) return;
    const { position, entryId, leaf, chain } = this.#newest;
    this.#newest = null;
    const index = position - this.#task.from;
    this.#ids[index] = entryId;
    this.#leaves.write(leaf, index * HASH_LENGTH, 'latin1');
    this.#sealed[index] = 1;
    this.#found.seals++;
    if (this.#task.links) this.#follow(position, leaf, chain);
    this.#chain = chain;
    if (this.#task.tree) this.#tree.grow(position, leaf);
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
}
