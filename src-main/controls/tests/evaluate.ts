import { createHash } from 'node:crypto';
import { type FailedRow, MOST_FAILED, type TestOutcome } from '../../../src-shared/controls/tests.ts';
import type { TestedRow, WhenEmpty } from './definition.ts';

/** Which part of a population is tested: so many of it, drawn by a seed. The same seed draws the same rows again. */
export type Sampling = { readonly seed: number; readonly size: number };

/** What was seen of a population. */
export type Tally = {
  readonly population: number;
  readonly tested: number;
  readonly failed: number;
  readonly unknown: number;
  readonly rows: readonly FailedRow[];
  /** The first row that nobody could tell. */
  readonly unclear: string | null;
};

/** Takes rows as they come, and keeps no more of them than a result may hold. */
export interface Counting {
  add(rows: readonly TestedRow[]): void;
  tally(): Tally;
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
const kept = ({ key, fact }: TestedRow): FailedRow => ({ key: cut(key, 300), fact: cut(fact, 500) });

/** Counts a whole population. */
export function countAll(): Counting {
  let [population, failed, unknown] = [0, 0, 0];
  let unclear: string | null = null;
  const rows: FailedRow[] = [];
  return {
    add: (page) => {
      for (const row of page) {
        population += 1;
        if (row.ok === null) {
          unknown += 1;
          unclear ??= `${cut(row.key, 300)}: ${cut(row.fact, 500)}`;
        }
        if (row.ok !== false) continue;
        failed += 1;
        if (rows.length < MOST_FAILED) rows.push(kept(row));
      }
    },
    tally: () => ({ population, tested: population, failed, unknown, rows, unclear }),
  };
}

/**
 * Draws a sample while the population goes by: the rows whose hash with the seed is lowest. Which those are depends on seed
 * and keys alone, not on the order in which they come; whoever has the population can draw them again.
 */
export function countSample({ seed, size }: Sampling): Counting {
  let population = 0;
  let drawn: { readonly rank: string; readonly row: TestedRow }[] = [];
  const lowest = (): void => {
    drawn.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    drawn = drawn.slice(0, size);
  };
  return {
    add: (page) => {
      for (const row of page) {
        population += 1;
        drawn.push({ rank: createHash('sha256').update(`${seed} ${row.key}`).digest('hex'), row });
      }
      if (drawn.length > size + 10_000) lowest();
    },
    tally: () => {
      lowest();
      const whole = countAll();
      whole.add(drawn.map(({ row }) => row));
      return { ...whole.tally(), population };
    },
  };
}

/** Why a test was not read to its end. */
export type Stopped = { readonly reason: string };

export type Conclusion = { readonly outcome: TestOutcome; readonly reason: string };

const number = (value: number): string => value.toLocaleString('en-US');

/**
 * The outcome of what was seen. One row that fails is a fail, also where reading stopped before the end; a pass needs the end,
 * and nothing that nobody could tell.
 */
export function concluded(tally: Tally, empty: WhenEmpty, stopped: Stopped | null): Conclusion {
  const { population, tested, failed, unknown } = tally;
  const sampled = tested < population ? ` drawn from ${number(population)}` : '';
  if (failed > 0) {
    const least = stopped === null ? '' : `At least: it was not read to its end. ${stopped.reason} `;
    return {
      outcome: 'fail',
      reason: cut(
        `${least}${number(failed)} of ${number(tested)}${sampled} ${failed === 1 ? 'is' : 'are'} not as the rule says.`,
        2000,
      ),
    };
  }
  if (stopped !== null) return { outcome: 'could-not-tell', reason: cut(stopped.reason, 2000) };
  if (unknown > 0)
    return {
      outcome: 'could-not-tell',
      reason: cut(
        `For ${number(unknown)} of ${number(tested)} nobody can tell, the first being ${tally.unclear ?? 'unknown'}.`,
        2000,
      ),
    };
  if (population === 0) return empty;
  return {
    outcome: 'pass',
    reason:
      tested < population
        ? `All ${number(tested)}${sampled} are as the rule says.`
        : population === 1
          ? 'It is as the rule says.'
          : `All ${number(population)} are as the rule says.`,
  };
}
