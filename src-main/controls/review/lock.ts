import { Fault } from '../../base/fault.ts';
import { LOCK } from './approvals.ts';
import { conclusionsOf, lockDigest, lockedSchema } from './cycle-lock.ts';
import type { Picture } from './picture.ts';
import { mustBeOpen, type ReviewParts, takePicture } from './review-parts.ts';

/** What keeps a cycle from being locked; null when nothing does. */
export function lockObstacle({ controls, findings }: Picture): string | null {
  const open = controls.filter(({ stage }) => stage !== 'approved');
  const errors = findings.filter(({ level }) => level === 'error');
  if (open.length === 0 && errors.length === 0) return null;
  const names = open.map(({ requirement }) => requirement.id);
  return [
    ...(open.length === 0
      ? []
      : [
          `${open.length === 1 ? 'One control is' : `${open.length} controls are`} not approved: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''}.`,
        ]),
    ...(errors.length === 0
      ? []
      : [`${errors.length === 1 ? 'One thing does' : `${errors.length} things do`} not fit together.`]),
  ].join(' ');
}

/**
 * Locks a cycle: nothing may be open, and the signature covers all of it. From before the signature on the cycle is held, so
 * that what is signed is what is kept.
 *
 * @throws Fault `review-unknown`, `review-locked`, `review-refused`, `review-changed`, `not-signed-in`, those of the token
 */
export async function lockCycle(parts: ReviewParts, cycleId: string): Promise<void> {
  await parts.mayApprove();
  const picture = await takePicture(parts, cycleId, true);
  mustBeOpen(picture);
  const obstacle = lockObstacle(picture);
  if (obstacle !== null)
    throw new Fault('review-refused', obstacle, 'The list of what is missing names each of them.');
  const { record, controls, cycle } = picture;
  await parts.store.hold(
    cycleId,
    controls.reduce((sum, { revision }) => sum + revision, 0),
  );
  try {
    const digest = lockDigest(record, controls);
    await parts.signOffs.signOff({
      ...{ kind: LOCK, subject: cycleId, decision: 'locked' },
      statement: `I lock the review cycle “${cycle.name}” (${cycle.frameworks.join(', ')}; ${cycle.from} to ${cycle.to}) with ${controls.length} controls, as they are now. Nothing in it can be changed any more.`,
      details: lockedSchema.parse({
        ...{ cycle: cycle.name, digest, controls: controls.length },
        conclusions: conclusionsOf(controls),
      }),
    });
  } catch (error) {
    await parts.store.letGo(cycleId);
    throw error;
  }
}
