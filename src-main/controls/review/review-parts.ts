import type { Evidence } from '../../../src-shared/controls/evidence.ts';
import type { ActivityDraft, ActivityLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { SignOffs } from '../../signing/index.ts';
import { asReviewed, type Catalogue } from '../catalogue.ts';
import { supported } from '../own/support.ts';
import { APPROVE, LOCK } from './approvals.ts';
import { type Picture, pictureOf } from './picture.ts';
import type { ReviewStore, TestRecords } from './ports.ts';
import { type ControlRecord, keyOf } from './records.ts';
import type { Meant } from './service.ts';
import type { CheckedAbout } from './sign-off-checks.ts';

/** Who is signed in to a token. */
export type SignedIn = { readonly name: string; readonly certificate: string };

/** What reviews are made of. */
export type ReviewParts = {
  readonly store: ReviewStore;
  /** Every piece of evidence; `anew`: each file is read again. */
  readonly evidence: (anew: boolean) => Promise<readonly Evidence[]>;
  readonly tests: TestRecords;
  readonly signOffs: Pick<SignOffs, 'signOff'>;
  readonly checked: CheckedAbout;
  readonly catalogue: () => Promise<Catalogue>;
  readonly activity: Pick<ActivityLog, 'event'>;
  readonly clock: Clock;
  readonly today: () => Promise<string>;
  readonly identity: () => SignedIn | null;
  /** Whoever is signed in, or the account. */
  readonly officer: () => string;
  /** Whether whoever is signed in may approve. @throws Fault `not-signed-in`, `key-forbidden` */
  readonly mayApprove: () => Promise<void>;
  readonly changed: () => void;
};

/** What the activity log says of a step in a cycle. */
export const reviewDraft = (operation: string, cycleId: string, purpose: string): ActivityDraft => ({
  ...{ operation: `review.${operation}`, objectType: 'review-cycle', objectId: cycleId },
  purpose: purpose.slice(0, 300),
});

/** The records that are meant, each at the revision that was looked at. @throws Fault `review-unknown`, `review-changed` */
export function meantRecords(picture: Picture, controls: readonly Meant[]): readonly ControlRecord[] {
  const keys = new Set<string>();
  return controls.flatMap(({ requirement, revision }) => {
    const record = picture.records.get(keyOf(requirement));
    if (record === undefined) throw unknownControl();
    if (revision !== undefined && record.revision !== revision)
      throw new Fault(
        'review-changed',
        `${requirement.id} was changed since you looked at it, so nothing was written.`,
        'Look at it again and decide anew.',
      );
    if (keys.has(keyOf(requirement))) return [];
    keys.add(keyOf(requirement));
    return [record];
  });
}

/** The fault for a control that a cycle does not have. */
export const unknownControl = (): Fault =>
  new Fault('review-unknown', 'This cycle has no such control.', 'Look at its board and choose one.');

/** @throws Fault `review-locked` */
export function mustBeOpen({ cycle }: Picture): void {
  if (cycle.state === 'locked')
    throw new Fault(
      'review-locked',
      'This cycle is locked: nothing in it changes any more.',
      'Open a new cycle for what has to be looked at again.',
    );
}

/** Takes the picture of a cycle. @throws Fault `review-unknown` */
export async function takePicture(parts: ReviewParts, cycleId: string, anew = false): Promise<Picture> {
  const record = await parts.store.cycle(cycleId);
  if (record === null)
    throw new Fault(
      'review-unknown',
      'There is no such review cycle.',
      'Look at the list of cycles and choose one.',
    );
  const controls = await parts.store.controls(cycleId);
  const ids = [...new Set(controls.flatMap(({ results }) => results.map(({ id }) => id)))];
  const [samples, evidence, results, tests, catalogue, approvals, locks, today] = await Promise.all([
    parts.store.samples(cycleId),
    parts.evidence(anew),
    parts.tests.summaries(ids),
    parts.tests.standings(),
    parts.catalogue(),
    parts.checked(APPROVE, cycleId, anew),
    parts.checked(LOCK, cycleId, anew),
    parts.today(),
  ]);
  const standings = supported(tests, asReviewed(catalogue, record.versions));
  return pictureOf({
    ...{ record, controls, samples, evidence, results, standings, approvals, locks, today },
  });
}
