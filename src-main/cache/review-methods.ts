import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { RequirementRef } from '../../src-shared/controls/types.ts';
import type { ControlRecord, CycleRecord, EvidenceCheck, EvidenceRecord } from '../controls/index.ts';
import type { EvidenceStore, ReviewDraft, ReviewStore } from '../controls/ports.ts';
import type { Caller } from '../processes/rpc.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { CacheMethods } from './methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { evidenceStore } from './stores/evidence.ts';
import { reviewStore } from './stores/reviews.ts';

type Of = { readonly cycleId: string };

/** The part of the cache thread that keeps reviews of controls, and evidence. */
export function reviewMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const reviews = reviewStore(database, activity);
  const evidence = evidenceStore(database, activity);
  return {
    openCycle: guarded(
      (i: { cycle: CycleRecord; controls: readonly ControlRecord[]; event: ActivityEvent }) => {
        reviews.open(i.cycle, i.controls, i.event);
      },
    ),
    cycles: guarded(() => reviews.cycles()),
    cycle: guarded(({ cycleId }: Of) => reviews.cycle(cycleId)),
    controlsOf: guarded(({ cycleId }: Of) => reviews.controls(cycleId)),
    changeControls: guarded(({ draft }: { draft: ReviewDraft }) => {
      reviews.change(draft);
    }),
    controlHistory: guarded(({ cycleId, requirement }: Of & { requirement: RequirementRef }) =>
      reviews.history(cycleId, requirement),
    ),
    samplesOf: guarded(({ cycleId }: Of) => reviews.samples(cycleId)),
    holdCycle: guarded(({ cycleId, revisions }: Of & { revisions: number }) => {
      reviews.hold(cycleId, revisions);
    }),
    letCycleGo: guarded(({ cycleId }: Of) => {
      reviews.letGo(cycleId);
    }),
    addEvidence: guarded((i: { evidence: EvidenceRecord; event: ActivityEvent }) => {
      evidence.add(i.evidence, i.event);
    }),
    evidence: guarded(() => evidence.all()),
    evidenceChecks: guarded(() => evidence.checks()),
    evidenceChecked: guarded(({ checks }: { checks: readonly EvidenceCheck[] }) => {
      evidence.checked(checks);
    }),
  };
}

/** The reviews' store over the wire to the cache thread. */
export const reviewClient = (cache: Caller<CacheMethods>): ReviewStore => ({
  open: (cycle, controls, event) => cache.call('openCycle', { cycle, controls, event }),
  cycles: () => cache.call('cycles', undefined),
  cycle: (cycleId) => cache.call('cycle', { cycleId }),
  controls: (cycleId) => cache.call('controlsOf', { cycleId }),
  change: (draft) => cache.call('changeControls', { draft }),
  history: (cycleId, requirement) => cache.call('controlHistory', { cycleId, requirement }),
  samples: (cycleId) => cache.call('samplesOf', { cycleId }),
  hold: (cycleId, revisions) => cache.call('holdCycle', { cycleId, revisions }),
  letGo: (cycleId) => cache.call('letCycleGo', { cycleId }),
});

/** Evidence's store over the wire to the cache thread. */
export const evidenceClient = (cache: Caller<CacheMethods>): EvidenceStore => ({
  add: (evidence, event) => cache.call('addEvidence', { evidence, event }),
  all: () => cache.call('evidence', undefined),
  checks: () => cache.call('evidenceChecks', undefined),
  checked: (checks) => cache.call('evidenceChecked', { checks }),
});
