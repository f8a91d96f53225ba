import { cancelled } from '../base/fault.ts';

/**
 * Gives the caller up at once; nobody sees what still comes.
 *
 * @throws Fault `cancelled`, and what the answer throws
 */
export function unlessCancelled<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(cancelled());
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
