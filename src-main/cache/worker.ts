import { parentPort, workerData } from 'node:worker_threads';
import { type Methods, parentWire, serve } from '../processes/rpc.ts';
import { openCache } from './database.ts';
import { cacheMethods, type CacheWorkerData } from './methods.ts';

if (parentPort !== null) {
  const { file, reports } = workerData as CacheWorkerData;
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
  serve(parentWire(parentPort), methods);
}
