import { join } from 'node:path';
import { Fault } from './base/fault.ts';
import type { FrameworkReader } from './controls/ports.ts';
import type { FrameworkMethods } from './controls/framework-worker.ts';
import { type Caller, caller } from './processes/rpc.ts';
import { threadWire } from './processes/thread.ts';

/** What a file of 2 MB takes at most, several times over. */
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 1024 } as const;

const failed = (): Fault =>
  new Fault(
    'framework-refused',
    'The file is too much to be taken apart.',
    'Divide it into several frameworks, then import each.',
  );

/** Reads files of frameworks on a thread of their own: 2 MB of YAML take seconds, in which the window must answer. */
export const composeFrameworkReader = (bundles: string): FrameworkReader => {
  const onThread = async <T>(work: (calls: Caller<FrameworkMethods>) => Promise<T>): Promise<T> => {
    const wire = threadWire(join(bundles, 'framework-worker.js'), undefined, { resourceLimits: LIMITS });
    try {
      return await work(caller<FrameworkMethods>(wire, failed));
    } finally {
      wire.kill();
    }
  };
  return {
    read: (bytes) => onThread((calls) => calls.call('read', bytes)),
    lines: (bytes, paths) => onThread((calls) => calls.call('lines', { bytes, paths })),
  };
};
