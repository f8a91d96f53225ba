import type { ErrorCode } from '../../src-shared/base/codes.ts';
import { Fault } from '../base/fault.ts';
import type { PinFailures, SignInOptions, TokenModule } from './ports.ts';
import { fifo } from './queue.ts';

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

/**
 * The same module, but a sign-in is refused after two failures in a row until it comes with `confirmed`. Tokens' own
 * flags cannot be relied on: some lock without ever having set them.
 *
 * Every answer that leaves open whether a PIN was judged counts as a failure. The count is written before the PIN goes
 * to the token, so that a crash can only make it too high.
 *
 * `signIn` throws, beyond those of the module: Fault `pin-confirm`, without a call, when the limit is reached.
 */
export function guardPins(module: TokenModule, failures: PinFailures): TokenModule {
  // One at a time: sign-ins at the same moment would all read the count before any of them raised it.
  const inTurn = fifo();
  const attempt = async (serial: string, pin: string, options: SignInOptions): Promise<void> => {
    const before = await failures.read(serial);
    if (before >= FAILURES_BEFORE_CONFIRMATION && options.confirmed !== true) throw tooManyFailures(before);
    // Starts the module if need be: what goes wrong before the PIN is on its way is no failure of the PIN.
    await module.info();
    await failures.write(serial, before + 1);
    try {
      await module.signIn(serial, pin, options);
    } catch (error) {
      if (error instanceof Fault && NOT_A_FAILURE.has(error.code)) await failures.write(serial, before);
      throw error instanceof Fault && error.code === 'pin-wrong' ? withCount(error, before + 1) : error;
    }
    await failures.write(serial, 0);
  };
  return { ...module, signIn: (serial, pin, options = {}) => inTurn(() => attempt(serial, pin, options)) };
}

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
