import { z } from 'zod';
import type { Verdict } from '../../../src-shared/audit/types.ts';
import { count, sha256Hex } from '../../../src-shared/base/schemas.ts';
import type { ControlReview } from '../../../src-shared/controls/cycles.ts';
import type { SignOffCheck } from '../../../src-shared/signing/types.ts';
import { LOCK } from './approvals.ts';
import { type CycleRecord, digestOf, keyOf } from './records.ts';

const FORMAT = 'attestry/review-lock/1';

/** What a lock says beside its sentence. */
export const lockedSchema = z.strictObject({
  cycle: z.string(),
  /** See {@link lockDigest}. */
  digest: sha256Hex,
  controls: count,
  conclusions: z.record(z.string(), count),
});

/** What the newest lock of a cycle is worth just now. */
export type LockCheck = {
  readonly signOffId: string;
  readonly result: Verdict;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: string | null;
  /** Digest of the cycle as it is now. */
  readonly digest: string;
};

/** SHA-256 over a cycle and all its controls: each control's own digest covers everything about it. */
export const lockDigest = (record: CycleRecord, controls: readonly ControlReview[]): string =>
  digestOf({
    format: FORMAT,
    cycle: record,
    controls: controls.map(({ requirement, digest, signOff }) => ({
      control: keyOf(requirement),
      digest,
      approval: signOff,
    })),
  });

/** How many controls came to what. */
export function conclusionsOf(controls: readonly ControlReview[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { scope, conclusion } of controls) {
    const what = scope.state === 'in' ? (conclusion ?? 'open') : scope.state;
    counted[what] = (counted[what] ?? 0) + 1;
  }
  return counted;
}

/**
 * Whether a cycle is locked, and whether it is still what was locked. The newest sign-off decides; one that cannot be read
 * locks all the same, or whoever damages it could open the cycle again.
 *
 * @param locks - sign-offs of kind {@link LOCK} about the cycle, oldest first
 * @returns null for a cycle that nobody locked
 */
export function lockCheck(
  record: CycleRecord,
  controls: readonly ControlReview[],
  locks: readonly { readonly signOffId: string; readonly check: SignOffCheck }[],
): LockCheck | null {
  const newest = locks.at(-1);
  if (newest === undefined) return null;
  const { document, result, reason } = newest.check;
  const digest = lockDigest(record, controls);
  const said = document?.kind === LOCK ? lockedSchema.safeParse(document.details).data : undefined;
  const changed = said !== undefined && said.digest !== digest;
  return {
    signOffId: newest.signOffId,
    ...{ by: document?.officer ?? null, at: document?.decidedAt ?? null, digest },
    ...(changed
      ? { result: 'tampered', reason: 'The cycle is not what was locked: something in it was changed since.' }
      : said === undefined && result === 'intact'
        ? { result: 'could-not-tell', reason: 'What was signed to lock the cycle cannot be read.' }
        : { result, reason }),
  };
}
