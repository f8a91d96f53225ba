import type { MappedColumn } from '../../../src-shared/audit/tables.ts';
import { type Hash, HASH_LENGTH, hashAt } from '../../base/hash.ts';
import { SUSPECT_LIMIT } from '../compare.ts';
import type { RowKnown, RowSeen } from './classify.ts';
import type { KeptRow, RowBatch, TableWitness } from './ports.ts';
import { keyHashOf, mappedRowOf, timeBytesOf } from './row.ts';

/** What a reading of the whole table came to. */
export type Comparison = {
  readonly rows: number;
  readonly keyless: number;
  readonly absent: readonly RowKnown[];
  readonly changed: readonly { readonly known: RowKnown; readonly now: RowSeen }[];
  readonly behind: readonly RowSeen[];
  readonly later: readonly RowSeen[];
  /** Rows that may be new, also those beyond what is remembered of them. */
  readonly laterCount: number;
  /** More differences than are looked into. */
  readonly cut: boolean;
  /** Lowest position that is not as it was witnessed; the size when all are. */
  readonly firstWrong: number;
  /** Positions from there on that still are as they were witnessed. */
  readonly rightAfter: number;
  /** A row counts as unknown although its key was witnessed: our own index is damaged. */
  readonly indexDamaged: boolean;
};

type Unknown = { readonly key: Hash; readonly row: RowSeen };

/**
 * Compares rows in any order with what was witnessed; memory grows with the differences, not with the table.
 *
 * @param settled - the mark of {@link settledBy}
 */
export class TableComparison {
  readonly #witness: TableWitness;
  readonly #columns: readonly MappedColumn[];
  readonly #settled: bigint | null;
  readonly #size: number;
  /** One bit a position: 1 once a row with its key came. */
  readonly #seen: Uint8Array;
  readonly #changed = new Map<number, Unknown>();
  readonly #behind: Unknown[] = [];
  readonly #later: Unknown[] = [];
  #laterCount = 0;
  #rows = 0;
  #keyless = 0;
  #cut = false;

  constructor(witness: TableWitness, size: number, columns: readonly MappedColumn[], settled: string | null) {
    this.#witness = witness;
    this.#size = size;
    this.#columns = columns;
    this.#settled = settled === null ? null : BigInt(settled);
    this.#seen = new Uint8Array(Math.ceil(size / 8));
  }

  get rows(): number {
    return this.#rows;
  }

  async add(batch: RowBatch): Promise<void> {
    this.#rows += batch.count + batch.keyless;
    this.#keyless += batch.keyless;
    const { positions, leaves } = await this.#witness.find(batch.keys);
    const witnessed = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength);
    const now = Buffer.from(batch.leaves.buffer, batch.leaves.byteOffset, batch.leaves.byteLength);
    for (let index = 0; index < batch.count; index++) {
      const position = positions[index] ?? -1;
      const at = index * HASH_LENGTH;
      const right = now.compare(witnessed, at, at + HASH_LENGTH, at, at + HASH_LENGTH) === 0;
      if (position < 0 || position >= this.#size) this.#unknown(batch, index);
      else if (!this.#has(position)) {
        this.#mark(position);
        if (!right) this.#keep(() => this.#changed.set(position, seenIn(batch, index, this.#columns)));
      } else this.#second(position, right, seenIn(batch, index, this.#columns));
    }
  }

  async finish(): Promise<Comparison> {
    const absentAt: number[] = [];
    let firstWrong = this.#size;
    let rightAfter = 0;
    for (let position = 0; position < this.#size; position++) {
      const there = this.#has(position);
      const right = there && !this.#changed.has(position);
      if (!right && firstWrong === this.#size) firstWrong = position;
      if (right && position > firstWrong) rightAfter++;
      if (!there) this.#keep(() => absentAt.push(position), absentAt.length);
    }
    const absentRows = await keptRows(this.#witness, absentAt);
    const changedRows = await keptRows(this.#witness, [...this.#changed.keys()]);
    const keys = this.#columns.filter(({ role }) => role === 'key').length;
    const gone = new Set(absentRows.map(({ header }) => keyHashOf(header, keys)));
    return {
      rows: this.#rows,
      keyless: this.#keyless,
      absent: absentRows.map((row) => knownRow(row, this.#columns)),
      changed: changedRows.flatMap((row) => {
        const now = this.#changed.get(row.position)?.row;
        return now === undefined ? [] : [{ known: knownRow(row, this.#columns), now }];
      }),
      behind: this.#behind.map(({ row }) => row),
      later: this.#later.map(({ row }) => row),
      laterCount: this.#laterCount,
      cut: this.#cut,
      firstWrong,
      rightAfter,
      indexDamaged: [...this.#behind, ...this.#later].some(({ key }) => gone.has(key)),
    };
  }

  /** A second row with the key: the one that is as it was witnessed is the true one. */
  #second(position: number, right: boolean, unknown: Unknown): void {
    const other = this.#changed.get(position);
    if (right && other !== undefined) {
      this.#changed.delete(position);
      this.#keep(() => this.#behind.push(other));
    } else this.#keep(() => this.#behind.push(unknown));
  }

  #unknown(batch: RowBatch, index: number): void {
    const behind =
      this.#settled !== null && batch.ranked[index] === 1 && (batch.ranks[index] ?? 0n) <= this.#settled;
    if (behind) {
      this.#keep(() => this.#behind.push(seenIn(batch, index, this.#columns)));
      return;
    }
    this.#laterCount++;
    if (this.#later.length < SUSPECT_LIMIT) this.#later.push(seenIn(batch, index, this.#columns));
  }

  #keep(work: () => void, more = 0): void {
    if (this.#changed.size + this.#behind.length + more < SUSPECT_LIMIT) work();
    else this.#cut = true;
  }

  #has(position: number): boolean {
    return ((this.#seen[Math.floor(position / 8)] ?? 0) & (1 << (position % 8))) !== 0;
  }

  #mark(position: number): void {
    const at = Math.floor(position / 8);
    this.#seen[at] = (this.#seen[at] ?? 0) | (1 << (position % 8));
  }
}

const PAGE = 4096;

async function keptRows(witness: TableWitness, positions: readonly number[]): Promise<readonly KeptRow[]> {
  const rows: KeptRow[] = [];
  for (let from = 0; from < positions.length; from += PAGE)
    rows.push(...(await witness.kept(positions.slice(from, from + PAGE))));
  return rows;
}

const knownRow = (row: KeptRow, columns: readonly MappedColumn[]): RowKnown => ({
  position: row.position,
  leaf: row.leaf,
  body: row.body,
  time: timeBytesOf(row.header, columns),
  shown: mappedRowOf(row.header, columns),
});

function seenIn(batch: RowBatch, index: number, columns: readonly MappedColumn[]): Unknown {
  const header = Buffer.from(
    batch.headers.subarray(batch.headerOffsets[index] ?? 0, batch.headerOffsets[index + 1] ?? 0),
  );
  const at = (bytes: Uint8Array): Hash =>
    hashAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), index * HASH_LENGTH);
  return {
    key: at(batch.keys),
    row: {
      leaf: at(batch.leaves),
      body: at(batch.bodies),
      time: timeBytesOf(header, columns),
      shown: mappedRowOf(header, columns),
    },
  };
}
