import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Wire } from './rpc.ts';

/**
 * What lives for a moment is collected early: the threads here work on memory of their own, not on many objects. The second
 * figure is far above what any of them needs; it also tells the collector how generous to be.
 */
const LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 } as const;

/**
 * Starts a worker thread and returns the wire to it.
 *
 * @param entry - file to run
 * @param workerData - what the thread finds as `workerData`
 */
export function threadWire(
  entry: string | URL,
  workerData?: unknown,
  options: Omit<WorkerOptions, 'workerData' | 'eval'> = {},
): Wire {
  const worker = new Worker(entry, { resourceLimits: LIMITS, ...options, workerData });
  const listeners: ((code: number | null) => void)[] = [];
  let ended: { readonly code: number } | undefined;
  // 'exit' follows and tells the calls under way; without a listener the error would end the whole application.
  worker.on('error', () => undefined);
  worker.once('exit', (code) => {
    ended = { code };
    for (const listener of listeners) listener(code);
  });
  return {
    post: (message, transfer = []) => {
      worker.postMessage(message, [...transfer]);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
    },
    onClose: (listener) => {
      if (ended === undefined) listeners.push(listener);
      else listener(ended.code);
    },
    kill: () => {
      void worker.terminate();
    },
    hold: (held) => {
      if (held) worker.ref();
      else worker.unref();
    },
  };
}
