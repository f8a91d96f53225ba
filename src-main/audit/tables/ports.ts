import type {
  Candidate,
  Inspection,
  MappedColumn,
  MappedTable,
  Mapping,
} from '../../../src-shared/audit/tables.ts';
import type { Check } from '../../../src-shared/clinic/types.ts';
import type { Hash } from '../../base/hash.ts';
import type { StoredCheckpoint, Witness } from '../ports.ts';
import type { Collected } from '../range.ts';

/** Rows of a table as they came, in a form that crosses a thread border; arrays of `count` members. */
export type RowBatch = {
  readonly count: number;
  /** SHA-256 of the key fields as sent, 32 bytes each. */
  readonly keys: Uint8Array;
  readonly leaves: Uint8Array;
  readonly bodies: Uint8Array;
  /** Key and time fields with their lengths as sent, cut off where they are very long; by offsets (count + 1 of them). */
  readonly headers: Uint8Array;
  readonly headerOffsets: Uint32Array;
  /** What tells new rows from old: the key's number, or the time in microseconds since 2000. */
  readonly ranks: BigInt64Array;
  /** 1 where the row has a rank: a time that is missing or infinite is none. */
  readonly ranked: Uint8Array;
  /** Rows left out because a part of their key is missing: nothing can be said of them. */
  readonly keyless: number;
};

/** A consistent view of a mapped table, read from front to back once. */
export interface TableSnapshot {
  /** The database's clock, microseconds since 2000 (decimal). */
  readonly at: string;
  /** Transactions below this number have ended; those from `after` on had not begun (decimal). */
  readonly ended: string;
  readonly after: string;
  /** Rows that are there, as far as the database knows; null when it does not. */
  readonly rows: number | null;
  /** Columns that came after the mapping: nothing protects them. */
  readonly added: readonly string[];
  /**
   * The next rows, or null at the end.
   * @throws Fault `database-…`, `table-…`, `cancelled`
   */
  next(): Promise<RowBatch | null>;
  close(): Promise<void>;
}

/** A table of the clinic that is read and never written. */
export interface TableReader {
  /**
   * @param above - only rows ranked above this, those without a rank, all in order of rank; null: every row in any order
   * @throws Fault `table-missing`, `table-changed`, `table-unusable`, `database-…`
   */
  open(
    table: MappedTable,
    above: string | null,
    ordered: boolean,
    signal: AbortSignal,
  ): Promise<TableSnapshot>;
  /**
   * Looks rows up by their keys.
   *
   * @param keys - of each row its key fields as sent
   * @returns the rows, in any order, and perhaps others whose keys the database takes for the same; null where no unique
   *   index holds the key or begins with it: each look would read the whole table
   * @throws Fault as {@link TableReader.open}
   */
  lookUp(
    table: MappedTable,
    keys: readonly (readonly Uint8Array[])[],
    signal: AbortSignal,
  ): Promise<RowBatch | null>;
}

/** What the clinic's catalogue says of its tables. */
export interface TableCatalogue {
  candidates(): Promise<readonly Candidate[]>;
  /** @throws Fault `table-missing` */
  inspect(schema: string, table: string): Promise<Inspection>;
  check(mapping: Mapping): Promise<MappingReport>;
}

/** What a check of a mapping says. `found`: what to keep of the table, null when it cannot be mapped. */
export type MappingReport = {
  readonly checks: readonly Check[];
  readonly found: {
    readonly columns: readonly MappedColumn[];
    readonly systemIdentifier: string;
    readonly database: string;
    readonly serverVersion: string;
    readonly host: string;
  } | null;
};

/** A look at the table: what had been given out by then counts as complete once every transaction of then has ended. */
export type Observation = {
  /** Microseconds since 2000, by the database's clock (decimal). */
  readonly at: string;
  /** Transactions from this number on had not begun (decimal). */
  readonly after: string;
  /** Highest rank seen (decimal), or null. */
  readonly highest: string | null;
};

/** What is remembered of a mapped table between take-overs. */
export type TableState = {
  /** Unsettled looks, oldest first. */
  readonly observations: readonly Observation[];
  /** Every row ranked at or below this was taken over; an unknown one came in behind (decimal). Null: none yet. */
  readonly settled: string | null;
  /** RFC 3339. */
  readonly lastTakeOver: string | null;
  readonly problem: { readonly message: string; readonly remedy: string } | null;
  /** What was drawn at random since the last whole reading; null: the database cannot look rows up by the key. */
  readonly draws: Draws | null;
};

/** Draws since the last whole reading. */
export type Draws = {
  readonly rows: number;
  /** Chance that they missed one given row. */
  readonly missed: number;
};

/** A row as the witness keeps it. */
export type KeptRow = {
  readonly position: number;
  readonly leaf: Hash;
  readonly body: Hash;
  readonly header: Buffer;
};

/** What this machine has seen of a mapped table; reading only. */
export interface TableWitness extends Omit<Witness, 'entries'> {
  /** Position of each key, −1 where it is unknown, with the leaf witnessed there. */
  find(keys: Uint8Array): Promise<{ readonly positions: Float64Array; readonly leaves: Uint8Array }>;
  /** Rows at positions, in the order asked for; at most 65,536. */
  kept(positions: readonly number[]): Promise<readonly KeptRow[]>;
  /** When the row at each position was taken over, RFC 3339. */
  takenAt(positions: readonly number[]): Promise<readonly (string | null)[]>;
  state(): Promise<TableState>;
}

/** The writing side. Every call is one transaction. */
export interface TableWitnessWriter {
  /**
   * Adds rows behind those already there.
   * @throws Fault `checkpoint-inconsistent` when `from` is not the size so far, or a key is there already
   */
  take(
    from: number,
    rows: Collected,
    keys: Uint8Array,
    tiles: readonly { readonly level: number; readonly index: number; readonly hashes: Uint8Array }[],
    at: string,
  ): Promise<void>;
  saveState(state: TableState): Promise<void>;
  addCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
}

/** Where the watched tables are listed. */
export interface TableList {
  list(): Promise<readonly MappedTable[]>;
  change(update: (tables: readonly MappedTable[]) => readonly MappedTable[]): Promise<void>;
}
