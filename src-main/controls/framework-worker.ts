import { parentPort } from 'node:worker_threads';
import { parentWire, serve } from '../processes/rpc.ts';
import { linesIn, readFramework, type ReadFramework } from './framework-file.ts';

/** What the thread that reads files of frameworks answers to. */
export type FrameworkMethods = {
  read(bytes: Uint8Array): Promise<ReadFramework>;
  lines(given: {
    readonly bytes: Uint8Array;
    readonly paths: readonly (readonly PropertyKey[])[];
  }): Promise<readonly (number | null)[]>;
};

const methods: FrameworkMethods = {
  read: (bytes) => Promise.resolve(readFramework(bytes)),
  lines: ({ bytes, paths }) => Promise.resolve(linesIn(bytes, paths)),
};

if (parentPort !== null) {
  serve(parentWire(parentPort), methods);
}
