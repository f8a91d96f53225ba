import { array, assert, asyncProperty, constant, integer, oneof, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { roll } from '../../src-main/audit/cycle.ts';
import { loadState, newState, saveState } from '../../src-main/audit/monitor-state.ts';
import { grown, type Pace, segments } from '../../src-main/audit/sweep.ts';

/** What can happen to a monitor. */
type Event =
  | { readonly kind: 'cycle' }
  | { readonly kind: 'grow'; readonly by: number }
  /** The machine sleeps: no cycle for so many periods. */
  | { readonly kind: 'sleep'; readonly periods: number }
  /** The application is stopped after so many pieces of a cycle and started again. */
  | { readonly kind: 'crash'; readonly pieces: number; readonly beforeKeeping: boolean };

const events = array(
  oneof(
    { weight: 40, arbitrary: tuple(constant('cycle'), integer({ min: 1, max: 60 })) },
    { weight: 6, arbitrary: tuple(constant('grow'), integer({ min: 1, max: 90_000 })) },
    { weight: 2, arbitrary: tuple(constant('sleep'), integer({ min: 1, max: 400 })) },
    { weight: 4, arbitrary: tuple(constant('crash'), integer({ min: 0, max: 3 })) },
  ),
  { minLength: 10, maxLength: 50 },
).map((list) =>
  list.flatMap(([kind, n]): Event[] => {
    if (kind === 'cycle') return Array.from({ length: n }, () => ({ kind: 'cycle' }) as const);
    if (kind === 'grow') return [{ kind: 'grow', by: n }];
    if (kind === 'sleep') return [{ kind: 'sleep', periods: n }];
    return [{ kind: 'crash', pieces: n, beforeKeeping: n % 2 === 0 }];
  }),
);

class Crash extends Error {}

/** Spans of positions with the time of their last reading; the truth that the monitor's own notes are held against. */
class Readings {
  #spans: { to: number; at: number }[] = [];
  get size(): number {
    return this.#spans.at(-1)?.to ?? 0;
  }
  grow(to: number, at: number): void {
    this.#spans.push({ to, at });
  }
  /** Reads [from, to) and gives the longest time that anything in it had waited. */
  read(from: number, to: number, at: number): number {
    let longest = 0;
    const made: { to: number; at: number }[] = [];
    let begin = 0;
    for (const span of this.#spans) {
      if (begin < to && span.to > from) {
        longest = Math.max(longest, at - span.at);
        if (begin < from) made.push({ to: from, at: span.at });
        made.push({ to: Math.min(span.to, to), at });
        if (span.to > to) made.push(span);
      } else made.push(span);
      begin = span.to;
    }
    this.#spans = made;
    return longest;
  }
  oldest(): number {
    return Math.min(...this.#spans.map(({ at }) => at));
  }
}

const TIGHT: Pace = { periodMs: 10_000, guaranteeMs: 60_000 };
const paces = oneof(
  constant(TIGHT),
  constant({ periodMs: 30_000, guaranteeMs: 3_600_000 }),
  record({
    periodMs: integer({ min: 10_000, max: 60_000 }),
    guaranteeMs: integer({ min: 300_000, max: 2_000_000 }),
  }),
);

test('while the machine is on, every position is read again at least every T, whatever happens', async () => {
  const sizes = integer({ min: 0, max: 300_000 });
  await assert(
    asyncProperty(paces, sizes, events, async (pace, firstSize, story) => {
      let document: string | null = null;
      const store = {
        load: () => Promise.resolve(document),
        save: (_log: string, text: string) => {
          document = text;
          return Promise.resolve();
        },
      };
      /** The wall clock; `on` leaves out the time asleep. */
      let now = 1_800_000_000_000;
      let on = 0;
      let pending = 0;
      const truth = new Readings();
      if (firstSize > 0) truth.grow(firstSize, 0);
      let longest = 0;

      const cycle = async (pieces: number, beforeKeeping: boolean): Promise<void> => {
        // What the witness takes over it has read.
        if (pending > 0) truth.grow(truth.size + pending, on);
        pending = 0;
        const state = await loadState(store, 'log');
        const sweep = grown(state.sweep, truth.size, now);
        await saveState(store, 'log', { ...state, sweep });
        let done = 0;
        await roll({
          sweep,
          pace,
          clock: { now: () => now },
          openedAt: now,
          read: (piece, idsBelow) => {
            // Rows are read without a gap in their ids as well: here the id of a row is its position.
            expect(idsBelow ?? 0).toBe(piece.from);
            if (done >= pieces && beforeKeeping) throw new Crash();
            longest = Math.max(longest, truth.read(piece.from, piece.to, on));
            return Promise.resolve({ marks: [], idsBelow: piece.to });
          },
          onPiece: async (next) => {
            if (done >= pieces) throw new Crash();
            await saveState(store, 'log', { ...newState, sweep: next });
            done++;
            return true;
          },
        });
      };

      for (const event of story) {
        if (event.kind === 'grow') pending += event.by;
        if (event.kind === 'sleep') now += event.periods * pace.periodMs;
        if (event.kind === 'crash')
          await cycle(event.pieces, event.beforeKeeping).catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error;
          });
        if (event.kind === 'crash' || event.kind === 'cycle') {
          // A machine that was stopped in the middle starts again at once; the next cycle is complete.
          await cycle(Infinity, false);
          now += pace.periodMs;
          on += pace.periodMs;
          // Whatever comes next comes in time: nothing is older than T by then.
          if (truth.size > 0) longest = Math.max(longest, on - truth.oldest());
        }
      }
      expect(longest).toBeLessThanOrEqual(pace.guaranteeMs);

      // What the monitor says of itself is never better than the truth.
      const { sweep } = await loadState(store, 'log');
      const shown = segments(sweep, 100);
      expect(shown.length).toBeLessThanOrEqual(100);
      expect(shown.at(-1)?.to ?? 0).toBe(sweep.size);
      expect(sweep.stretches.length).toBeLessThan(400);
    }),
    { numRuns: 60 },
  );
});
