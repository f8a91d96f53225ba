import { Button, Progress, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Job } from '../../src-shared/jobs/types.ts';
import { formatCount, formatDuration, formatRate, formatShare } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';

/** Where a job stands, in words: how much of how much, how fast, how long yet. */
export function progressWords(progress: Job['progress']): readonly string[] {
  const { done, total, unit, rate, remainingMs } = progress;
  const words: string[] = [];
  // Per cent is already said beside the bar.
  const counted = unit !== '%';
  if (counted && total !== null && total > 0)
    words.push(`${formatCount(done)} of ${formatCount(total)} ${unit}`);
  else if (counted && done > 0) words.push(`${formatCount(done)} ${unit}`);
  if (counted && rate !== null && rate > 0) words.push(formatRate(rate, unit));
  if (remainingMs !== null) words.push(`about ${formatDuration(Math.max(1000, remainingMs))} left`);
  return words;
}

/** A running job: what it does now, how far, how fast, how long yet, and a way to stop it. */
export function JobProgress({
  job,
  cancellable = true,
}: {
  readonly job: Job;
  readonly cancellable?: boolean;
}): ReactNode {
  const cancel = useAsk('jobs.cancel');
  const { phase, done, total } = job.progress;
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  // Announced at each tenth: a screen reader that reads every tick says nothing useful.
  const tenth = share === null ? '' : formatShare(Math.floor(share * 10) / 10);
  return (
    <div className="progress" data-job={job.kind}>
      <div className="row">
        <p className="grow clip" dir="auto">
          <strong>{job.title}</strong>
          <span className="soft"> · {phase}</span>
        </p>
        {share === null ? null : <span className="figure-inline">{formatShare(share)}</span>}
      </div>
      <Progress
        value={share === null ? 100 : share * 100}
        animated={share === null}
        striped={share === null}
        size={8}
        color="var(--accent)"
        transitionDuration={120}
        aria-label={job.title}
      />
      <div className="row">
        <p className="soft small grow">{progressWords(job.progress).join(' · ')}</p>
        {cancellable ? (
          <Button
            size="compact-xs"
            variant="default"
            loading={cancel.busy}
            onClick={() => {
              void cancel.ask({ jobId: job.jobId });
            }}
          >
            Cancel
          </Button>
        ) : null}
      </div>
      <VisuallyHidden role="status" aria-live="polite">
        {`${job.title}: ${phase} ${tenth}`}
      </VisuallyHidden>
    </div>
  );
}
