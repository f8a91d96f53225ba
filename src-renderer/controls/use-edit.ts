import type { ControlReview } from '../../src-shared/controls/cycles.ts';
import type { ReviewEdit } from '../../src-shared/controls/reviews.ts';
import { type Ask, useAsk } from '../lib/query.ts';

/** Changes one control as it was looked at. */
export function useEdit({ cycleId, requirement, revision }: ControlReview): {
  readonly edit: (change: ReviewEdit) => Promise<boolean>;
  readonly busy: boolean;
  readonly failure: Ask<'reviews.edit'>['failure'];
} {
  const { ask, busy, failure } = useAsk('reviews.edit');
  return {
    ...{ busy, failure },
    edit: async (change) => (await ask({ cycleId, controls: [{ requirement, revision }], change })) !== null,
  };
}
