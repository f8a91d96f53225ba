import type { Job } from '../../src-shared/jobs/types.ts';
import { useAnswer } from '../lib/query.ts';

/** The newest running job of one of these kinds: leaving a page and coming back finds it again. */
export function useRunning(kinds: readonly Job['kind'][]): Job | undefined {
  const jobs = useAnswer('jobs.list', {});
  return jobs.data?.jobs.find((job) => job.state === 'running' && kinds.includes(job.kind));
}

/** The newest job of a kind, running or ended; undefined when there was none since the start. */
export function useNewest(kind: Job['kind']): Job | undefined {
  const jobs = useAnswer('jobs.list', {});
  return jobs.data?.jobs.find((job) => job.kind === kind);
}
