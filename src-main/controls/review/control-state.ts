import type { ControlReview, ReviewStage } from '../../../src-shared/controls/cycles.ts';
import type { Evidence } from '../../../src-shared/controls/evidence.ts';
import type { Sample } from '../../../src-shared/controls/samples.ts';
import type { ResultSummary } from '../../../src-shared/controls/tests.ts';
import type { Approvals } from './approvals.ts';
import { type ControlRecord, controlRecordSchema, type CycleRecord, digestOf, keyOf } from './records.ts';

/** What controls name, as it is now. */
export type Attached = {
  readonly results: ReadonlyMap<string, ResultSummary>;
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Digest of a piece of evidence, made once for all the controls that name it. */
  readonly evidenceDigest: (id: string) => string | null;
  readonly samples: ReadonlyMap<string, Sample>;
};

/** Nothing but what is needed to tell two controls of two cycles apart, and everything that was decided on. */
export const FORMAT = 'attestry/control-review/1';

/**
 * SHA-256 over everything about a control: what people said, and the digests of what is attached as it is now. Something
 * attached that is gone counts as null, so that it never has the digest of something that is there.
 */
export function controlDigest(cycle: CycleRecord, record: ControlRecord, attached: Attached): string {
  const { id, name, from, to, versions } = cycle;
  const { evidence, samples, results, ...said } = record;
  return digestOf({
    format: FORMAT,
    cycle: { id, name, from, to, versions },
    ...said,
    results: results.map((result) => ({
      ...result,
      now: attached.results.get(result.id)?.sha256 ?? null,
    })),
    evidence: evidence.map((each) => ({ id: each, sha256: attached.evidenceDigest(each) })),
    samples: samples.map((each) => ({ id: each, sha256: attached.samples.get(each)?.digest ?? null })),
  });
}

/** What a record and a control have in common. */
const saidSchema = controlRecordSchema
  .omit({ scope: true, addressable: true, results: true, authors: true })
  .strip();

/** Whether a control says all that a second person needs to approve it. */
export const isReady = ({ scope, conclusion, obligation, addressable }: ControlRecord): boolean =>
  scope.state === 'in'
    ? conclusion !== null && (obligation !== 'addressable' || addressable !== null)
    : scope.reason !== '' && (scope.state === 'out' || obligation !== 'addressable');

/** A control with whether its approval holds; nothing of that is stored, all of it follows from what was signed. */
export function controlState(
  cycle: CycleRecord,
  record: ControlRecord,
  attached: Attached,
  approvals: Approvals,
): ControlReview {
  const { scope, addressable, results } = record;
  const digest = controlDigest(cycle, record, attached);
  const { held, newest, voided } = approvals.of(keyOf(record.requirement), digest, record);
  const approvedBy = held?.by ?? null;
  const stage: ReviewStage = !isReady(record)
    ? 'to-conclude'
    : held !== null
      ? 'approved'
      : voided === null
        ? 'to-approve'
        : 'voided';
  return {
    ...saidSchema.parse(record),
    cycleId: cycle.id,
    scope: { ...scope, approvedBy: scope.state === 'in' ? null : approvedBy },
    addressable: addressable === null ? null : { ...addressable, approvedBy },
    testResults: results.map(({ id }) => id),
    ...{ approvedBy, approvedAt: held?.at ?? null },
    signOff: (held ?? newest)?.signOffId ?? null,
    ...{ voided, stage, digest },
  };
}
