import type { Pace } from '../../src-shared/audit/types.ts';

/** Part of a reader's time that reading may take beside the clinic's work. */
export const BACKGROUND_DUTY = 0.25;

/** See {@link RangeTask.duty}. */
export const dutyOf = (pace: Pace): number => (pace === 'background' ? BACKGROUND_DUTY : 1);
