import { join } from 'node:path';
import type { ResourceLimits } from 'node:worker_threads';
import type { ReportDocument } from '../src-shared/reports/document.ts';
import { everyCheckpoint } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import { Fault, throwIfCancelled } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import { readTrust } from './compose-signing.ts';
import { type Caller, caller } from './processes/rpc.ts';
import { threadWire } from './processes/thread.ts';
import { type PageMaker, reportService, type ReportService } from './reports/index.ts';
import type { RenderMethods } from './reports/render-worker.ts';
import type { SigningService } from './signing/index.ts';
import type { Signer } from './token/index.ts';

const failed = (): Fault =>
  new Fault(
    'report-failed',
    'The pages could not be laid out.',
    'Try again; if it happens again, give the log file to your IT department. What they were made from is kept.',
  );

/** Lays pages out on a thread of their own: two hundred findings take a second, in which the window must answer. */
async function onThread<T>(
  bundles: string,
  signal: AbortSignal | undefined,
  work: (calls: Caller<RenderMethods>) => Promise<T>,
  limits: ResourceLimits = {},
): Promise<T> {
  throwIfCancelled(signal);
  // A thread a document: the layout engine leaves much behind, and a cancelled one is simply ended.
  const wire = threadWire(join(bundles, 'report-worker.js'), undefined, { resourceLimits: limits });
  const stop = (): void => {
    wire.kill();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(caller<RenderMethods>(wire, failed));
  } catch (error) {
    throwIfCancelled(signal);
    throw error instanceof Fault && error.code !== 'internal' ? error : failed();
  } finally {
    signal?.removeEventListener('abort', stop);
    wire.kill();
  }
}

/**
 * Memory for the pages of a review, from how much stands on them: twice what was measured. Most of what the layout makes is
 * needed for a moment only, and is cheapest to drop while it is young.
 */
const limitsOf = (document: ReportDocument): ResourceLimits => ({
  maxYoungGenerationSizeMb: 32,
  maxOldGenerationSizeMb: Math.ceil(128 + JSON.stringify(document).length / 10_000),
});

/** Pages that people outside read: letters, labels, copies of records. */
export const composePages = (bundles: string): PageMaker => ({
  letter: (letter, signal) => onThread(bundles, signal, (calls) => calls.call('letter', letter)),
  label: (label, signal) => onThread(bundles, signal, (calls) => calls.call('label', label)),
  copy: (copy, signal) => onThread(bundles, signal, (calls) => calls.call('copy', copy)),
  readiness: (document, signal) =>
    onThread(bundles, signal, (calls) => calls.call('readiness', document), limitsOf(document)),
});

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
    render: (report, signal) => onThread(bundles, signal, (calls) => calls.call('render', report)),
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
