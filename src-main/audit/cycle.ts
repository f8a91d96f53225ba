import { randomInt } from 'node:crypto';
import type { MonitorSettings } from '../../src-shared/audit/monitor.ts';
import type { Clock } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { chanceMissed } from './chance.ts';
import { checkDrawn, DRAWN, drawPositions } from './draw.ts';
import {
  atSweepBegin,
  isKnown,
  loadState,
  type MonitorState,
  type MonitorStore,
  newState,
  saveState,
  withKnown,
} from './monitor-state.ts';
import { unexplained } from './explained.ts';
import { beginningOf, behindCut } from './log-start.ts';
import { type Mark, type PieceRead, readPiece } from './piece-check.ts';
import type { SealedLog, Witness } from './ports.ts';
import { WINDOW } from './range.ts';
import type { RunStore, SealOutcome, Work } from './service.ts';
import { afterPiece, begunAt, due, grown, nextPiece, type Pace, type Piece, type Sweep } from './sweep.ts';
import { TileMissingError } from './tiles.ts';
import { sourceOf } from './witness.ts';

/** What a cycle works with. */
export type CycleParts = {
  readonly log: () => Promise<SealedLog>;
  readonly witness: (fingerprint: string) => Witness;
  readonly store: MonitorStore;
  /** See {@link Subject.accepted}. */
  readonly accepted?: (fingerprint: string) => Promise<readonly Uint8Array[]>;
  readonly clock: Clock;
  readonly runs: Pick<RunStore, 'findings'>;
  /** Takes over new seals and signs, after sealing what is settled if told so. */
  readonly takeOver: (
    work: Work,
    options: { readonly seal: boolean; readonly enough: () => boolean },
  ) => Promise<SealOutcome>;
};

/** What a cycle came to. */
export type Cycle = {
  /** Null when the database has no sealed log: see {@link withoutLog}. */
  readonly fingerprint: string | null;
  readonly state: MonitorState;
  /** What does not agree and was not looked into yet; not empty: verify in full. */
  readonly marks: readonly Mark[];
  readonly reread: number;
  readonly drawn: number;
  readonly sealed: number;
  /** Sealed entries that the next cycle goes on taking over. */
  readonly left: number;
  /** Sealed, witnessed or signed more, or less, than before. */
  readonly grew: boolean;
  /** Why there is no signature although there is something to sign, or null. */
  readonly unsigned: Fault | null;
};

/** A cycle over a database that never had a sealed log: there is nothing of it to read. `now` in milliseconds. */
export const withoutLog = (now: number): Cycle => ({
  fingerprint: null,
  state: { ...newState, lastCycleAt: now },
  marks: [],
  reread: 0,
  drawn: 0,
  sealed: 0,
  left: 0,
  grew: false,
  unsigned: null,
});

/** A snapshot holds the clinic's vacuum back: it is not kept open for longer. Milliseconds. */
const LONGEST = 60_000;
/** Rows above the newest seal that are looked at, of those that were put in. */
const ABOVE = 100;

/**
 * One cycle: new seals, then the next share of the sweep, then a random draw. Stops at the first thing that is new and does
 * not agree. What was read is kept after every piece, so that a cycle that is cut off leaves no gap.
 *
 * @param full - false: new seals only, when they announce themselves between two cycles
 * @throws Fault `database-…`, `cancelled`, `cache-unreadable`
 */
export async function runCycle(
  parts: CycleParts,
  settings: MonitorSettings,
  full: boolean,
  work: Work,
): Promise<Cycle> {
  const { store, clock } = parts;
  const log = await parts.log();
  const { fingerprint } = await sourceOf(log, parts.witness);
  const witness = parts.witness(fingerprint);
  const until = clock.now() + Math.min(settings.periodMs, LONGEST) / 2;
  const taken = await takenOver(parts, work, {
    seal: full && settings.sealEveryCycle,
    enough: () => clock.now() >= until,
  });
  const size = await witness.size();
  const before = await loadState(store, fingerprint);
  const open = taken.unsigned !== null;
  let state: MonitorState = {
    ...before,
    sweep: grown(before.sweep, size, clock.now()),
    unsignedSince: open ? (before.unsignedSince ?? clock.now()) : null,
  };
  const kept = async (next: MonitorState): Promise<void> => {
    state = next;
    await saveState(store, fingerprint, next);
  };
  const result = (marks: readonly Mark[], reread: number, drawn: number): Cycle => ({
    fingerprint,
    state,
    marks,
    reread,
    drawn,
    sealed: taken.sealed,
    left: taken.left,
    grew: taken.signed || size !== before.sweep.size || open !== (before.unsignedSince !== null),
    unsigned: taken.unsigned,
  });
  /** Those that are news. What the last full verification has explained is known from now on. */
  const news = async (marks: readonly Mark[]): Promise<readonly Mark[]> => {
    const unknown = marks.filter(({ key }) => !isKnown(state.known, key));
    const left = await unexplained(unknown, state.lookedRun, parts.runs);
    if (left.length < unknown.length) {
      const explained = unknown.filter((mark) => !left.includes(mark));
      await kept({ ...state, known: withKnown(state.known, explained) });
    }
    return left;
  };
  await kept(state);
  const first = await news(taken.marks);
  if (!full || first.length > 0) return result(first, 0, 0);
  const openedAt = clock.now();
  const opened = await log.snapshot(work.signal);
  let reread = 0;
  try {
    const { start, findings } = await beginningOf(opened, {
      fingerprint: () => Promise.resolve(fingerprint),
      witness,
      known: [...(await witness.certificates()), ...((await parts.accepted?.(fingerprint)) ?? [])],
    });
    const snapshot = behindCut(opened, start, witness);
    const begin = await witness.first();
    const first = Math.min(Math.max(start?.size ?? 0, begin), size);
    state = { ...state, sweep: begunAt(state.sweep, first) };
    const lost = (start?.size ?? 0) < begin ? [{ key: `no-certificate:${begin}`, position: null }] : [];
    const forged = await news([
      ...findings.map(({ position }) => ({ key: `cut:${String(position)}`, position })),
      ...lost,
    ]);
    if (forged.length > 0) return result(forged, 0, 0);
    const { passedBy } = await snapshot.above(ABOVE);
    const above = await news(passedBy.map((id) => ({ key: `put-in:${id}`, position: null, entryId: id })));
    if (above.length > 0) return result(above, 0, 0);
    let swept: readonly Mark[] = [];
    await roll({
      sweep: state.sweep,
      pace: settings,
      clock,
      openedAt,
      read: (piece, idsBelow) => readPiece(snapshot, witness, piece, idsBelow, size),
      onPiece: async (sweep, piece, { marks }) => {
        throwIfCancelled(work.signal);
        reread += piece.to - piece.from;
        work.progress({ phase: 'Reading again', done: reread, total: null, unit: 'entries' });
        const anew = piece.from === first;
        const begun = anew ? { ...state, drawn: 0, missed: 1, known: atSweepBegin(state.known) } : state;
        await kept({ ...withoutHealed(begun, piece, marks), sweep });
        swept = await news(marks);
        return swept.length === 0;
      },
    });
    if (swept.length > 0) return result(swept, reread, 0);
    const positions = drawPositions(size - first, DRAWN, (limit) => randomInt(limit)).map((at) => first + at);
    const drawn = await checkDrawn(snapshot, witness, positions);
    await kept({
      ...state,
      lastCycleAt: clock.now(),
      drawn: state.drawn + positions.length,
      missed: state.missed * chanceMissed(size - first, positions.length),
    });
    // What the sweep knows of an entry is no news when the entry is drawn.
    const places = new Set(Object.values(state.known));
    const unknown = await news(drawn.filter(({ position }) => !places.has(position)));
    return result(unknown, reread, positions.length);
  } catch (error) {
    if (!(error instanceof TileMissingError)) throw error;
    return result(await news([{ key: 'own-copy', position: null }]), reread, 0);
  } finally {
    await opened.close();
  }
}

/**
 * Reads pieces until what is due was read or the time is up. At least one piece is read.
 *
 * @param onPiece - given the sweep after each piece, to keep it; returns whether to go on
 */
export async function roll(given: {
  readonly sweep: Sweep;
  readonly pace: Pace;
  readonly clock: Clock;
  /** What is read is as it was then. */
  readonly openedAt: number;
  readonly read: (piece: Piece, idsBelow: number | null) => Promise<PieceRead>;
  readonly onPiece: (sweep: Sweep, piece: Piece, read: PieceRead) => Promise<boolean>;
}): Promise<void> {
  const { pace, clock, openedAt } = given;
  const until = openedAt + Math.min(pace.periodMs, LONGEST);
  let { sweep } = given;
  let left = due(sweep, pace, openedAt);
  for (let goOn = true; goOn && left > 0;) {
    const piece = nextPiece(sweep, Math.min(left, WINDOW));
    if (piece === null) break;
    const read = await given.read(piece, sweep.idsBelow);
    sweep = afterPiece(sweep, piece, openedAt, read.idsBelow, pace);
    left -= piece.to - piece.from;
    goOn = (await given.onPiece(sweep, piece, read)) && clock.now() < until;
  }
}

/** What was looked into and is not seen any more is forgotten with its run: should it come back, it is news. */
function withoutHealed(state: MonitorState, { from, to }: Piece, marks: readonly Mark[]): MonitorState {
  const seen = new Set(marks.map(({ position }) => position));
  const kept = Object.entries(state.known).filter(
    ([, position]) => position === null || position < from || position >= to || seen.has(position),
  );
  return kept.length === Object.keys(state.known).length
    ? state
    : { ...state, known: Object.fromEntries(kept), lookedRun: null };
}

type Taken = {
  readonly marks: readonly Mark[];
  readonly sealed: number;
  readonly left: number;
  readonly signed: boolean;
  readonly unsigned: Fault | null;
};

async function takenOver(
  parts: CycleParts,
  work: Work,
  options: Parameters<CycleParts['takeOver']>[1],
): Promise<Taken> {
  try {
    const { sealed, witnessed, stopped, left, checkpoint, unsigned } = await parts.takeOver(work, options);
    const marks = stopped ? [{ key: `stopped:${witnessed}`, position: null }] : [];
    return { marks, sealed, left: stopped ? 0 : left, signed: checkpoint !== null, unsigned };
  } catch (error) {
    const code = error instanceof Fault ? error.code : '';
    if (code !== 'seal-fork' && code !== 'seal-refused' && code !== 'checkpoint-inconsistent') throw error;
    return { marks: [{ key: code, position: null }], sealed: 0, left: 0, signed: false, unsigned: null };
  }
}
