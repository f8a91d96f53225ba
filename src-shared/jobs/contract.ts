import { z } from 'zod';
import { nothing, opaqueId } from '../base/schemas.ts';
import { jobSchema } from './types.ts';

export const jobsContract = {
  /** query: running jobs and those that ended since the start, newest first. */
  'jobs.list': { input: nothing, output: z.strictObject({ jobs: z.array(jobSchema).max(200) }) },
  'jobs.get': { input: z.strictObject({ jobId: opaqueId }), output: jobSchema },
  'jobs.cancel': { input: z.strictObject({ jobId: opaqueId }), output: nothing },
} as const;
