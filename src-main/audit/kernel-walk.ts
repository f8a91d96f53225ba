import { HASH_LENGTH, type Hash, hashAt, sha256, ZERO_HASH } from '../base/hash.ts';
import type { Block } from './block.ts';
import { chosen } from './double-seals.ts';
import { bodyOf, entryIdAt, EntryFormatError, looksLikeEntry } from './entry.ts';
import type { Kernel } from './kernel.ts';
import { AREA, INPUT_BYTES, MOST_MESSAGES, treeOf } from './kernel-tree.ts';
import {
  type Mismatch,
  type RangeReport,
  type RangeTask,
  sealsWithoutRow,
  type Walk,
  WINDOW,
} from './range.ts';
import { RowFinder } from './row-finder.ts';

/** True for the tasks that {@link KernelWalk} can do. */
export const suitsKernel = (task: RangeTask): boolean => !task.collect && task.to - task.from <= WINDOW;

/**
 * The walk that hashes in batches. It reports exactly what {@link RangeWalk} reports. Links do not wait for each other:
 * each is computed from the value that is recorded before it.
 */
export class KernelWalk implements Walk {
  readonly input: Buffer;
  readonly #task: RangeTask;
  readonly #blocks: readonly Block[];
  readonly #kernel: Kernel;
  readonly #ids: Float64Array;
  readonly #sealed: Uint8Array;
  readonly #seen: Uint8Array;
  readonly #finder: RowFinder;
  /** Index of the seal of each message that waits. */
  readonly #waiting: Int32Array;
  #waits = 0;
  #expected: number;
  #chainBefore: Hash | null = null;
  #sealsDone: { brokenLinks: readonly number[]; tree: ReturnType<typeof treeOf> } | null = null;
  #rows = 0;
  #seals = 0;
  readonly #mismatches: Mismatch[] = [];
  readonly #missingSeals: number[] = [];
  readonly #doubleSeals: { position: number; entryId: number }[] = [];
  readonly #rowsWithoutSeal: number[] = [];

  /**
   * @param blocks - blocks that begin in the range, in order
   * @param kernel - of {@link KERNEL_BYTES}; nobody else may use it before `finish`
   */
  constructor(task: RangeTask, blocks: readonly Block[], kernel: Kernel) {
    if (!suitsKernel(task)) throw new RangeError('no task for the kernel');
    const length = task.to - task.from;
    this.#task = task;
    this.#blocks = blocks;
    this.#kernel = kernel;
    this.input = kernel.memory.subarray(AREA.input, AREA.input + INPUT_BYTES);
    this.#expected = task.from;
    // All in the kernel's memory: what is made anew for every range is a burden until it is collected.
    const { buffer } = kernel.memory;
    this.#ids = new Float64Array(buffer, AREA.ids, length);
    this.#sealed = new Uint8Array(buffer, AREA.sealed, length).fill(0);
    this.#seen = new Uint8Array(buffer, AREA.seen, length).fill(0);
    this.#waiting = new Int32Array(buffer, AREA.waiting, MOST_MESSAGES);
    this.#finder = new RowFinder(this.#ids, this.#sealed);
  }

  chainBefore(chain: Hash): void {
    this.#chainBefore = chain;
    this.#kernel.memory.write(chain, AREA.pairs, 'latin1');
  }

  seal(position: number, entryId: number, bytes: Buffer, leafAt: number, chainAt: number): void {
    const { from, to } = this.#task;
    if (this.#seals > 0 && position === this.#expected - 1) {
      this.#double(position, entryId, bytes, leafAt, chainAt);
      return;
    }
    if (position < this.#expected || position >= to) throw new EntryFormatError('seals out of order');
    for (; this.#expected < position; this.#expected++) this.#missingSeals.push(this.#expected);
    this.#sealed[position - from] = 1;
    this.#seals++;
    this.#expected++;
    this.#lay(position - from, entryId, bytes, leafAt, chainAt);
  }

  #lay(index: number, entryId: number, bytes: Buffer, leafAt: number, chainAt: number): void {
    this.#ids[index] = entryId;
    // Pair n is (chain before n, leaf n), so the chain value of n is the first half of pair n + 1.
    const { memory } = this.#kernel;
    const pair = AREA.pairs + index * 2 * HASH_LENGTH;
    put(memory, pair + HASH_LENGTH, bytes, leafAt);
    put(memory, AREA.leaves + index * HASH_LENGTH, bytes, leafAt);
    put(memory, pair + 2 * HASH_LENGTH, bytes, chainAt);
  }

  row(bytes: Buffer, start: number, end: number): void {
    this.#endSeals();
    if (!looksLikeEntry(bytes, start))
      throw new EntryFormatError('the log does not have the columns of an audit log');
    const id = entryIdAt(bytes, start);
    this.#rows++;
    const at = this.#finder.find(id);
    if (at === undefined) {
      this.#rowsWithoutSeal.push(id);
      return;
    }
    this.#seen[at] = 1;
    if (bytes !== this.input) {
      // A row too large for the kernel's memory.
      this.flush();
      const entry = bytes.subarray(start, end);
      this.#compare(at, sha256(entry), entry);
      return;
    }
    if (this.#waits === MOST_MESSAGES) this.flush();
    const { words } = this.#kernel;
    const list = AREA.list / 4 + this.#waits * 2;
    words[list] = AREA.input + start;
    words[list + 1] = end - start;
    this.#waiting[this.#waits++] = at;
  }

  flush(): void {
    const { kernel, waits } = { kernel: this.#kernel, waits: this.#waits };
    if (waits === 0) return;
    this.#waits = 0;
    kernel.messages(AREA.list, waits, AREA.digests);
    for (let index = 0; index < waits; index++) {
      const at = this.#waiting[index] ?? 0;
      if (same(kernel.words, AREA.digests + index * HASH_LENGTH, AREA.leaves + at * HASH_LENGTH)) continue;
      const start = kernel.words[AREA.list / 4 + index * 2] ?? 0;
      const length = kernel.words[AREA.list / 4 + index * 2 + 1] ?? 0;
      const entry = kernel.memory.subarray(start, start + length);
      this.#compare(at, hashAt(kernel.memory, AREA.digests + index * HASH_LENGTH), entry);
    }
  }

  finish(): RangeReport {
    this.flush();
    const { brokenLinks, tree } = this.#endSeals();
    const { from, to } = this.#task;
    const last = to - from - 1;
    return {
      from,
      to,
      seals: this.#seals,
      rows: this.#rows,
      mismatches: this.#mismatches,
      missingSeals: this.#missingSeals,
      doubleSeals: this.#doubleSeals,
      brokenLinks,
      rowsWithoutSeal: this.#rowsWithoutSeal,
      chainBefore: this.#chainBefore,
      chainEnd: this.#chainAfter(last),
      sealsWithoutRow: sealsWithoutRow(from, this.#ids, this.#sealed, this.#seen),
      ...tree,
      collected: null,
    };
  }

  #double(position: number, entryId: number, bytes: Buffer, leafAt: number, chainAt: number): void {
    const { memory } = this.#kernel;
    const index = position - this.#task.from;
    const known = {
      position,
      entryId: this.#ids[index] ?? 0,
      leaf: hashAt(memory, AREA.leaves + index * HASH_LENGTH),
      chain: hashAt(memory, AREA.pairs + (index + 1) * 2 * HASH_LENGTH),
    };
    const leaf = leafAt === -1 ? ZERO_HASH : hashAt(bytes, leafAt);
    const chain = chainAt === -1 ? ZERO_HASH : hashAt(bytes, chainAt);
    const [own, other] = chosen(this.#chainAfter(index - 1), known, { position, entryId, leaf, chain });
    if (own !== known) this.#lay(index, entryId, bytes, leafAt, chainAt);
    this.#doubleSeals.push({ position, entryId: other.entryId });
  }

  #compare(at: number, leafNow: Hash, entry: Buffer): void {
    if (leafNow === hashAt(this.#kernel.memory, AREA.leaves + at * HASH_LENGTH)) return;
    const position = this.#task.from + at;
    this.#mismatches.push({ position, entryId: this.#ids[at] ?? 0, leafNow, bodyNow: bodyOf(entry) });
  }

  /** Chain value recorded at an index, −1 being the position before the range; null when there is none. */
  #chainAfter(index: number): Hash | null {
    if (index < 0) return this.#chainBefore;
    if (this.#sealed[index] !== 1) return null;
    return hashAt(this.#kernel.memory, AREA.pairs + (index + 1) * 2 * HASH_LENGTH);
  }

  #endSeals(): { brokenLinks: readonly number[]; tree: ReturnType<typeof treeOf> } {
    if (this.#sealsDone !== null) return this.#sealsDone;
    for (; this.#expected < this.#task.to; this.#expected++) this.#missingSeals.push(this.#expected);
    this.#sealsDone = {
      brokenLinks: this.#task.links ? this.#brokenLinks() : [],
      tree: treeOf(this.#kernel, this.#task, this.#blocks, this.#sealed, this.#missingSeals.length === 0),
    };
    return this.#sealsDone;
  }

  #brokenLinks(): readonly number[] {
    const { kernel, ids } = { kernel: this.#kernel, ids: this.#ids };
    const broken: number[] = [];
    for (let first = 0; first < ids.length; first += MOST_MESSAGES) {
      const count = Math.min(MOST_MESSAGES, ids.length - first);
      kernel.pairs(AREA.pairs + first * 2 * HASH_LENGTH, count, AREA.digests);
      for (let index = first; index < first + count; index++) {
        const link = AREA.digests + (index - first) * HASH_LENGTH;
        if (same(kernel.words, link, AREA.pairs + (index + 1) * 2 * HASH_LENGTH)) continue;
        // Where a seal is missing there is nothing to follow from.
        const known = index === 0 ? this.#chainBefore !== null : this.#sealed[index - 1] === 1;
        if (known && this.#sealed[index] === 1) broken.push(this.#task.from + index);
      }
    }
    return broken;
  }
}

/** True if the hashes at two addresses, multiples of four, are the same. */
function same(words: Int32Array, a: number, b: number): boolean {
  const left = a / 4;
  const right = b / 4;
  for (let word = 0; word < HASH_LENGTH / 4; word++)
    if (words[left + word] !== words[right + word]) return false;
  return true;
}

function put(memory: Buffer, to: number, bytes: Buffer, from: number): void {
  if (from === -1) memory.write(ZERO_HASH, to, 'latin1');
  else bytes.copy(memory, to, from, from + HASH_LENGTH);
}
