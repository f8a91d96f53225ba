import type { ActivityLog } from '../audit/index.ts';
import type { Verdict } from '../../src-shared/audit/types.ts';
import type { SignedDecision, SignOffCheck } from '../../src-shared/signing/types.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import type { SignOffs } from '../signing/index.ts';
import type { TakenStep } from './case.ts';
import type { DeliveryStore, RightsStore } from './ports.ts';
import type { RightsService } from './service.ts';
import { isSignedFor } from './sign.ts';
import { asJson, digestOfStep } from './step-digest.ts';

const PAGE = 200;
const FOR_ANOTHER = {
  result: 'tampered',
  reason: 'It was signed for another decision than the step that names it.',
} as const;

/** A case as it is shown to an authority. */
export type CaseEvidence = {
  /** Canonical JSON (docs/rights.md); names nobody. */
  readonly text: string;
  readonly steps: number;
  /** Steps whose hash the activity log does not hold: changed, or taken past the program. */
  readonly unrecorded: readonly number[];
};

/** Cases as they are shown to an authority, the Office for Civil Rights for one. */
export interface EvidenceService {
  /**
   * The whole of a case that names nobody: request, clocks, every step with its hash and its place in the activity log, hashes of
   * every letter, file, package and delivery, and the decisions as they were signed.
   * @throws Fault `rights-unknown`, `cache-unreadable`
   */
  evidence(caseId: string): Promise<CaseEvidence>;
}

/** Builds it from what it needs. */
export function evidenceService(parts: {
  readonly rights: Pick<RightsService, 'view' | 'case' | 'settings'>;
  readonly cases: Pick<RightsStore, 'steps'>;
  readonly deliveries: Pick<DeliveryStore, 'packages' | 'deliveries'>;
  readonly manifest: (caseId: string) => Promise<{ readonly text: string; readonly sha256: string } | null>;
  readonly signOffs: Pick<SignOffs, 'read'>;
  readonly activity: Pick<ActivityLog, 'search' | 'checkpoint'>;
  readonly clock: Clock;
  readonly officer: () => string;
}): EvidenceService {
  const { rights } = parts;
  const recordedOf = async (caseId: string) => {
    const rows = [];
    let before: number | null = null;
    do {
      const page: Awaited<ReturnType<ActivityLog['search']>> = await parts.activity.search(before, PAGE, {
        ...{ operation: 'rights.', object: caseId, outcome: null },
      });
      rows.push(...page.rows.filter(({ event }) => event.objectId === caseId));
      before = page.next;
    } while (before !== null);
    return rows.toReversed();
  };
  const signedOf = async (caseId: string, steps: readonly TakenStep[]) => {
    const signed = new Map<string, SignedDecision & Pick<SignOffCheck, 'reason'> & { checked: Verdict }>();
    for (const { step } of steps) {
      if (!('signOff' in step) || typeof step.signOff !== 'string') continue;
      const { signed: document, check } = await parts.signOffs.read(step.signOff);
      const { result, reason } = isSignedFor(caseId, step, check.document) ? check : FOR_ANOTHER;
      // Where two steps name one sign-off, it is for one of them at most.
      const known = signed.get(step.signOff)?.checked;
      if (known !== 'tampered') signed.set(step.signOff, { ...document, checked: result, reason });
    }
    return [...signed.values()];
  };
  return {
    evidence: async (caseId) => {
      const [view, at, settings] = [
        await rights.view(caseId),
        await rights.case(caseId),
        await rights.settings(),
      ];
      const steps = await parts.cases.steps(caseId);
      const recorded = await recordedOf(caseId);
      const timeline = steps.map((taken) => {
        const sha256 = digestOfStep(taken);
        const entry = recorded.find(({ event }) => event.purpose.endsWith(`SHA-256 of the step ${sha256}`));
        return { ...taken, sha256, activityEntry: entry?.position ?? null };
      });
      const { entity, address, office, contact } = settings;
      const evidence = {
        ...{ format: 'attestry/case-evidence', version: 1, caseId },
        ...{
          madeAt: instantOf(parts.clock),
          madeBy: parts.officer(),
          entity: { entity, address, office, contact },
        },
        ...{ state: view.row.state, opening: at.opening, policy: at.policy, clock: view.clock },
        ...{ overdueOn: at.overdueOn, mitigations: at.mitigations, retainUntil: at.retainUntil },
        steps: timeline,
        decisions: await signedOf(caseId, steps),
        artefacts: {
          letters: at.letters,
          files: steps.flatMap(({ step, on }) => (step.step === 'attach' ? [{ ...step, on }] : [])),
          packages: await parts.deliveries.packages(caseId),
          deliveries: await parts.deliveries.deliveries(caseId),
          collection: await parts.manifest(caseId),
        },
        activity: { entries: recorded, checkpoint: await parts.activity.checkpoint() },
      };
      return {
        text: `${canonicalJson(asJson(evidence))}\n`,
        steps: steps.length,
        unrecorded: timeline.flatMap(({ number, activityEntry }) => (activityEntry === null ? [number] : [])),
      };
    },
  };
}
