import { join } from 'node:path';
import { everyCheckpoint } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import { Fault, throwIfCancelled } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import { readTrust } from './compose-signing.ts';
import { caller } from './processes/rpc.ts';
import { threadWire } from './processes/thread.ts';
import { type RenderReport, reportService, type ReportService } from './reports/index.ts';
import type { RenderMethods } from './reports/render-worker.ts';
import type { SigningService } from './signing/index.ts';
import type { Signer } from './token/index.ts';

const failed = (): Fault =>
  new Fault(
    'report-failed',
    'The pages of the report could not be laid out.',
    'Try again; if it happens again, give the log file to your IT department. The run and its findings are kept.',
  );

/** Lays reports out on a thread of their own: two hundred findings take a second, in which the window must answer. */
const renderOnThread =
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

/** Reports: what is in them, who signs them, where they are kept. */
export const composeReports = (parts: {
  readonly folder: string;
  readonly bundles: string;
  readonly log: () => Promise<SealedLog>;
  readonly cache: Cache;
  readonly signing: Pick<SigningService, 'stamper'>;
  readonly signer: () => Signer | null;
  readonly clock: Clock;
  readonly version: string;
}): ReportService => {
  const { folder, bundles, log, cache, signing, clock, version } = parts;
  return reportService({
    runs: cache.runs,
    store: cache.reports,
    signer: parts.signer,
    period: async () => (await log()).period().catch(() => null),
    render: renderOnThread(bundles),
    checkpointCertificate: async (fingerprint, note) => {
      for await (const kept of everyCheckpoint(cache.witness(fingerprint)))
        if (kept.note === note) return kept.certificate;
      return null;
    },
    acknowledgements: (runId) => cache.acknowledgements.ofRun(runId),
    trust: () => readTrust(folder),
    stamper: () => signing.stamper(),
    clock,
    version,
  });
};
