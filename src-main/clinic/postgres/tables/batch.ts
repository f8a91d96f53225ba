import type { MappedColumn } from '../../../../src-shared/audit/tables.ts';
import { HEADER_BYTES, isTimeType, rankOf, type RowBatch } from '../../../audit/index.ts';
import { HASH_LENGTH, sha256 } from '../../../base/hash.ts';

/** Rows in a batch. */
export const BATCH = 16_384;

/** Collects tuples as they come and hands them out in batches. */
export class BatchBuilder {
  readonly #columns: readonly MappedColumn[];
  readonly #keys: number;
  readonly #leading: number;
  /** Index of the field that ranks rows, −1 when none does, and its type. */
  readonly #rankField: number;
  readonly #rankType: string;
  #count = 0;
  #keyless = 0;
  #keyHashes = Buffer.allocUnsafeSlow(BATCH * HASH_LENGTH);
  #leaves = Buffer.allocUnsafeSlow(BATCH * HASH_LENGTH);
  #bodies = Buffer.allocUnsafeSlow(BATCH * HASH_LENGTH);
  #headers: Buffer[] = [];
  #ranks = new BigInt64Array(BATCH);
  #ranked = new Uint8Array(BATCH);
  #scratch = Buffer.allocUnsafeSlow(64 * 1024);

  constructor(columns: readonly MappedColumn[], order: 'key' | 'time' | 'none') {
    this.#columns = columns;
    this.#keys = columns.filter(({ role }) => role === 'key').length;
    this.#leading = columns.filter(({ role }) => role !== 'content').length;
    this.#rankField = order === 'key' ? 0 : order === 'time' ? this.#keys : -1;
    const type = columns[this.#rankField]?.type ?? '';
    this.#rankType = order === 'time' && !isTimeType(type) ? '' : type;
  }

  get full(): boolean {
    return this.#count === BATCH;
  }

  /** Takes a tuple; its bytes are the caller's again afterwards. */
  add(bytes: Buffer, start: number, end: number): void {
    let at = start + 2;
    let keysEnd = at;
    let whole = true;
    let rank: bigint | null = null;
    for (let field = 0; field < this.#leading; field++) {
      const length = bytes.readInt32BE(at);
      const next = at + 4 + Math.max(length, 0);
      if (field < this.#keys && length < 0) whole = false;
      if (field === this.#rankField && length >= 0)
        rank = rankOf(bytes.subarray(at + 4, next), this.#rankType);
      at = next;
      if (field === this.#keys - 1) keysEnd = at;
    }
    if (!whole) {
      this.#keyless++;
      return;
    }
    const offset = this.#count * HASH_LENGTH;
    this.#keyHashes.write(sha256(bytes.subarray(start + 2, keysEnd)), offset, 'latin1');
    this.#leaves.write(sha256(bytes.subarray(start, end)), offset, 'latin1');
    this.#bodies.write(this.#bodyOf(bytes, at, end), offset, 'latin1');
    this.#headers.push(Buffer.from(bytes.subarray(start + 2, Math.min(at, start + 2 + HEADER_BYTES))));
    this.#ranks[this.#count] = rank ?? 0n;
    this.#ranked[this.#count] = rank === null ? 0 : 1;
    this.#count++;
  }

  /** What was collected since the last time; buffers of its own. */
  take(): RowBatch {
    const count = this.#count;
    const headerOffsets = new Uint32Array(count + 1);
    this.#headers.forEach((header, index) => {
      headerOffsets[index + 1] = (headerOffsets[index] ?? 0) + header.length;
    });
    const hashes = (bytes: Buffer): Uint8Array => new Uint8Array(bytes.subarray(0, count * HASH_LENGTH));
    const batch: RowBatch = {
      count,
      keys: hashes(this.#keyHashes),
      leaves: hashes(this.#leaves),
      bodies: hashes(this.#bodies),
      headers: new Uint8Array(Buffer.concat(this.#headers)),
      headerOffsets,
      ranks: this.#ranks.slice(0, count),
      ranked: this.#ranked.slice(0, count),
      keyless: this.#keyless,
    };
    this.#count = 0;
    this.#keyless = 0;
    this.#headers = [];
    return batch;
  }

  get empty(): boolean {
    return this.#count === 0 && this.#keyless === 0;
  }

  /** The content fields as a tuple of their own: field count, then the fields. */
  #bodyOf(bytes: Buffer, from: number, end: number): string {
    const length = end - from + 2;
    const body = length <= this.#scratch.length ? this.#scratch : Buffer.allocUnsafe(length);
    body.writeInt16BE(this.#columns.length - this.#leading, 0);
    bytes.copy(body, 2, from, end);
    return sha256(body.subarray(0, length));
  }
}
