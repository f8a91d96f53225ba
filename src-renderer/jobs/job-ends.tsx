import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import type { Job } from '../../src-shared/jobs/types.ts';
import { VERDICT_WORDS, verdictSentence } from '../audit/words.ts';
import { formatCount } from '../lib/format.ts';
import { tellSaved } from '../ui/saved.tsx';
import { queries, queryFor, useAnswer } from '../lib/query.ts';

/** Jobs whose end is told by the page that started them, or by an alert when they found something. */
const saidElsewhere = (job: Job): boolean => job.kind === 'sample' || job.verification?.scheduled === true;

/** Jobs that end with a file. */
const SAVES: ReadonlySet<Job['kind']> = new Set(['export', 'bundle']);
/** Jobs whose last phase says what came of them. */
const TELLS: ReadonlySet<Job['kind']> = new Set(['rewrap', 'seal-evidence', 'share-evidence']);

/** Tells when a job that ran ends, wherever the officer is by then. Failures stay until they are closed. */
export function useJobEnds(): void {
  const jobs = useAnswer('jobs.list', {});
  // What had ended before the window looked for the first time is old news; a quick job is never seen running.
  const told = useRef<Set<string> | null>(null);
  const list = jobs.data?.jobs;
  useEffect(() => {
    if (list === undefined) return;
    const ended = list.filter(({ state }) => state !== 'running');
    const before = told.current;
    told.current = new Set(ended.map(({ jobId }) => jobId));
    if (before === null) return;
    for (const job of ended) if (!before.has(job.jobId) && !saidElsewhere(job)) tell(job);
  }, [list]);
}

function tell(job: Job): void {
  switch (job.state) {
    case 'running':
    case 'interrupted':
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
      else if (SAVES.has(job.kind) && job.resultId !== null)
        tellSaved({ handle: job.resultId, name: null }, job.progress.phase);
      else if (TELLS.has(job.kind))
        notifications.show({ title: job.title, message: job.progress.phase, color: 'teal' });
      else notifications.show({ title: job.title, message: 'Done.', color: 'teal' });
  }
}

/** The verdict itself, with the way to the run. */
async function tellVerdict(runId: string): Promise<void> {
  const run = await queries.query(queryFor('audit.run', { runId })).catch(() => null);
  if (run === null) return;
  // Whoever is still where the run was started wants to see it; anybody else is not torn away.
  if (location.hash === '#/integrity') {
    location.hash = `#/integrity/runs/${runId}`;
    return;
  }
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
