import { auditEvents, entryViewer, proofs } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import { type Clock, instantOf } from './base/clock.ts';
import type { Cache } from './cache/client.ts';
import type { EntryServices } from './jobs/ports.ts';

/** What is looked at and proven of single entries, wired to log and cache. */
export function composeProofs(parts: {
  readonly log: () => Promise<SealedLog>;
  readonly cache: Cache;
  readonly accepted: (fingerprint: string) => Promise<readonly Uint8Array[]>;
  readonly clock: Clock;
}): EntryServices {
  const { log, cache, accepted, clock } = parts;
  const witness = (fingerprint: string) => cache.witness(fingerprint);
  const lastLog = () => cache.runs.lastLog();
  return {
    viewEntry: entryViewer({ log, witness, lastLog, accepted, clock }),
    proofs: proofs({ log, witness, lastLog }),
    auditEvents: async (format, choice, work, tally) =>
      auditEvents(await log(), format, choice, instantOf(clock), work, tally),
  };
}
