import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled, Fault, throwIfCancelled } from '../base/fault.ts';
import { caller, type Caller, type Wire } from '../processes/rpc.ts';
import type { OpenTokenModule, TokenModule } from './ports.ts';
import type { TokenMethod, TokenMethods } from './protocol.ts';
import { fifo } from './queue.ts';

/** Milliseconds a call may take before the process is ended. */
export type Deadlines = Readonly<Record<TokenMethod, number>>;

const MINUTE = 60_000;

/** A person types the PIN on a reader or in the maker's dialog; some tokens take minutes to make a key. */
export const DEADLINES: Deadlines = {
  load: MINUTE,
  info: MINUTE / 2,
  tokens: MINUTE / 2,
  signIn: 5 * MINUTE,
  signOut: MINUTE / 2,
  identities: MINUTE,
  keys: MINUTE,
  sign: MINUTE / 2,
  generateSigningKey: 10 * MINUTE,
  importCertificate: MINUTE,
  close: 5000,
};

/** Starts a token process: its entry file, its arguments, and variables on top of ours. */
export type StartWire = (
  entry: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
) => Wire;

/**
 * Opens modules in processes of their own.
 *
 * @param entry - path of the bundled `token-process.js`
 * @param startWire - `childWire` for the command line, `utilityWire` for the window
 */
export const openTokenModule =
  (entry: string, startWire: StartWire): OpenTokenModule =>
  (file, environment = {}) =>
    tokenModuleClient(() => startWire(entry, [file], environment));

type Running = {
  readonly wire: Wire;
  readonly caller: Caller<TokenMethods>;
  alive: boolean;
  loaded: boolean;
};

/**
 * A token module behind a wire: starts the process at the first call, one call at a time in the order they came. A
 * process that ended or overran a deadline is started anew by the next call, later each time it happens in a row; what
 * was under way is never repeated, and the officer must sign in again.
 *
 * Every method throws, beyond its own: Fault `module-crashed`, `token-timeout`.
 */
export function tokenModuleClient(start: () => Wire, options: Partial<Deadlines> = {}): TokenModule {
  const deadlines: Deadlines = { ...DEADLINES, ...options };
  let running: Running | undefined;
  let failures = 0;
  let closed = false;
  const inTurn = fifo();

  const launch = (): Running => {
    const wire = started(start);
    const process: Running = {
      wire,
      caller: caller<TokenMethods>(wire, crashed),
      alive: true,
      loaded: false,
    };
    wire.onClose(() => {
      process.alive = false;
    });
    return process;
  };
  const end = (process: Running): void => {
    process.alive = false;
    process.wire.kill();
  };

  /** One call to a process, or the end of the process at the deadline. */
  const ask = async <M extends TokenMethod>(
    process: Running,
    method: M,
    input: Parameters<TokenMethods[M]>[0],
  ): Promise<Awaited<ReturnType<TokenMethods[M]>>> => {
    let timer: NodeJS.Timeout | undefined;
    const overrun = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(timedOut());
        end(process);
      }, deadlines[method]);
    });
    try {
      return await Promise.race([process.caller.call(method, input), overrun]);
    } finally {
      clearTimeout(timer);
    }
  };

  const perform = async <M extends TokenMethod>(
    method: M,
    input: Parameters<TokenMethods[M]>[0],
    signal: AbortSignal | undefined,
  ): Promise<Awaited<ReturnType<TokenMethods[M]>>> => {
    throwIfCancelled(signal);
    if (closed) throw endedOnPurpose();
    if (running?.alive !== true) {
      const pause = pauseAfter(failures);
      if (pause > 0) await sleep(pause);
      running = launch();
    }
    const process = running;
    try {
      // Starting may take long, and its time is not the call's: no PIN is under way yet.
      if (!process.loaded) await ask(process, 'load', null);
      process.loaded = true;
      throwIfCancelled(signal);
      const value = await ask(process, method, input);
      failures = 0;
      return value;
    } catch (error) {
      // A fault from a living process is an answer; only a lost process makes the next start wait.
      failures = process.alive ? 0 : failures + 1;
      throw error;
    }
  };

  const call = <M extends TokenMethod>(
    method: M,
    input: Parameters<TokenMethods[M]>[0],
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<TokenMethods[M]>>> => {
    // The next call waits for this one's end even when its caller has given up.
    const done = inTurn(() => perform(method, input, signal));
    return signal === undefined ? done : unlessCancelled(done, signal);
  };

  return {
    info: () => call('info', null),
    tokens: () => call('tokens', null),
    signIn: async (serial, pin) => {
      await call('signIn', { serial, pin });
    },
    signOut: async (serial) => {
      await call('signOut', { serial });
    },
    identities: (serial) => call('identities', { serial }),
    keys: (serial) => call('keys', { serial }),
    sign: (serial, keyId, digest, signal) =>
      // A copy: the caller may reuse its buffer while this waits for its turn.
      call('sign', { serial, keyId, digest: Uint8Array.from(digest) }, signal),
    generateSigningKey: (serial, keyId, label) => call('generateSigningKey', { serial, keyId, label }),
    importCertificate: async (serial, keyId, label, certificate) => {
      await call('importCertificate', { serial, keyId, label, certificate: Uint8Array.from(certificate) });
    },
    close: async () => {
      closed = true;
      // A call that hangs must not hold up the end of the application.
      const timer = setTimeout(() => {
        if (running !== undefined) end(running);
      }, deadlines.close);
      await inTurn(async () => {
        const process = running;
        if (process?.alive !== true) return;
        // Signing out politely is worth a moment; the process ends either way.
        if (process.loaded) await ask(process, 'close', null).catch(() => undefined);
        end(process);
      });
      clearTimeout(timer);
    },
  };
}

const LONGEST_PAUSE = 30_000;

/** None after the first failure, then half a second, doubling. */
const pauseAfter = (failures: number): number =>
  failures < 2 ? 0 : Math.min(LONGEST_PAUSE, 500 * 2 ** (failures - 2));

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

/** Gives the caller up at once; the token finishes what it does, and nobody sees the result. */
function unlessCancelled<T>(done: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(cancelled());
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    done.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

const crashed = (code: number | null): Fault =>
  new Fault(
    'module-crashed',
    `The token's software stopped unexpectedly${code === null ? '' : ` (exit code ${code})`}; what was under way was not finished.`,
    "Sign in again and repeat it. If it happens again, have IT update the token's software.",
  );

const timedOut = (): Fault =>
  new Fault(
    'token-timeout',
    'The token did not answer in time, so its software was ended; what was under way was not finished.',
    'Take the token out, plug it in again, sign in and repeat it.',
  );

const endedOnPurpose = (): Fault =>
  new Fault('module-crashed', "The token's software has been closed.", 'Choose the token again and sign in.');
