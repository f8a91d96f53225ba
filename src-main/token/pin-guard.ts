import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../src-shared/base/codes.ts';
import { Fault } from '../base/fault.ts';
import type { OperationName } from './operations.ts';
import type { PinFailures, SignInOptions, TokenModule } from './ports.ts';
import { turns } from '../base/turns.ts';

/** Failures in a row after which the officer must say that the PIN was checked; many tokens lock at the third. */
const FAILURES_BEFORE_CONFIRMATION = 2;

/** Answers to a sign-in that prove that no PIN reached the token, or that it was right. */
const NOT_A_FAILURE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'cancelled',
  'module-missing',
  'module-architecture',
  'module-unusable',
  'file-unreadable',
  'token-absent',
  'pin-required',
  'pin-length',
  'pin-final-try',
  'pin-locked',
  'pin-expired',
]);

/** Milliseconds to wait for another program of this profile that is signing in. */
const PATIENCE = 10_000;
const BETWEEN_TRIES = 100;

/** Whose PIN an operation sends, by the name its failures are counted under; null when it sends none. */
function counted(name: OperationName, input: object): string | null {
  const serial = 'serial' in input && typeof input.serial === 'string' ? input.serial : '';
  switch (name) {
    case 'signIn':
    case 'signWithPin':
    case 'changePin':
      return serial;
    case 'setPin':
      return officerOf(serial);
    case 'setUp':
      // A token that was never set up has no PIN that could be wrong.
      return 'erase' in input && input.erase === true ? officerOf(serial) : null;
    default:
      return null;
  }
}

/** The security officer's failures are counted apart from the user's. */
const officerOf = (serial: string): string => `so:${serial}`;

/**
 * The same module, but a PIN is refused after two failures in a row until it comes with `confirmed`. Tokens' own flags
 * cannot be relied on: some lock without ever having set them.
 *
 * Every answer that leaves open whether a PIN was judged counts as a failure. The count is written before the PIN goes
 * to the token, so that a crash can only make it too high. Between reading the count and the token's answer no other
 * program of this profile sends a PIN, so two of them cannot each use up a try.
 *
 * What sends a PIN throws, beyond the module's own: Fault `pin-confirm`, `pin-busy`, both without a call.
 */
export function guardPins(module: TokenModule, failures: PinFailures): TokenModule {
  // One at a time: sign-ins at the same moment would all read the count before any of them raised it.
  const inTurn = turns();
  const attempt = async <T>(key: string, options: SignInOptions, work: () => Promise<T>): Promise<T> => {
    const before = await failures.read(key);
    if (before >= FAILURES_BEFORE_CONFIRMATION && options.confirmed !== true) throw tooManyFailures(before);
    // Starts the module if need be: what goes wrong before the PIN is on its way is no failure of the PIN.
    await module.info();
    await failures.write(key, before + 1);
    let answer: T;
    try {
      answer = await work();
    } catch (error) {
      if (provesHarmless(error, options.signal)) await failures.write(key, before);
      throw error instanceof Fault && error.code === 'pin-wrong' ? withCount(error, before + 1) : error;
    }
    await failures.write(key, 0);
    return answer;
  };
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const until = performance.now() + PATIENCE;
    while (!(await failures.takeTurn())) {
      if (performance.now() > until) throw anotherSignsIn();
      await sleep(BETWEEN_TRIES);
    }
    try {
      return await work();
    } finally {
      await failures.endTurn();
    }
  };
  const guarded = <T>(key: string, options: SignInOptions, work: () => Promise<T>): Promise<T> =>
    inTurn(() => alone(() => attempt(key, options, work)));
  return {
    ...module,
    call: (name, input, options = {}) => {
      const key = counted(name, input);
      const work = () => module.call(name, input, options);
      return key === null ? work() : guarded(key, options, work);
    },
    signIn: (serial, pin, options = {}) =>
      guarded(serial, options, () => module.signIn(serial, pin, options)),
    signWithPin: (serial, keyId, digest, pin, options = {}) =>
      guarded(serial, options, () => module.signWithPin(serial, keyId, digest, pin, options)),
  };
}

/** Whether a failure proves that no PIN was judged. Giving up does not: the PIN was on its way. */
const provesHarmless = (error: unknown, signal: AbortSignal | undefined): boolean =>
  error instanceof Fault &&
  NOT_A_FAILURE.has(error.code) &&
  !(error.code === 'cancelled' && signal?.aborted === true);

const anotherSignsIn = (): Fault =>
  new Fault(
    'pin-busy',
    'Another Attestry program of this profile is signing in to a token just now, so no PIN was sent.',
    'Wait until it has finished (or close it), then try again.',
  );

const tooManyFailures = (failures: number): Fault =>
  new Fault(
    'pin-confirm',
    `Signing in to this token has failed ${failures} times in a row, and many tokens lock themselves at the third wrong PIN. No PIN was sent to it.`,
    'Make sure of the PIN and that this is the right token, then confirm that you have checked the PIN.',
  );

const withCount = (fault: Fault, failures: number): Fault =>
  new Fault(
    fault.code,
    `${fault.message} Failures in a row counted by Attestry: ${failures}.`,
    fault.remedy,
    fault.cause,
  );
