import type { MonitorAlert, MonitorSettings, MonitorStatus } from '../../src-shared/audit/monitor.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Cycle } from './cycle.ts';
import type { MonitorState } from './monitor-state.ts';
import { monitorStatus } from './monitor-status.ts';
import type { Mark } from './piece-check.ts';
import { WINDOW } from './range.ts';
import { TAKING_OVER, type Work } from './service.ts';

/** Calls back once; the answer takes the call back. */
export type Timer = (ms: number, then: () => void) => () => void;

/** What the monitor works with. */
export type MonitorParts = {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly settings: () => Promise<MonitorSettings>;
  readonly store: (settings: MonitorSettings) => Promise<void>;
  /** @throws Fault */
  readonly cycle: (settings: MonitorSettings, full: boolean, work: Work) => Promise<Cycle>;
  /** Verifies everything and keeps the run. @throws Fault */
  readonly verify: (work: Work) => Promise<VerificationRun>;
  /** Keeps which marks were looked into, and by which run. */
  readonly lookedInto: (fingerprint: string, marks: readonly Mark[], runId: string) => Promise<void>;
  /** What is remembered of the log that was seen last, without asking the database. */
  readonly remembered: () => Promise<MonitorState | null>;
  /** Calls when the clinic's database says that something was sealed. */
  readonly listen: (sealed: () => void) => { renew(): void; close(): void };
  /** Told of every change of the status. */
  readonly changed: () => void;
  /** Told of an alert: first without a run, then with the run that looked into it. */
  readonly alerted: (alert: MonitorAlert) => void;
  /** Told of what nobody foresaw. */
  readonly failed: (error: unknown) => void;
};

/** Watches the log for as long as the application runs. */
export interface Monitor {
  /** Begins, if the settings say so. */
  start(): Promise<void>;
  status(): Promise<MonitorStatus>;
  set(settings: MonitorSettings): Promise<void>;
  /** Somebody signed in, or new seals were announced: looks at new seals soon and signs. */
  wake(): void;
  /** Another clinic, or the same one after a pause: listens anew, and the next cycle begins soon. */
  renew(): void;
  /** The machine goes to sleep. */
  suspend(): void;
  /** One cycle now, verifying in full what does not agree; for the command line. @throws Fault */
  once(work: Work): Promise<{ readonly cycle: Cycle; readonly run: VerificationRun | null }>;
  /** A scheduled verification did not find the log intact: the same alarm as for what the monitor sees. */
  raise(run: VerificationRun): void;
  close(): Promise<void>;
}

/** The first cycle leaves the start of the application alone. Milliseconds. */
const START_MS = 1500;
/** Announced seals are looked at after this, so that a busy sealer does not keep us busy. Milliseconds. */
const WAKE_MS = 1000;
/** So many full verifications an hour begin at once; where every cycle sees something new, the next ones wait. */
const AT_ONCE = 5;
const HOUR_MS = 3_600_000;
/** The wait of the first of those, doubled for every further one, up to an hour. Milliseconds. */
const PATIENCE_MS = 60_000;

/** Why a checkpoint waits although nothing is wrong. */
const WAITS: readonly string[] = ['not-signed-in', 'pin-required'];

/** See {@link Monitor}. It never writes a verdict: what it sees is looked into by a full verification. */
export function monitor(parts: MonitorParts): Monitor {
  const { clock } = parts;
  let state: 'off' | 'waiting' | 'running' | 'trouble' = 'off';
  let problem = '';
  let seen: MonitorState | null = null;
  let alert: MonitorAlert | null = null;
  let nextAt: number | null = null;
  /** A log that was sealed before it was watched here. */
  let takingOver: MonitorStatus['takingOver'] = null;
  let cancelTimer: (() => void) | null = null;
  let listener: ReturnType<MonitorParts['listen']> | null = null;
  let running: Promise<void> | null = null;
  let abort = new AbortController();
  let woken = false;
  let fullAt = 0;
  /** Marks that wait for a full verification. */
  let marks: readonly Mark[] = [];
  /** When full verifications began within the last hour. */
  let looks: readonly number[] = [];

  const follow: Work['progress'] = ({ phase, done, total }) => {
    if (phase !== TAKING_OVER || total === null || total - done < 2 * WINDOW) return;
    takingOver = { done, total };
    parts.changed();
  };
  const plan = (at: number): void => {
    cancelTimer?.();
    nextAt = at;
    cancelTimer = parts.timer(Math.max(0, at - clock.now()), begin);
    parts.changed();
  };
  const sayProblem = (error: unknown): void => {
    if (!(error instanceof Fault)) parts.failed(error);
    const quiet = error instanceof Fault && error.code === 'profile-missing';
    state = quiet ? 'waiting' : 'trouble';
    problem = quiet
      ? ''
      : error instanceof Fault
        ? `${error.message} ${error.remedy}`
        : 'The last cycle failed for a reason nobody foresaw. The next one comes by itself; the log file says more.';
  };
  const lookInto = async (cycle: Cycle, work: Work): Promise<VerificationRun | null> => {
    marks = [...marks, ...cycle.marks].slice(0, 10_000);
    if (marks.length === 0) return null;
    const now = clock.now();
    looks = looks.filter((at) => at > now - HOUR_MS);
    const wait = looks.length < AT_ONCE ? 0 : PATIENCE_MS * 2 ** (looks.length - AT_ONCE);
    if (now < (looks.at(-1) ?? 0) + wait) return null;
    looks = [...looks, now];
    const detectedAt = alert?.run === null ? alert.detectedAt : new Date(now).toISOString();
    alert = { by: 'monitor', detectedAt, run: null };
    parts.alerted(alert);
    parts.changed();
    const run = await parts.verify(work);
    // Where it found nothing, the same thing seen again is news again.
    if (run.result !== 'intact' && cycle.fingerprint !== null)
      await parts.lookedInto(cycle.fingerprint, marks, run.runId);
    marks = [];
    alert = { by: 'monitor', detectedAt, run: { runId: run.runId, result: run.result, found: run.found } };
    parts.alerted(alert);
    return run;
  };
  const once = async (full: boolean, work: Work) => {
    const settings = await parts.settings();
    const cycle = await parts.cycle(settings, full, work);
    seen = cycle.state;
    const run = await lookInto(cycle, work);
    const { unsigned } = cycle;
    problem =
      unsigned === null || WAITS.includes(unsigned.code) ? '' : `${unsigned.message} ${unsigned.remedy}`;
    return { cycle, run };
  };
  const turn = async (): Promise<void> => {
    const { signal } = abort;
    const stopped = (): boolean => signal.aborted;
    const wasWoken = (): boolean => woken;
    const started = clock.now();
    const full = started >= fullAt;
    let behind = false;
    woken = false;
    state = 'running';
    nextAt = null;
    parts.changed();
    const { periodMs } = await parts.settings();
    if (full) fullAt = started + periodMs;
    try {
      const { cycle } = await once(full, { signal, progress: follow });
      behind = cycle.left > 0;
      if (!behind) takingOver = null;
      state = 'waiting';
    } catch (error) {
      if (!stopped()) sayProblem(error);
    }
    if (stopped()) return;
    const soonest = clock.now() + WAKE_MS;
    plan(wasWoken() || behind ? Math.min(fullAt, soonest) : Math.max(fullAt, soonest));
  };
  const begin = (): void => {
    cancelTimer = null;
    running ??= turn()
      .catch((error: unknown) => {
        // Not even the settings could be read: the next cycle may.
        sayProblem(error);
        if (!abort.signal.aborted) plan(clock.now() + PATIENCE_MS);
      })
      .finally(() => {
        running = null;
      });
  };
  const stop = async (): Promise<void> => {
    cancelTimer?.();
    cancelTimer = null;
    nextAt = null;
    listener?.close();
    listener = null;
    abort.abort();
    await running;
    abort = new AbortController();
    state = 'off';
    problem = '';
  };
  const wake = (): void => {
    if (state === 'off') return;
    woken = true;
    if (running === null && nextAt !== null && nextAt > clock.now() + WAKE_MS) plan(clock.now() + WAKE_MS);
  };
  const start = async (after: number): Promise<void> => {
    const { enabled } = await parts.settings();
    if (enabled) {
      state = 'waiting';
      fullAt = 0;
      listener ??= parts.listen(wake);
      plan(clock.now() + after);
    } else parts.changed();
  };
  const soon = (): void => {
    if (state === 'off') return;
    fullAt = 0;
    if (running === null) plan(clock.now() + WAKE_MS);
  };

  return {
    start: () => start(START_MS),
    status: async () =>
      monitorStatus({
        state,
        problem,
        nextAt,
        takingOver,
        alert,
        settings: await parts.settings(),
        seen: seen ?? (await parts.remembered()),
      }),
    set: async (settings) => {
      await parts.store(settings);
      await stop();
      await start(0);
    },
    wake,
    renew: () => {
      seen = null;
      takingOver = null;
      listener?.renew();
      soon();
    },
    suspend: () => {
      cancelTimer?.();
      cancelTimer = null;
      nextAt = null;
      if (state !== 'off') parts.changed();
    },
    once: (work) => once(true, work),
    raise: ({ runId, result, found }) => {
      const detectedAt = new Date(clock.now()).toISOString();
      alert = { by: 'schedule', detectedAt, run: { runId, result, found } };
      parts.alerted(alert);
    },
    close: stop,
  };
}
