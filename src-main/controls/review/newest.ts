import type { NewestReview } from '../coverage.ts';
import { keyOf } from './records.ts';
import type { ControlReviews } from './service.ts';

/** Where every requirement stands in the newest cycle that has it. */
export async function newestReviews(
  reviews: Pick<ControlReviews, 'cycles' | 'snapshot'>,
): Promise<(framework: string, id: string) => NewestReview | null> {
  const found = new Map<string, NewestReview>();
  const seen = new Set<string>();
  for (const { cycle } of await reviews.cycles()) {
    if (cycle.frameworks.every((framework) => seen.has(framework))) continue;
    const { controls } = await reviews.snapshot(cycle.id);
    for (const { requirement, scope, stage, conclusion } of controls)
      if (!seen.has(requirement.framework))
        found.set(keyOf(requirement), {
          ...{ cycleId: cycle.id, cycle: cycle.name, locked: cycle.state === 'locked' },
          ...{ scope: scope.state, reason: scope.reason, stage, conclusion },
        });
    for (const framework of cycle.frameworks) seen.add(framework);
  }
  return (framework, id) => found.get(keyOf({ framework, id })) ?? null;
}
