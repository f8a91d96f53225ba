import type { CheckArea, CheckOutcome, CheckResult, CheckRun } from '../../../src-shared/controls/checks.ts';
import type { Work } from '../../audit/index.ts';
import { cancelled, Fault } from '../../base/fault.ts';

/** What looking came to. */
export type Look = {
  readonly outcome: CheckOutcome;
  readonly sentence: string;
  /** What to do; without it nothing has to be done. */
  readonly remedy?: string;
};

/** One thing that is looked at. What it throws means that it could not tell. */
export type Check = {
  readonly id: string;
  readonly area: CheckArea;
  readonly title: string;
  /** The page in the window where it is mended. */
  readonly link: string | null;
  readonly look: (work: Work) => Promise<Look>;
};

export const fine = (sentence: string): Look => ({ outcome: 'ok', sentence });
export const attention = (sentence: string, remedy: string): Look => ({
  outcome: 'attention',
  sentence,
  remedy,
});
export const failed = (sentence: string, remedy: string): Look => ({ outcome: 'failed', sentence, remedy });
export const unknown = (sentence: string, remedy: string): Look => ({
  outcome: 'could-not-tell',
  sentence,
  remedy,
});

/** `1 key`, `2 keys`. */
export const many = (count: number, one: string, more: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`;

/** Worst first. What was not seen is worse than what was seen to need attention: it may be anything. */
const WORST: readonly CheckOutcome[] = ['failed', 'could-not-tell', 'attention', 'ok'];

/** The worst of some outcomes; of none it cannot be told. */
export const worstOf = (outcomes: readonly CheckOutcome[]): CheckOutcome =>
  outcomes.length === 0
    ? 'could-not-tell'
    : (WORST.find((outcome) => outcomes.includes(outcome)) ?? 'could-not-tell');

/** No single look may hold up the others for longer. Milliseconds. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Looks at everything, one after the other. One that fails, or that does not answer, hides none of the others.
 *
 * @param patience - milliseconds that one look may take
 * @throws Fault `cancelled` when the whole was cancelled: then nothing is known
 */
export async function runChecks(
  checks: readonly Check[],
  work: Work,
  patience = PATIENCE_MS,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [index, check] of checks.entries()) {
    if (work.signal.aborted) throw cancelled();
    work.progress({ phase: check.title, done: index, total: checks.length, unit: 'checks' });
    const { outcome, sentence, remedy } = await lookAt(check, work, patience);
    results.push({
      ...{ id: check.id, area: check.area, title: check.title, link: check.link },
      ...{ outcome, sentence: sentence.slice(0, 2000), remedy: (remedy ?? '').slice(0, 2000) },
    });
  }
  if (work.signal.aborted) throw cancelled();
  return results;
}

async function lookAt(check: Check, work: Work, patience: number): Promise<Look> {
  const late = new AbortController();
  const signal = AbortSignal.any([work.signal, late.signal]);
  // Its own progress would make the bar jump: what counts is how many checks are done.
  const own: Work = { signal, progress: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  const tired = new Promise<Look>((resolve) => {
    timer = setTimeout(() => {
      late.abort(cancelled());
      resolve(
        unknown(
          'It did not come to an end in time, and was stopped.',
          'Look at it on its own page; try again when the database is less busy.',
        ),
      );
    }, patience);
  });
  try {
    return await Promise.race([check.look(own), tired]);
  } catch (error) {
    if (work.signal.aborted) throw cancelled();
    return error instanceof Fault
      ? unknown(error.message, error.remedy)
      : unknown(
          'Something unforeseen went wrong while this was looked at.',
          'Run the check again; if it happens again, give the log file to your IT department.',
        );
  } finally {
    clearTimeout(timer);
  }
}

/** How many results there are of each outcome. */
export function tallyOf(results: readonly CheckResult[]): CheckRun['tally'] {
  const count = (outcome: CheckOutcome): number => results.filter((each) => each.outcome === outcome).length;
  return {
    ok: count('ok'),
    attention: count('attention'),
    failed: count('failed'),
    'could-not-tell': count('could-not-tell'),
  };
}
