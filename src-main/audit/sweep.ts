import { WINDOW } from './range.ts';

/** Positions from the end of the stretch before up to `to`, all read at `at` or later; null: never by the monitor. */
export type Stretch = { readonly to: number; readonly at: number | null };

/** Where the rolling re-scan stands. Times in milliseconds since 1970. */
export type Sweep = {
  /** Next position to be read. */
  readonly cursor: number;
  /** Rows with a lower entry id were read in this sweep; null at its beginning. */
  readonly idsBelow: number | null;
  readonly startedAt: number | null;
  /** First position of the log: 0, or behind a cut. */
  readonly start: number;
  /** Positions that the stretches cover. */
  readonly size: number;
  /** When the size was looked at last: what is new was read by the witness after that. */
  readonly lookedAt: number | null;
  readonly stretches: readonly Stretch[];
};

/** How often cycles come, and T. Milliseconds. */
export type Pace = { readonly periodMs: number; readonly guaranteeMs: number };

/** A share of the sweep: positions [from, to) that lie in one window. */
export type Piece = { readonly from: number; readonly to: number };

/** Positions read in every cycle at least. */
export const LEAST = 4096;
/** A sweep is to be done in this part of T; the rest is for cycles that come late. */
const PART = 0.8;
/** What is not read now is read at the end of the next cycle: two periods, and one for a machine that is busy. */
const PERIODS_AHEAD = 3;
/** Stretches read within this part of T of each other are kept as one, with the older time. */
const GRAIN = 1 / 64;

export const newSweep: Sweep = {
  start: 0,
  cursor: 0,
  idsBelow: null,
  startedAt: null,
  size: 0,
  lookedAt: null,
  stretches: [],
};

/** The sweep over a log that has grown to `size`. A log that shrank is another one: the sweep begins anew. */
export function grown(sweep: Sweep, size: number, now: number): Sweep {
  if (size < sweep.size) return grown(newSweep, size, now);
  const added = size > sweep.size ? [{ to: size, at: sweep.lookedAt }] : [];
  return { ...sweep, size, lookedAt: now, stretches: [...sweep.stretches, ...added] };
}

/** The sweep over a log whose first positions were removed under a certificate: there is nothing to read there. */
export function begunAt(sweep: Sweep, start: number): Sweep {
  if (start === sweep.start) return sweep;
  const back = start < sweep.start || sweep.cursor < start;
  return { ...sweep, start, ...(back ? { cursor: Math.min(start, sweep.size), idsBelow: null } : {}) };
}

/** How many positions from the cursor on are to be read now so that T holds. */
export function due(sweep: Sweep, pace: Pace, now: number): number {
  const { size, cursor, start } = sweep;
  const share = Math.ceil(((size - start) * pace.periodMs) / (PART * pace.guaranteeMs));
  const oldest = now + PERIODS_AHEAD * pace.periodMs - pace.guaranteeMs;
  let late = 0;
  let from = 0;
  for (const { to, at } of sweep.stretches) {
    // A clock that was set back must not make a reading last.
    if (to > start && (at === null || at > now || at <= oldest)) {
      const distance = to <= cursor ? size - cursor + to - start : from < cursor ? size - start : to - cursor;
      late = Math.max(late, distance);
    }
    from = to;
  }
  return Math.min(size - start, Math.max(LEAST, share, late));
}

/** The next piece of at most `most` positions; never across the border of a window or the end. Null on an empty log. */
export function nextPiece({ cursor, size }: Sweep, most: number): Piece | null {
  if (cursor >= size || most <= 0) return null;
  const border = (Math.floor(cursor / WINDOW) + 1) * WINDOW;
  return { from: cursor, to: Math.min(size, border, cursor + most) };
}

/**
 * The sweep after its next piece was read.
 *
 * @param at - when reading it began
 * @param idsBelow - entry id up to which rows were read; null when the piece reached the end
 */
export function afterPiece(
  sweep: Sweep,
  piece: Piece,
  at: number,
  idsBelow: number | null,
  pace: Pace,
): Sweep {
  const ended = piece.to >= sweep.size;
  const cursor = ended ? sweep.start : piece.to;
  return {
    ...sweep,
    cursor,
    idsBelow: ended ? null : idsBelow,
    startedAt: piece.from === sweep.start ? at : sweep.startedAt,
    stretches: merged(replaced(sweep.stretches, piece, at), cursor, pace.guaranteeMs * GRAIN),
  };
}

function replaced(stretches: readonly Stretch[], { from, to }: Piece, at: number): readonly Stretch[] {
  const made: Stretch[] = [];
  let begin = 0;
  let put = false;
  for (const stretch of stretches) {
    if (begin < from) made.push({ to: Math.min(stretch.to, from), at: stretch.at });
    if (!put && stretch.to >= to) {
      made.push({ to, at });
      put = true;
    }
    if (stretch.to > to) made.push(stretch);
    begin = stretch.to;
  }
  return made;
}

function merged(stretches: readonly Stretch[], cursor: number, grain: number): readonly Stretch[] {
  const made: Stretch[] = [];
  let from = 0;
  for (const stretch of stretches) {
    const last = made.at(-1);
    // The border at the cursor stays: on one side of it lies the oldest reading, on the other the newest.
    if (last !== undefined && from !== cursor && near(last.at, stretch.at, grain))
      made[made.length - 1] = { to: stretch.to, at: older(last.at, stretch.at) };
    else made.push(stretch);
    from = stretch.to;
  }
  return made;
}

const near = (a: number | null, b: number | null, grain: number): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= grain;

const older = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b);

/** The stretches as at most `limit` segments of about equal length for the eye; each bears its oldest reading. */
export function segments(
  sweep: Sweep,
  limit: number,
): readonly { readonly from: number; readonly to: number; readonly at: number | null }[] {
  const { size, start } = sweep;
  const width = Math.max(1, Math.ceil((size - start) / limit));
  const made: { from: number; to: number; at: number | null }[] = [];
  let index = sweep.stretches.findIndex(({ to }) => to > start);
  for (let from = start; from < size; from += width) {
    const to = Math.min(size, from + width);
    let at: number | null = Number.MAX_SAFE_INTEGER;
    for (; index < sweep.stretches.length; index++) {
      const stretch = sweep.stretches[index];
      if (stretch === undefined) break;
      at = older(at, stretch.at);
      if (stretch.to > to) break;
      if (stretch.to === to) {
        index++;
        break;
      }
    }
    made.push({ from, to, at });
  }
  return made;
}
