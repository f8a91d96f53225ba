import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import type { Job } from '../../src-shared/jobs/types.ts';
import { VERDICT_WORDS, verdictSentence } from '../audit/words.ts';
import { formatCount } from '../lib/format.ts';
import { queries, queryFor, useAnswer } from '../lib/query.ts';

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
      if (running.current.has(job.jobId) && !SAID_ELSEWHERE.includes(job.kind)) tell(job);
    }
    running.current = new Set(list.filter(({ state }) => state === 'running').map(({ jobId }) => jobId));
  }, [list]);
}

function tell(job: Job): void {
  switch (job.state) {
    case 'running':
      return;
    case 'cancelled':
      notifications.show({ title: job.title, message: 'Cancelled.', color: 'gray' });
      return;
    case 'failed':
      notifications.show({
        title: `${job.title}: failed`,
        message: `${job.error?.message ?? ''} ${job.error?.remedy ?? ''}`.trim(),
        color: 'red',
        autoClose: false,
      });
      return;
    case 'done':
      if (job.kind === 'verify' && job.resultId !== null) void tellVerdict(job.resultId);
      else notifications.show({ title: job.title, message: 'Done.', color: 'teal' });
  }
}

/** The verdict itself, with the way to the run. */
async function tellVerdict(runId: string): Promise<void> {
  const run = await queries.query(queryFor('audit.run', { runId })).catch(() => null);
  if (run === null) return;
  notifications.show({
    title: `Verified: ${VERDICT_WORDS[run.result]}`,
    message: (
      <>
        {verdictSentence(run, formatCount)}{' '}
        <a className="link" href={`#/integrity/runs/${runId}`}>
          Open the run
        </a>
      </>
    ),
    color: { intact: 'teal', tampered: 'red', 'could-not-tell': 'yellow' }[run.result],
    autoClose: run.result === 'intact' ? 8000 : false,
  });
}
