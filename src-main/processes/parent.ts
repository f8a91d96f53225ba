import type { MessagePort } from 'node:worker_threads';
import type { Wire } from './rpc.ts';

/** The wire of a worker thread to the thread that started it; the starter ends it, not the thread itself. */
export const parentWire = (port: MessagePort): Wire => ({
  post: (message, transfer = []) => {
    port.postMessage(message, [...transfer]);
  },
  onMessage: (listener) => {
    port.on('message', listener);
  },
  onClose: () => undefined,
  kill: () => undefined,
});
