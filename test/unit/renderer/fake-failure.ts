import type { Failure } from '../../../src-shared/ipc/result.ts';

/** A failure of the fake, as the envelope carries it. */
export class FakeFailure extends Error {
  readonly failure: Failure;
  constructor(code: Failure['code'], message: string, remedy: string) {
    super(message);
    this.failure = { code, message, remedy, correlation: '7c1e-0042' };
  }
}
