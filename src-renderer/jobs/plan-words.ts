import { DAYS, type Plan, type PlanOutcome } from '../../src-shared/jobs/schedule.ts';

/** Days in words, for a choice. */
export const DAY_WORDS: Readonly<Record<Plan['on'], string>> = {
  'every-day': 'Every day',
  monday: 'Mondays',
  tuesday: 'Tuesdays',
  wednesday: 'Wednesdays',
  thursday: 'Thursdays',
  friday: 'Fridays',
  saturday: 'Saturdays',
  sunday: 'Sundays',
};

export const DAY_ORDER: readonly Plan['on'][] = DAYS;

/** What an attempt came to, where it is no verdict. */
export const ATTEMPT_WORDS: Readonly<Record<Extract<PlanOutcome, 'failed' | 'cancelled'>, string>> = {
  failed: 'Could not run',
  cancelled: 'Cancelled',
};

/** A plan in a sentence, e.g. `Every day at 12:00`. */
export const whenWords = ({ on, at }: Plan): string => `${DAY_WORDS[on]} at ${at}`;

/** A name for a new plan that no other has. */
export function freePlanId(plans: readonly Plan[]): string {
  const taken = new Set(plans.map(({ planId }) => planId));
  for (let number = 1; ; number++) if (!taken.has(`plan-${number}`)) return `plan-${number}`;
}
