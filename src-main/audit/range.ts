import type { Hash } from '../base/hash.ts';
import type { BlockSeen } from './range-tree.ts';

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
  /** The chain value before `from` where no seal can say it, as behind a cut. */
  readonly chainBefore?: Hash;
  /** Share of the time, above 0 to 1, in which the reader may work; the rest it leaves to the clinic. Missing: 1. */
  readonly duty?: number;
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
  /** Second seals at a position, which only a dropped key allows; of two, the one that the chain leads to counts. */
  readonly doubleSeals: readonly { readonly position: number; readonly entryId: number }[];
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
  readonly blocks: readonly BlockSeen[];
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
 * Walks the seals of a range and then its rows, as they come from the wire. Knows neither database nor thread.
 * {@link Walk.seal} comes for each seal in order of position, {@link Walk.row} for each row in order of id, then
 * {@link Walk.finish}. Bytes may be overwritten after {@link Walk.flush}, not before.
 *
 * @throws EntryFormatError where what comes is not an audit log
 */
export interface Walk {
  /** Where bytes should be laid for this walk; null: anywhere. */
  readonly input: Buffer | null;
  /** The chain value recorded at the position before the range. */
  chainBefore(chain: Hash): void;
  /**
   * A second one at the position of the last goes into {@link RangeReport.doubleSeals}.
   * @param leafAt - where the leaf's 32 bytes lie, or −1 when it has another length: it can equal nothing
   * @param chainAt - the same for the chain value
   */
  seal(position: number, entryId: number, bytes: Buffer, leafAt: number, chainAt: number): void;
  row(bytes: Buffer, start: number, end: number): void;
  flush(): void;
  finish(): RangeReport;
}

/** Seals whose rows did not come. */
export function sealsWithoutRow(
  from: number,
  ids: Float64Array,
  sealed: Uint8Array,
  seen: Uint8Array,
): readonly { readonly position: number; readonly entryId: number }[] {
  const without: { position: number; entryId: number }[] = [];
  for (let index = 0; index < ids.length; index++)
    if (sealed[index] === 1 && seen[index] === 0)
      without.push({ position: from + index, entryId: ids[index] ?? 0 });
  return without;
}
