import { Fault } from '../base/fault.ts';

/** How scoring goes on by itself. */
export type WatchState = 'off' | 'watching' | 'catching-up' | 'trouble';

/** Scores new entries as they come. */
export interface RiskWatch {
  start(): void;
  /** Another clinic, or the same one after a pause. */
  renew(): void;
  state(): { readonly state: WatchState; readonly problem: string };
  close(): Promise<void>;
}

/** So often new entries are looked for. Milliseconds: with what judging takes, a score is there within a second. */
const LOOK_MS = 400;
/** Between two batches of a backlog, so that the window stays quick. Milliseconds. */
const BREATH_MS = 5;
/** A look that failed is tried again after this, ever more seldom. Milliseconds. */
const WAIT_MS = { first: 1000, longest: 60_000 } as const;
/** Without a clinic there is nothing to look for; it says when one comes. Milliseconds. */
const QUIET_MS = 10_000;
/** There is no log to look at: nothing is wrong with that. */
const QUIET: readonly string[] = ['profile-missing', 'database-not-guarded', 'sample-unavailable'];

/** See {@link RiskWatch}. */
export function riskWatch(parts: {
  /** Calls back once; the answer takes the call back. */
  readonly timer: (ms: number, then: () => void) => () => void;
  /** Scores a batch; null while it is switched off. @throws Fault */
  readonly look: () => Promise<{ readonly scored: number; readonly more: boolean } | null>;
  /** Scores or the state have changed. */
  readonly changed: () => void;
  /** Told of what nobody foresaw. */
  readonly failed: (error: unknown) => void;
}): RiskWatch {
  let state: WatchState = 'off';
  let problem = '';
  let cancel: (() => void) | null = null;
  let running: Promise<void> | null = null;
  let wait: number = WAIT_MS.first;
  let open = false;

  const become = (next: WatchState, why = ''): boolean => {
    const other = next !== state || why !== problem;
    state = next;
    problem = why;
    return other;
  };
  const plan = (ms: number): void => {
    cancel?.();
    cancel = open ? parts.timer(ms, begin) : null;
  };
  const turn = async (): Promise<void> => {
    try {
      const look = await parts.look();
      wait = WAIT_MS.first;
      const other = become(look === null ? 'off' : look.more ? 'catching-up' : 'watching');
      if (other || (look !== null && look.scored > 0)) parts.changed();
      plan(look === null ? QUIET_MS : look.more ? BREATH_MS : LOOK_MS);
    } catch (error) {
      const quiet = error instanceof Fault && QUIET.includes(error.code);
      if (!(error instanceof Fault)) parts.failed(error);
      const why =
        error instanceof Fault
          ? `${error.message} ${error.remedy}`
          : 'The last look failed for a reason nobody foresaw. The next one comes by itself; the log file says more.';
      if (quiet ? become('off', why) : become('trouble', why)) parts.changed();
      plan(quiet ? QUIET_MS : wait);
      if (!quiet) wait = Math.min(wait * 2, WAIT_MS.longest);
    }
  };
  const begin = (): void => {
    cancel = null;
    running ??= turn().finally(() => {
      running = null;
    });
  };
  return {
    start: () => {
      open = true;
      plan(LOOK_MS);
    },
    renew: () => {
      wait = WAIT_MS.first;
      if (open && running === null) plan(LOOK_MS);
    },
    state: () => ({ state, problem }),
    close: async () => {
      open = false;
      cancel?.();
      cancel = null;
      await running;
    },
  };
}
