import { join } from 'node:path';
import { Fault, throwIfCancelled } from './base/fault.ts';
import { caller } from './processes/rpc.ts';
import { threadWire } from './processes/thread.ts';
import type { RenderReport } from './reports/index.ts';
import type { RenderMethods } from './reports/render-worker.ts';

const failed = (): Fault =>
  new Fault(
    'report-failed',
    'The pages of the report could not be laid out.',
    'Try again; if it happens again, give the log file to your IT department. The run and its findings are kept.',
  );

/** Lays reports out on a thread of their own: two hundred findings take a second, in which the window must answer. */
export const renderOnThread =
  (bundles: string): RenderReport =>
  async (report, signal) => {
    throwIfCancelled(signal);
    // A thread a report: the layout engine leaves much behind, and a cancelled one is simply ended.
    const wire = threadWire(join(bundles, 'report-worker.js'), undefined, { resourceLimits: {} });
    const stop = (): void => {
      wire.kill();
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await caller<RenderMethods>(wire, failed).call('render', report);
    } catch (error) {
      throwIfCancelled(signal);
      throw error instanceof Fault && error.code !== 'internal' ? error : failed();
    } finally {
      signal?.removeEventListener('abort', stop);
      wire.kill();
    }
  };
