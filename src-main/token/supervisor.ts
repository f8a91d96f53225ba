import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled, Fault, throwIfCancelled } from '../base/fault.ts';
import { caller, type Caller, type Methods, type Wire } from '../processes/rpc.ts';
import { BEAT_EVERY, processEvent } from './events.ts';
import {
  type OperationInput,
  operationNamed,
  type OperationName,
  type OperationOutput,
} from './operations.ts';
import { turns } from '../base/turns.ts';
import { crashed, endedOnPurpose, timedOut } from './supervisor-faults.ts';
import { unlessCancelled } from './unless-cancelled.ts';

/** Milliseconds an operation may take, where it differs from its own limit. */
export type Limits = Partial<Readonly<Record<OperationName, number>>>;

export type CallOptions = {
  /** Gives up; see `Operation.onCancel`. */
  readonly signal?: AbortSignal | undefined;
  /** Told every second how long it has been, in milliseconds. */
  readonly progress?: ((elapsed: number) => void) | undefined;
  /** The officer says "I have checked the PIN"; see pin-guard.ts. */
  readonly confirmed?: boolean | undefined;
};

/** What a listener hears: tokens came, went or changed; or the process is gone, and every sign-in with it. */
export type TokenNews = 'tokens' | 'lost';

/** A token process that is started when it is needed and ended when it does not answer. */
export type Supervisor = {
  /**
   * One call at a time in the order they came; never repeated.
   * @throws Fault of the operation, `module-crashed`, `token-timeout`, `cancelled`
   */
  readonly call: <N extends OperationName>(
    name: N,
    input: OperationInput<N>,
    options?: CallOptions,
  ) => Promise<OperationOutput<N>>;
  /** Begins to watch; returns what ends the listening. */
  readonly listen: (listener: (news: TokenNews) => void) => () => void;
  readonly close: () => Promise<void>;
};

type Running = {
  readonly wire: Wire;
  readonly caller: Caller<Methods>;
  alive: boolean;
  loaded: boolean;
  watching: boolean;
  /** Ticks without a sign of life while nothing was asked of it. */
  silent: number;
};

/** So many missed beats in a row, with nothing under way, and the process is stuck. */
const MISSED_BEATS = 10;
const LONGEST_PAUSE = 30_000;
/** None after the first failure, then half a second, doubling. */
const pauseAfter = (failures: number): number =>
  failures < 2 ? 0 : Math.min(LONGEST_PAUSE, 500 * 2 ** (failures - 2));

/** Supervises the process that `start` starts. */
export function supervise(start: () => Wire, limits: Limits = {}): Supervisor {
  let running: Running | undefined;
  let failures = 0;
  let closed = false;
  let busy = false;
  const inTurn = turns();
  const listeners = new Set<(news: TokenNews) => void>();
  const tell = (news: TokenNews): void => {
    for (const listener of [...listeners]) listener(news);
  };

  const launch = (): Running => {
    const wire = started(start);
    const process: Running = {
      wire,
      caller: caller<Methods>(wire, crashed),
      alive: true,
      loaded: false,
      watching: false,
      silent: 0,
    };
    const pulse = setInterval(() => {
      // A call blocks the process, and has a limit of its own. Ticks are counted, not time: a computer that slept
      // does not find its processes dead.
      process.silent = busy ? 0 : process.silent + 1;
      if (process.silent > MISSED_BEATS) end(process);
    }, BEAT_EVERY);
    pulse.unref();
    wire.onMessage((message) => {
      process.silent = 0;
      const told = processEvent.safeParse(message);
      if (told.success && told.data.event === 'tokens') tell('tokens');
    });
    wire.onClose(() => {
      process.alive = false;
      clearInterval(pulse);
      if (process.loaded && !closed) tell('lost');
    });
    return process;
  };
  const end = (process: Running): void => {
    process.alive = false;
    process.wire.kill();
  };

  /** One call to a process, or the end of the process when it overruns its limit or is given up. */
  const ask = async (
    process: Running,
    name: OperationName,
    input: unknown,
    { signal, progress }: CallOptions = {},
  ): Promise<unknown> => {
    const { limit, onCancel, output } = operationNamed(name);
    const most = limits[name] ?? limit;
    const begun = performance.now();
    const timers: NodeJS.Timeout[] = [];
    const given = new AbortController();
    const cut = new Promise<never>((_resolve, reject) => {
      if (most !== null)
        timers.push(
          setTimeout(() => {
            reject(timedOut());
            end(process);
          }, most),
        );
      if (onCancel !== 'end') return;
      const stop = (): void => {
        reject(cancelled());
        end(process);
      };
      signal?.addEventListener('abort', stop, { once: true, signal: given.signal });
      if (signal?.aborted === true) stop();
    });
    if (progress !== undefined)
      timers.push(
        setInterval(() => {
          progress(performance.now() - begun);
        }, 1000),
      );
    try {
      const value = await Promise.race([process.caller.call(name, input as never), cut]);
      return checked(output.safeParse(value));
    } finally {
      for (const timer of timers) clearTimeout(timer);
      given.abort();
    }
  };

  const perform = async (name: OperationName, input: unknown, options: CallOptions): Promise<unknown> => {
    throwIfCancelled(options.signal);
    if (closed) throw endedOnPurpose();
    if (running?.alive !== true) {
      const pause = pauseAfter(failures);
      if (pause > 0) await sleep(pause);
      throwIfCancelled(options.signal);
      running = launch();
    }
    const process = running;
    busy = true;
    try {
      // Starting may take long, and its time is not the call's: no PIN is under way yet.
      if (!process.loaded) await ask(process, 'load', {});
      process.loaded = true;
      if (listeners.size > 0 && !process.watching) {
        process.watching = true;
        await ask(process, 'watch', {});
      }
      throwIfCancelled(options.signal);
      const value = await ask(process, name, input, options);
      failures = 0;
      return value;
    } catch (error) {
      // A fault from a living process is an answer; only a lost process makes the next start wait.
      failures = process.alive ? 0 : failures + 1;
      throw error;
    } finally {
      busy = false;
    }
  };

  const call = <N extends OperationName>(
    name: N,
    input: OperationInput<N>,
    options: CallOptions = {},
  ): Promise<OperationOutput<N>> => {
    // The next call waits for this one's end even when its caller has given up.
    const answer = inTurn(() => perform(name, input, options)) as Promise<OperationOutput<N>>;
    return options.signal === undefined ? answer : unlessCancelled(answer, options.signal);
  };

  return {
    call,
    listen: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async () => {
      closed = true;
      // A call that hangs must not hold up the end of the application.
      const timer = setTimeout(
        () => {
          if (running !== undefined) end(running);
        },
        limits.close ?? operationNamed('close').limit ?? 0,
      );
      await inTurn(async () => {
        const process = running;
        if (process?.alive !== true) return;
        // Signing out politely is worth a moment; the process ends either way.
        if (process.loaded) await ask(process, 'close', {}).catch(() => undefined);
        end(process);
      });
      clearTimeout(timer);
    },
  };
}

type Checked = { readonly success: true; readonly data: unknown } | { readonly success: false };

function checked(parsed: Checked): unknown {
  if (parsed.success) return parsed.data;
  throw new Fault(
    'token-error',
    "The token's software gave an answer that makes no sense; it was not used.",
    "Have IT update the token's software.",
  );
}

function started(start: () => Wire): Wire {
  try {
    return start();
  } catch (error) {
    throw new Fault(
      'module-crashed',
      "The process for the token's software could not be started.",
      'Restart Attestry; if it happens again, give the log file to your IT department.',
      error,
    );
  }
}
