import { randomBytes } from 'node:crypto';
import type { Failure } from '../../src-shared/ipc/result.ts';
import { faultToWire } from '../base/fault.ts';
import type { Log } from '../base/log.ts';

/** A fresh correlation id: ten hexadecimal digits, short enough to be read over the telephone. */
export const newCorrelation = (): string => randomBytes(5).toString('hex');

/** Turns what was thrown into what the window may know, after the log has the details. */
export type ToFailure = (error: unknown, event: string) => Failure;

/**
 * Maps faults to code and sentences; anything unforeseen becomes `internal` with a plain sentence, because foreign error
 * texts quote data. Both go to the log under the same correlation id.
 */
export function failureMapper(options: {
  readonly log: Log;
  readonly correlation?: () => string;
}): ToFailure {
  const { log, correlation = newCorrelation } = options;
  return (error, event) => {
    const id = correlation();
    log.failure(event, error, id);
    return { ...faultToWire(error), correlation: id };
  };
}
