import { parentPort, workerData } from 'node:worker_threads';
import { type Methods, serve, type Wire } from '../processes/rpc.ts';
import { openCache } from './database.ts';
import { cacheMethods, type CacheWorkerData } from './methods.ts';

if (parentPort !== null) {
  const port = parentPort;
  const { file, reports } = workerData as CacheWorkerData;
  const wire: Wire = {
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
    onClose: () => undefined,
    kill: () => undefined,
  };
  let methods: () => Methods;
  try {
    const opened: Methods = cacheMethods(openCache(file), reports);
    methods = () => opened;
  } catch (error) {
    // A cache that cannot be opened is the answer to every call, not a thread that is gone.
    methods = () => {
      throw error;
    };
  }
  serve(wire, methods);
}
