import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { EntryHeader, SourceFingerprint, VerificationLevel } from '../../src-shared/audit/types.ts';
import type { Hash } from '../base/hash.ts';
import type { Block } from './block.ts';
import type { LogStart } from './log-start.ts';
import type { Collected, RangeReport, RangeTask } from './range.ts';

/** A row of the log as it is now. */
export type RowNow = {
  readonly entryId: number;
  readonly leaf: Hash;
  readonly body: Hash;
  /** Entry bytes (see entry.ts). */
  readonly bytes: Buffer;
};

/** A seal as the clinic's database gives it. */
export type Seal = {
  readonly position: number;
  readonly entryId: number;
  readonly leaf: Hash;
  readonly body: Hash;
  /** SHA-256 of the chain value before and the leaf, if nobody rewrote it. */
  readonly chain: Hash;
};

/** A row that no seal names. */
export type UnsealedRow = {
  readonly entryId: number;
  /** True when the sealer has passed it by: it was put in behind the log's back. False: it waits to be sealed. */
  readonly passedBy: boolean;
};

/** A certificate as the clinic's database keeps it, for entries that were removed from the beginning of the log. */
export type StoredCut = {
  /** Entries that it is for: positions 0 … size − 1. */
  readonly size: number;
  /** The signed note; see cut.ts. */
  readonly note: string;
  /** Complete subtrees after those entries as the sealer kept them, largest first; proven by the root in the note. */
  readonly frontier: readonly Hash[];
};

/** A consistent view of log, seals and blocks, for as long as it is open. */
export interface LogSnapshot {
  /** Positions 0 … sealed − 1 have, or should have, a seal. */
  readonly sealed: number;
  /** How many readers can work at the same time. */
  readonly readers: number;
  /** Highest entry id that a seal names; −2^53 when there is none. */
  readonly highestSealedId: number;
  /** Newest block, or null. */
  readonly lastBlock: Block | null;
  /** True when the server follows another one, and may be behind it. Missing: it does not. */
  readonly standby?: boolean;
  /** Entry id sealed at each of the positions; null where there is no seal. */
  idsAt(positions: readonly number[]): Promise<readonly (number | null)[]>;
  /**
   * Reads a range on a connection of its own.
   * @throws Fault `database-connection-lost`, `database-error`, `cancelled`
   */
  readRange(task: RangeTask): Promise<RangeReport>;
  /** Which of the ids are in the log; bytes included. At most 1,000 ids. */
  rows(ids: readonly number[]): Promise<readonly RowNow[]>;
  /** Seals by entry id; at most 1,000 ids. */
  sealsOf(ids: readonly number[]): Promise<readonly Seal[]>;
  /** Seals by position; at most 65,536 of them. */
  sealsBetween(from: number, to: number): Promise<readonly Seal[]>;
  /** Blocks that begin at the positions [from, to), in order. */
  blocksBetween(from: number, to: number): Promise<readonly Block[]>;
  /** How many blocks there are, wherever they say that they begin. */
  blockCount(): Promise<number>;
  /** Of rows that no seal names, which the sealer passed by. */
  unsealed(ids: readonly number[]): Promise<readonly UnsealedRow[]>;
  /** Rows above the highest sealed id: how many wait, and up to `limit` that were passed by. */
  above(limit: number): Promise<{ readonly waiting: number; readonly passedBy: readonly number[] }>;
  /**
   * Rows that a search by number does not lead to: how many more than `found` there are in the table as it lies there, and
   * numbers of some of them.
   * @param duty - see {@link RangeTask.duty}
   */
  hidden(found: number, duty: number): Promise<{ readonly rows: number; readonly ids: readonly number[] }>;
  /** Where the log begins once its beginning was removed under a certificate; see log-start.ts. */
  readonly start?: LogStart | null;
  /** Certificates of prefix cuts, by size. Missing where a log cannot be cut. */
  cuts?(): Promise<readonly StoredCut[]>;
  close(): Promise<void>;
}

/** How much is sealed, and how long what is not has been waiting. */
export type LogFigures = {
  readonly sealed: number;
  readonly pending: number;
  /** How long the oldest entry that waits has been waiting, at least; null when none waits or it cannot be told. */
  readonly unsealedSeconds: number | null;
  /** True when it cannot be sealed yet, because a transaction that began before it is still open. */
  readonly heldBack: boolean;
};

/** The clinic's sealed log. */
export interface SealedLog {
  /** @throws Fault `database-…` */
  source(): Promise<SourceFingerprint>;
  /** Fingerprints that this log had in other database clusters, newest first; missing: it cannot have moved. */
  earlier?(): Promise<readonly string[]>;
  /** Cheap figures for the status strip. */
  figures(): Promise<LogFigures>;
  /** First and last occurred_at of the sealed entries, for a report. */
  period(): Promise<{ readonly from: string; readonly to: string } | null>;
  snapshot(signal: AbortSignal): Promise<LogSnapshot>;
  /**
   * Seals up to `max` settled entries.
   * @returns how many were sealed; 0 when nothing waits
   * @throws Fault `seal-busy`, `seal-fork`, `seal-refused`, `database-…`
   */
  sealPending(max: number): Promise<number>;
}

/** A signed checkpoint as the officer's machine keeps it. */
export type StoredCheckpoint = {
  readonly size: number;
  readonly root: Hash;
  readonly note: string;
  /** Certificate (DER) of the key that signed it. */
  readonly certificate: Uint8Array;
};

/** One entry as the witness remembers it. */
export type WitnessedEntry = {
  readonly position: number;
  readonly entryId: number;
  readonly leaf: Hash;
  readonly body: Hash;
  readonly header: EntryHeader;
};

/** What the officer's machine has seen of one log; reading only. */
export interface Witness {
  /** Number of entries seen, with those before {@link Witness.first}. */
  size(): Promise<number>;
  /** First position that was seen: 0, or behind a removal whose certificate an officer took as the starting point. */
  first(): Promise<number>;
  /** C2SP tlog-tiles: hashes of tile `index` at `level`, up to 256 × 32 bytes, as far as it is filled; null if not there. */
  tile(level: number, index: number): Promise<Uint8Array | null>;
  /** Entries [from, to), at most 65,536. */
  entries(from: number, to: number): Promise<readonly WitnessedEntry[]>;
  /** Blocks whose hashes were witnessed, in order. */
  lastBlock(): Promise<{ readonly number: number; readonly hash: Hash } | null>;
  /** The one over the most entries, or null. */
  newestCheckpoint(): Promise<StoredCheckpoint | null>;
  /** By size, those over more than `above` entries: a part, never none where one is left. There can be very many. */
  checkpoints(above: number | null): Promise<readonly StoredCheckpoint[]>;
  /** Certificates (DER) of the keys that signed checkpoints, each once. */
  certificates(): Promise<readonly Uint8Array[]>;
  /** When the log was last found intact at this level or one above it, RFC 3339, and up to which size. */
  lastIntact(level: VerificationLevel): Promise<{ readonly at: string; readonly size: number } | null>;
}

/** Where an entry stands in what the officer's machine has seen. */
export interface EntryIndex {
  /** Positions at which the id was witnessed, in order; more than one only where a number was used again. */
  positionsOf(entryId: number): Promise<readonly number[]>;
}

/** The writing side of the witness. Every call is one transaction. */
export interface WitnessWriter {
  /**
   * Adds entries behind those already there.
   * @param tiles - tiles that changed: level, index, hashes
   * @throws Fault `checkpoint-inconsistent` when `from` is not the size so far
   */
  extend(
    from: number,
    collected: Collected,
    tiles: readonly { readonly level: number; readonly index: number; readonly hashes: Uint8Array }[],
    lastBlock: { readonly number: number; readonly hash: Hash },
  ): Promise<void>;
  /**
   * Stores a checkpoint, atomically with the check that the witness's root at its size is the one it states.
   * @throws Fault `checkpoint-inconsistent`
   */
  addCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
}

/** One entry of the activity log as it is kept. */
export type StoredActivity = {
  readonly position: number;
  /** Entry bytes (see activity-entry.ts). */
  readonly entry: Uint8Array;
  readonly leaf: Hash;
  readonly chain: Hash;
};

/** The activity log; reading only. */
export interface ActivityReader {
  /** The log's own id (32 hexadecimal digits), its size, and its last link as recorded. */
  head(): Promise<{ readonly logId: string; readonly size: number; readonly chain: Hash }>;
  /** Entries at the positions [from, to) that are there. */
  entries(from: number, to: number): Promise<readonly StoredActivity[]>;
  checkpoints(): Promise<readonly StoredCheckpoint[]>;
}

/** Where the activity log is kept. Every call is one transaction. */
export interface ActivityStore extends ActivityReader {
  /** Appends; entries are never changed. */
  record(event: ActivityEvent): Promise<void>;
  addCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
}
