import { Fault } from '../base/fault.ts';
import type { Clock } from '../base/clock.ts';
import { caller, type Wire } from '../processes/rpc.ts';
import type { FhirChecks } from './ports.ts';
import type { FhirWorkerMethods } from './worker.ts';

/** How long a thread without work is kept, in milliseconds: it holds some 60 MB of definitions. */
const KEPT = 60_000;
/** The earliest clock on earth is 14 hours ahead of Greenwich, in milliseconds. */
const FIRST_DAY = 14 * 3_600_000;

/**
 * Checks in a thread that is started when there is something to check, and ended when there was nothing for a while.
 *
 * @param start - starts worker.ts
 */
export function fhirChecks(start: () => Wire, clock: Clock): FhirChecks {
  let thread:
    { readonly wire: Wire; readonly calls: ReturnType<typeof caller<FhirWorkerMethods>> } | undefined;
  let rest: NodeJS.Timeout | undefined;
  let waiting = 0;
  const gone = (): Fault =>
    new Fault(
      'internal',
      'The check of FHIR data stopped.',
      'Try again. If it happens again with the same file, the file is too large or built to break programs.',
    );
  const asked = async <T>(work: (calls: NonNullable<typeof thread>['calls']) => Promise<T>): Promise<T> => {
    clearTimeout(rest);
    if (thread === undefined) {
      const wire = start();
      const own = { wire, calls: caller<FhirWorkerMethods>(wire, gone) };
      wire.onClose(() => {
        if (thread === own) thread = undefined;
      });
      thread = own;
    }
    const own = thread;
    waiting++;
    own.wire.hold?.(true);
    try {
      return await work(own.calls);
    } finally {
      if (--waiting === 0) {
        own.wire.hold?.(false);
        rest = setTimeout(() => {
          own.wire.kill();
        }, KEPT);
        rest.unref();
      }
    }
  };
  // A clinic may be where the next day has begun already.
  const today = (): string => new Date(clock.now() + FIRST_DAY).toISOString().slice(0, 10);
  return {
    judge: (bytes) => asked((calls) => calls.call('judge', { bytes, today: today() })),
    check: (resource) => asked((calls) => calls.call('check', { resource, today: today() })),
    write: (resources, form) => asked((calls) => calls.call('write', { resources, today: today(), form })),
  };
}
