import {
  type AuditService,
  begunBehind,
  colleagues,
  type Colleagues,
  ownWitness,
  rebuildsOf,
  rebuiltWords,
  type OwnWitness,
  retention,
  type Retention,
  type SignerTrust,
  startingPoints,
  type StartingPoints,
} from './audit/index.ts';
import type { SealedLog, StoredCheckpoint } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import type { Cache } from './cache/client.ts';
import type { Signer } from './token/ports.ts';

/** What verification is told beside log and witness; see Subject. */
type Grounds = {
  readonly accepted: (fingerprint: string) => Promise<readonly Uint8Array[]>;
  readonly others: (fingerprint: string) => Promise<readonly StoredCheckpoint[]>;
  readonly remark: (fingerprint: string) => Promise<string | null>;
};

/** Retention, this machine's own copy and colleagues' checkpoints, wired to log and cache. */
export function composeWitness(parts: {
  readonly log: () => Promise<SealedLog>;
  readonly cache: Cache;
  readonly audit: () => AuditService;
  readonly signer: () => Signer | null;
  readonly trust: () => Promise<SignerTrust>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly keepYears: () => Promise<number>;
}): {
  readonly grounds: Grounds;
  readonly retention: Retention;
  readonly ownWitness: OwnWitness;
  readonly startingPoints: StartingPoints;
  readonly colleagues: Colleagues;
} {
  const { log, cache, clock, officer, signer } = parts;
  const witness = (fingerprint: string) => cache.witness(fingerprint);
  const lastLog = () => cache.runs.lastLog();
  const others = colleagues({ witness, records: cache.records, lastLog, clock });
  const accepted = async (fingerprint: string): Promise<readonly Uint8Array[]> => [
    ...(await others.certificates(fingerprint)),
    ...begunBehind(await rebuildsOf(cache.records, fingerprint)),
  ];
  return {
    grounds: {
      accepted,
      others: (fingerprint) => others.checkpoints(fingerprint),
      remark: async (fingerprint) => rebuiltWords(await rebuildsOf(cache.records, fingerprint)),
    },
    colleagues: others,
    ownWitness: ownWitness({
      log,
      witness,
      lastLog,
      records: cache.records,
      file: cache.file,
      clock,
      officer,
    }),
    startingPoints: startingPoints({
      log,
      witness,
      file: cache.file,
      accepted,
      trust: parts.trust,
      clock,
      officer,
    }),
    retention: retention({
      log,
      witness,
      records: cache.records,
      runs: cache.runs,
      accepted,
      verify: (work) => parts.audit().verify('blockchain', work),
      keepYears: parts.keepYears,
      signer,
      clock,
      officer,
    }),
  };
}
