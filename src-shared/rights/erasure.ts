import { z } from 'zod';
import { opaqueId } from '../base/schemas.ts';
import { disposalPlanSchema } from '../phi/disposal.ts';
import { caseIdSchema } from './words.ts';

const caseIs = z.strictObject({ handle: opaqueId, caseId: caseIdSchema });

/** Channels of erasing what a request asks for. Whose rows they are comes from the case, never from the window. */
export const erasureContract = {
  /** By the administrator at the desk, while somebody is signed in: counts, and changes nothing. */
  'rights.plan-erasure': { input: caseIs, output: disposalPlanSchema },
  /** A job: deletes in batches, verifies, signs, and records the result in the case. What was begun is gone on with. */
  'rights.erase': { input: caseIs, output: z.strictObject({ jobId: opaqueId }) },
} as const;
