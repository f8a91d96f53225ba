import type { jobsContract } from '../../../src-shared/jobs/contract.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Long work. */
export function jobsHandlers({ jobs }: HandlerParts): HandlersOf<typeof jobsContract> {
  return {
    'jobs.list': () => ({ jobs: [...jobs.list()] }),
    'jobs.get': ({ jobId }) => jobs.get(jobId),
    'jobs.cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return {};
    },
  };
}
