import type { ReviewConclusion } from '../../../src-shared/controls/cycles.ts';

/** Conclusions within a sentence. */
export const CONCLUSION_SENTENCES: Readonly<Record<ReviewConclusion, string>> = {
  effective: 'effective',
  exception: 'effective with exceptions',
  'not-effective': 'not effective',
  'not-tested': 'not tested',
};
