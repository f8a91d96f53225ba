import { z } from 'zod';
import { count, sha256Hex } from '../../../src-shared/base/schemas.ts';
import type { SignOffCheck } from '../../../src-shared/signing/types.ts';
import { isSamePerson } from '../../base/person.ts';
import type { ControlRecord } from './records.ts';

/** Kinds of the sign-offs of a cycle; their subject is the id of the cycle. */
export const APPROVE = 'review.approve';
export const LOCK = 'review.lock';

/** Most controls that one signature approves. */
export const MOST_APPROVED = 1000;

/** What an approval names: each control by its name, with the state that was approved. */
export const approvedSchema = z.strictObject({
  cycle: z.string(),
  controls: z.record(z.string(), z.strictObject({ digest: sha256Hex, revision: count })),
});

/** One approval of one control. */
export type Approval = {
  readonly signOffId: string;
  readonly by: string;
  readonly at: string;
  /** SHA-256 of the approver's certificate. */
  readonly certificate: string;
  readonly digest: string;
  readonly revision: number;
  /** Why the sign-off does not count; null when it is intact. */
  readonly objection: string | null;
  readonly tampered: boolean;
};

/** What the sign-offs say of a control as it is now. */
export type Standing = {
  /** The approval that holds; null when none does. */
  readonly held: Approval | null;
  /** The newest one that names it. */
  readonly newest: Approval | null;
  /** Why `newest` does not hold; null when one holds or there is none. */
  readonly voided: string | null;
};

/** All approvals of a cycle. */
export type Approvals = {
  of(key: string, digest: string, record: ControlRecord): Standing;
  /** Every approval of one control, oldest first. */
  all(key: string): readonly Approval[];
};

/** Whether whoever approved is none of its authors: another certificate, and another name on it, however it is written. */
export const isSecondPerson = (
  approval: Pick<Approval, 'by' | 'certificate'>,
  { authors }: Pick<ControlRecord, 'authors'>,
): boolean =>
  authors.length > 0 &&
  authors.every(
    ({ by, certificate }) => !isSamePerson(by, approval.by) && certificate !== approval.certificate,
  );

function whyVoid(approval: Approval, digest: string, record: ControlRecord): string {
  if (approval.objection !== null) return approval.objection;
  if (approval.digest !== digest)
    return approval.revision === record.revision
      ? `It is not what ${approval.by} approved, and no change of it was recorded: it was changed outside this application.`
      : `It was changed after ${approval.by} had approved it.`;
  return 'Who approved it is who prepared it.';
}

/**
 * Reads the approvals of a cycle from its sign-offs.
 *
 * @param signed - those of kind {@link APPROVE} about the cycle, oldest first, each as it was checked
 */
export function approvalsFrom(
  signed: readonly { readonly signOffId: string; readonly check: SignOffCheck }[],
): Approvals {
  const byControl = new Map<string, Approval[]>();
  for (const { signOffId, check } of signed) {
    const { document, result, reason } = check;
    // What cannot be read names no control; verification tells of it.
    const named = approvedSchema.safeParse(document?.details);
    if (document?.kind !== APPROVE || !named.success) continue;
    for (const [key, { digest, revision }] of Object.entries(named.data.controls)) {
      const approval: Approval = {
        ...{ signOffId, digest, revision },
        ...{ by: document.officer, at: document.decidedAt, certificate: document.certificate },
        objection: result === 'intact' ? null : (reason ?? 'The signature does not count.'),
        tampered: result === 'tampered',
      };
      const known = byControl.get(key);
      if (known === undefined) byControl.set(key, [approval]);
      else known.push(approval);
    }
  }
  const all = (key: string): readonly Approval[] => byControl.get(key) ?? [];
  return {
    all,
    of: (key, digest, record) => {
      const given = all(key);
      const held = given.findLast(
        (each) => each.objection === null && each.digest === digest && isSecondPerson(each, record),
      );
      const newest = given.at(-1);
      return {
        held: held ?? null,
        newest: newest ?? null,
        voided: held !== undefined || newest === undefined ? null : whyVoid(newest, digest, record),
      };
    },
  };
}
