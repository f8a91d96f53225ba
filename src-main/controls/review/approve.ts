import { Fault } from '../../base/fault.ts';
import { APPROVE, approvedSchema, isSecondPerson, MOST_APPROVED } from './approvals.ts';
import { isReady } from './control-state.ts';
import { CONCLUSION_SENTENCES } from './sentences.ts';
import type { ControlRecord } from './records.ts';
import { keyOf } from './records.ts';
import { meantRecords, mustBeOpen, type ReviewParts, takePicture } from './review-parts.ts';
import type { Meant } from './service.ts';

/** Findings that an approval itself takes away. */
const BY_APPROVAL: readonly string[] = ['not-approved', 'approval-void', 'approver-is-preparer', 'overdue'];

/** What a control came to, as the approver reads it. */
function saidOf({ requirement, scope, conclusion, addressable }: ControlRecord): string {
  const what =
    scope.state === 'in' ? CONCLUSION_SENTENCES[conclusion ?? 'not-tested'] : scope.state.replace('-', ' ');
  return `${requirement.id} ${what}${addressable === null ? '' : ` (addressable: ${addressable.decision.replace('-', ' ')})`}`;
}

const refused = (message: string, remedy: string): Fault => new Fault('review-refused', message, remedy);

/**
 * Approves controls with one signature, over the digest of each as it is now.
 *
 * @throws Fault `review-unknown`, `review-changed`, `review-locked`, `review-refused`, `review-second-person`,
 *   `not-signed-in`, `key-forbidden`, those of the token
 */
export async function approveControls(
  parts: ReviewParts,
  cycleId: string,
  controls: readonly Meant[],
): Promise<void> {
  await parts.mayApprove();
  const signedIn = parts.identity();
  if (signedIn === null)
    throw new Fault('not-signed-in', 'Nobody is signed in to the token.', 'Sign in, then approve again.');
  if (controls.length > MOST_APPROVED)
    throw refused(`One signature approves ${MOST_APPROVED} controls at most.`, 'Approve them in parts.');
  const picture = await takePicture(parts, cycleId);
  mustBeOpen(picture);
  const meant = meantRecords(picture, controls);
  for (const record of meant) {
    const { id } = record.requirement;
    if (!isReady(record))
      throw refused(
        `${id} is not concluded yet.`,
        'Conclude on it first, or give the reason why it is left out.',
      );
    if (!isSecondPerson({ by: signedIn.name, certificate: signedIn.certificate }, record))
      throw new Fault(
        'review-second-person',
        `You prepared ${id} yourself, or share a name with who did: a second person must approve it.`,
        'Ask somebody else to sign in here with their own token and approve.',
      );
    const finding = picture.findings.find(
      ({ rule, level, requirement }) =>
        level === 'error' &&
        !BY_APPROVAL.includes(rule) &&
        requirement !== null &&
        keyOf(requirement) === keyOf(record.requirement),
    );
    if (finding !== undefined) throw refused(`${id}: ${finding.text}`, 'Mend that first, then approve.');
  }
  const digests = new Map(picture.controls.map((each) => [keyOf(each.requirement), each.digest]));
  const named = Object.fromEntries(
    meant.map((record) => [
      keyOf(record.requirement),
      { digest: digests.get(keyOf(record.requirement)) ?? '', revision: record.revision },
    ]),
  );
  const list = meant.map(saidOf).join('; ');
  await parts.signOffs.signOff({
    ...{ kind: APPROVE, subject: cycleId, decision: 'approved' },
    statement:
      `I approve the review of ${meant.length === 1 ? 'one control' : `${meant.length} controls`} of the cycle “${picture.cycle.name}”: ${list}`.slice(
        0,
        3900,
      ),
    details: approvedSchema.parse({ cycle: picture.cycle.name, controls: named }),
  });
}
