import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import type { Job } from '../../src-shared/jobs/types.ts';
import { useAnswer } from '../lib/query.ts';

/** Jobs whose end is told by the page that started them. */
const SAID_ELSEWHERE: readonly Job['kind'][] = ['sample'];

/** Tells when a job that ran ends, wherever the officer is by then. Failures stay until they are closed. */
export function useJobEnds(): void {
  const jobs = useAnswer('jobs.list', {});
  const running = useRef<ReadonlySet<string>>(new Set());
  const list = jobs.data?.jobs;
  useEffect(() => {
    if (list === undefined) return;
    for (const job of list) {
      if (!running.current.has(job.jobId) || SAID_ELSEWHERE.includes(job.kind)) continue;
      if (job.state === 'done') {
        notifications.show({ title: job.title, message: 'Done.', color: 'teal' });
      } else if (job.state === 'cancelled') {
        notifications.show({ title: job.title, message: 'Cancelled.', color: 'gray' });
      } else if (job.state === 'failed') {
        notifications.show({
          title: `${job.title} failed`,
          message: `${job.error?.message ?? ''} ${job.error?.remedy ?? ''}`.trim(),
          color: 'red',
          autoClose: false,
        });
      }
    }
    running.current = new Set(list.filter(({ state }) => state === 'running').map(({ jobId }) => jobId));
  }, [list]);
}
