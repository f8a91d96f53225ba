import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNewest } from '../jobs/running.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Page, Section } from '../ui/page.tsx';

/** Sets up the sample clinic. Leaving and coming back finds the same job. */
export function SamplePage(): ReactNode {
  const navigate = useNavigate();
  const explore = useAsk('sample.explore');
  const status = useAnswer('app.status', {});
  const ready = useAnswer('app.ready', {});
  const samplePin = ready.data?.samplePin?.pin ?? null;
  const job = useNewest('sample');
  const done = status.data?.profile === 'sample' && job?.state !== 'running';
  const failure = explore.failure ?? (job?.state === 'failed' ? job.error : null);
  return (
    <Page
      title="The sample clinic"
      lead={
        <Link to="/welcome" className="link">
          Back to the choice
        </Link>
      }
    >
      {done ? (
        <Section title="Ready">
          <p className="row">
            <IconCircleCheck size={20} className="ink-good" aria-hidden />
            The sample clinic is running on this computer.
          </p>
          {samplePin === null ? null : (
            <p>
              The sample token’s PIN is <strong className="mono">{samplePin}</strong>. You need it to sign;
              looking and verifying work without.
            </p>
          )}
          <div className="row">
            <Button
              autoFocus
              onClick={() => {
                void navigate({ to: '/' });
              }}
            >
              Look around
            </Button>
          </div>
        </Section>
      ) : (
        <Section title="Setting up">
          <p>
            A PostgreSQL database with invented patients and staff, an audit log with a year of entries, and a
            token in software are made in a folder of their own.
          </p>
          {failure === null ? null : <FailurePanel failure={failure} />}
          {job?.state === 'running' ? (
            <JobProgress job={job} />
          ) : (
            <div className="row">
              <Button
                loading={explore.busy}
                onClick={() => {
                  void explore.ask({});
                }}
              >
                {failure === null ? 'Set up the sample clinic' : 'Try again'}
              </Button>
              {job?.state === 'cancelled' ? (
                <p className="soft">It was cancelled; nothing is left behind.</p>
              ) : null}
            </div>
          )}
        </Section>
      )}
    </Page>
  );
}
