import { entryViewer, proofs, type Proofs, type ViewEntry } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import type { Cache } from './cache/client.ts';

/** What is looked at and proven of single entries, wired to log and cache. */
export function composeProofs(parts: {
  readonly log: () => Promise<SealedLog>;
  readonly cache: Cache;
  readonly clock: Clock;
}): { readonly viewEntry: ViewEntry; readonly proofs: Proofs } {
  const { log, cache, clock } = parts;
  const witness = (fingerprint: string) => cache.witness(fingerprint);
  const lastLog = () => cache.runs.lastLog();
  return {
    viewEntry: entryViewer({ log, witness, lastLog, clock }),
    proofs: proofs({ log, witness, lastLog }),
  };
}
