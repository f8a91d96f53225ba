import type { Mapping } from '../../../src-shared/audit/tables.ts';
import { NO_DRAWS } from './draw.ts';
import type { Observation, TableState } from './ports.ts';

/** Looks that are remembered; when more wait, every second one goes. */
const MOST_OBSERVATIONS = 64;
const MICROSECONDS = 1_000_000n;
/** A clock on the wall may be this far behind UTC. Microseconds. */
const WEST = 12n * 3_600n * MICROSECONDS;

/** What a look at the table, taken over in full, adds to what was known. */
export type Look = Observation & {
  /** Transactions below this number had ended (decimal). */
  readonly ended: string;
};

/**
 * Moves the mark behind which no honest row can appear any more. A look counts once every transaction that had a number
 * then has ended, and, where the mark is a key, once the settle delay has passed: a number from a sequence may be in the
 * hands of a transaction that has none of its own yet. Where the mark is a time, rows may come that much later than they
 * say.
 *
 * The mark holds only together with a take-over that began above the old mark and saw everything up to the new one.
 */
export function settledBy(
  state: TableState,
  look: Look,
  mapping: Pick<Mapping, 'order' | 'settleSeconds'>,
  localTime: boolean,
): Pick<TableState, 'observations' | 'settled'> {
  if (mapping.order === 'none') return { observations: [], settled: null };
  const settle = BigInt(mapping.settleSeconds) * MICROSECONDS;
  const known = state.observations.filter(
    // After a restored backup transaction numbers begin again lower down; such looks would never end.
    ({ after, at }) => BigInt(after) <= BigInt(look.after) && BigInt(at) <= BigInt(look.at),
  );
  const all = [...known, { at: look.at, after: look.after, highest: look.highest }];
  const over = all.filter(
    ({ after, at }) =>
      BigInt(after) <= BigInt(look.ended) &&
      (mapping.order === 'time' || BigInt(look.at) - BigInt(at) >= settle),
  );
  const last = over.at(-1);
  let settled = state.settled === null ? null : BigInt(state.settled);
  const mark =
    last === undefined
      ? null
      : mapping.order === 'key'
        ? last.highest === null
          ? null
          : BigInt(last.highest)
        : BigInt(last.at) - settle - (localTime ? WEST : 0n);
  if (mark !== null && (settled === null || mark > settled)) settled = mark;
  const waiting = last === undefined ? all : all.slice(all.lastIndexOf(last) + 1);
  const kept = waiting.length <= MOST_OBSERVATIONS ? waiting : waiting.filter((_, index) => index % 2 === 1);
  return { observations: kept, settled: settled === null ? null : settled.toString() };
}

/** Nothing known yet. */
export const newState: TableState = {
  observations: [],
  settled: null,
  lastTakeOver: null,
  problem: null,
  draws: NO_DRAWS,
};
