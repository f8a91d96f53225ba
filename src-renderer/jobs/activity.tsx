import { Button, Drawer } from '@mantine/core';
import {
  IconActivity,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Job } from '../../src-shared/jobs/types.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useUi } from '../state/ui.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

const ENDS = {
  done: { Icon: IconCircleCheck, tone: 'good', word: 'Done' },
  failed: { Icon: IconCircleX, tone: 'bad', word: 'Failed' },
  interrupted: { Icon: IconAlertTriangle, tone: 'unsure', word: 'Interrupted' },
  cancelled: { Icon: IconCircleMinus, tone: 'none', word: 'Cancelled' },
} as const;

/** What is being done and what was done lately, newest first. */
export function Activity(): ReactNode {
  const { overlay, show } = useUi();
  return (
    <Drawer
      opened={overlay === 'activity'}
      onClose={() => {
        show(null);
      }}
      position="right"
      size={440}
      title="Activity"
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 80 }}
    >
      <Jobs />
    </Drawer>
  );
}

function Jobs(): ReactNode {
  const jobs = useAnswer('jobs.list', {});
  if (jobs.isPending) return <Loading />;
  if (jobs.isError) return <FailurePanel failure={jobs.error} />;
  if (jobs.data.jobs.length === 0) {
    return (
      <EmptyState icon={<IconActivity size={28} />} title="Nothing was done yet">
        Sealing, verifying and writing reports show here while they run.
      </EmptyState>
    );
  }
  return (
    <ul className="jobs">
      {jobs.data.jobs.map((job) => (
        <li key={job.jobId}>{job.state === 'running' ? <JobProgress job={job} /> : <Ended job={job} />}</li>
      ))}
    </ul>
  );
}

function Ended({ job }: { readonly job: Job }): ReactNode {
  if (job.state === 'running') return null;
  const { Icon, tone, word } = ENDS[job.state];
  return (
    <div className="stack stack-tight">
      <div className="row">
        <Icon size={18} className={`ink-${tone}`} aria-hidden />
        <p className="grow clip" dir="auto">
          {job.title}
        </p>
        <span className={`word ink-${tone}`}>{word}</span>
      </div>
      <p className="small soft">
        Started <When at={job.startedAt} />
      </p>
      {job.state === 'interrupted' ? <Interrupted job={job} /> : null}
      {job.error === null ? null : <FailurePanel failure={job.error} />}
    </div>
  );
}

/** What a crash or a power cut broke off: nothing came of it, and it can be run again. */
function Interrupted({ job }: { readonly job: Job }): ReactNode {
  const verify = useAsk('audit.verify');
  const { verification } = job;
  return (
    <>
      <p className="small">It did not come to its end: Attestry or this computer stopped meanwhile.</p>
      {verification === null ? null : verification.scheduled ? (
        <p className="small soft">It is made up for by itself.</p>
      ) : (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            loading={verify.busy}
            onClick={() => {
              void verify.ask({ level: verification.level, pace: verification.pace });
            }}
          >
            Run it again
          </Button>
        </div>
      )}
      {verify.failure === null ? null : <FailurePanel failure={verify.failure} />}
    </>
  );
}
