import type { ErrorCode } from '../../src-shared/base/codes.ts';
import type { Channel } from '../../src-shared/ipc/channels.ts';
import type { Bridge, Input, Output } from '../../src-shared/ipc/contract.ts';
import type { Failure } from '../../src-shared/ipc/result.ts';

declare global {
  interface Window {
    /** What the preload exposes; there is no other way out of the window. */
    readonly attestry: Bridge;
  }
}

/** The bridge; looked up at each use, since tests put their own there. */
export function bridge(): Bridge {
  return window.attestry;
}

/** A call that gave no answer: what happened, what to do, and where it stands in the log. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly correlation: string;

  constructor(failure: Failure) {
    super(failure.message);
    this.code = failure.code;
    this.remedy = failure.remedy;
    this.correlation = failure.correlation;
  }
}

/** Any thrown value as a failure that can be shown; what is not ours gets the code `internal`. */
export function toFailure(thrown: unknown): ApiFailure {
  if (thrown instanceof ApiFailure) return thrown;
  return new ApiFailure({
    code: 'internal',
    message: 'Something in the window went wrong.',
    remedy: 'Try again. If it happens again, close and reopen Attestry.',
    correlation: '',
  });
}

/**
 * Calls the main process and unwraps the envelope.
 *
 * @throws {@link ApiFailure} with the code, the sentences and the correlation of the envelope
 */
export async function invoke<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
  const result = await bridge().invoke(channel, input);
  if (result.ok) return result.value;
  throw new ApiFailure(result.error);
}
