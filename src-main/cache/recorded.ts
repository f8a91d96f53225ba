import type { Acknowledgement } from '../../src-shared/audit/monitor.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import type { ReportInfo } from '../../src-shared/reports/types.ts';
import type { ActivityDraft, RecordKind } from '../audit/index.ts';
import type { SignedDecision } from '../../src-shared/signing/types.ts';
import type { StoredCheckpoint } from '../audit/ports.ts';

const KEPT: Readonly<Record<RecordKind, string>> = {
  cut: 'cut.sign',
  rebuild: 'witness.rebuild',
  colleague: 'colleague.accept',
  'colleague-note': 'colleague.import',
  comparison: 'colleague.compare',
  'access-intent': 'access.intend',
  'access-review': 'access.review',
};

/** What the activity log says of each change of the cache that somebody is answerable for. */
export const RECORDED = {
  verified: (run: VerificationRun): ActivityDraft => ({
    operation: 'log.verify',
    objectType: 'run',
    objectId: run.runId,
    purpose: `${run.level}: ${run.result}, ${run.found} findings`,
  }),
  witnessed: (log: string, size: number): ActivityDraft => ({
    operation: 'log.witness',
    objectType: 'log',
    objectId: log,
    version: size,
  }),
  signed: (log: string, checkpoint: StoredCheckpoint): ActivityDraft => ({
    operation: 'checkpoint.sign',
    objectType: 'log',
    objectId: log,
    version: checkpoint.size,
  }),
  reported: (info: ReportInfo): ActivityDraft => ({
    operation: info.signed ? 'report.sign' : 'report.create',
    objectType: 'report',
    objectId: info.reportId,
    purpose: `of run ${info.runId}`,
  }),
  extended: (info: ReportInfo): ActivityDraft => ({
    operation: 'report.extend',
    objectType: 'report',
    objectId: info.reportId,
    version: info.revision,
    purpose: `${info.signers.length} signatures, time-stamp: ${info.timeStamp}`,
  }),
  signedOff: ({ signOffId }: SignedDecision, { kind }: { readonly kind: string }): ActivityDraft => ({
    operation: 'decision.sign',
    objectType: 'sign-off',
    objectId: signOffId,
    purpose: kind,
  }),
  acknowledged: (runId: string, index: number, { reason }: Acknowledgement): ActivityDraft => ({
    operation: 'finding.acknowledge',
    objectType: 'run',
    objectId: runId,
    version: index,
    // The reason itself is the officer's own words and may name somebody: it stays with the finding.
    purpose: `a reason of ${reason.length} characters`,
  }),
  kept: (log: string, kind: RecordKind): ActivityDraft => ({
    operation: KEPT[kind],
    objectType: 'log',
    objectId: log,
  }),
  startedOver: (log: string, behind: number | null): ActivityDraft =>
    behind === null
      ? { operation: KEPT.rebuild, objectType: 'log', objectId: log }
      : { operation: 'witness.begin', objectType: 'log', objectId: log, version: behind },
  /** A PIN is counted as wrong before it is tried, and as right when it was (token/pin-guard.ts). */
  triedPin: (serial: string, failures: number): ActivityDraft | undefined =>
    failures === 0
      ? undefined
      : {
          operation: 'token.try-pin',
          objectType: 'token',
          objectId: serial,
          purpose: `try ${failures} since the last right one`,
          outcome: 'begun',
        },
} as const;
