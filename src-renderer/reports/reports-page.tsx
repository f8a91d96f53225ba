import { Button } from '@mantine/core';
import { IconClockPause, IconFileCertificate, IconFileSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useRunning } from '../jobs/running.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { ReportTable } from './report-table.tsx';
import { ReportsTabs } from './reports-tabs.tsx';
import { SignFile } from './sign-file.tsx';
import { Verification } from './verification.tsx';

/** The reports made on this computer, and the checking of any PDF. */
export function ReportsPage(): ReactNode {
  const navigate = useNavigate();
  const reports = useAnswer('reports.list', {});
  const verify = useAsk('reports.verify');
  const running = useRunning(['report']);
  const verifyFile = useAsk('signing.verify-file');
  const stamp = useAsk('reports.stamp-waiting');
  const verification = verify.answer?.verification ?? verifyFile.answer?.verification ?? null;
  const ofFile = verification !== null && verification === verifyFile.answer?.verification;
  const list = reports.data?.reports ?? [];
  const waiting = list.filter(({ timeStamp }) => timeStamp === 'waiting').length;
  return (
    <Page
      fill
      title="Reports"
      lead="Signed evidence for auditors and for your own files."
      actions={
        <>
          <SignFile />
          <Button
            variant="default"
            leftSection={<IconFileSearch size={18} />}
            loading={verifyFile.busy}
            onClick={() => {
              verify.clear();
              void verifyFile.ask({});
            }}
          >
            Check a signature…
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileSearch size={18} />}
            loading={verify.busy}
            onClick={() => {
              verifyFile.clear();
              void verify.ask({});
            }}
          >
            Verify a PDF…
          </Button>
        </>
      }
    >
      <ReportsTabs />
      {running === undefined ? null : (
        <section className="card" aria-label="Report being written">
          <JobProgress job={running} />
        </section>
      )}
      {verify.failure === null ? null : <FailurePanel failure={verify.failure} />}
      {verifyFile.failure === null ? null : <FailurePanel failure={verifyFile.failure} />}
      {stamp.failure === null ? null : <FailurePanel failure={stamp.failure} />}
      {waiting === 0 ? null : (
        <Notice tone="unsure">
          {waiting === 1 ? 'One report waits' : `${waiting} reports wait`} for a time-stamp. It is added as
          soon as the time-stamp authority can be reached; until then the time of signing is only claimed.{' '}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconClockPause size={14} />}
            loading={stamp.busy}
            onClick={() => {
              void stamp.ask({});
            }}
          >
            Try now
          </Button>
        </Notice>
      )}
      <div className={verification === null ? 'split split-one' : 'split'}>
        <section className="card findings" aria-label="Reports">
          {reports.isPending ? (
            <div className="pad">
              <Loading lines={5} />
            </div>
          ) : null}
          {reports.isError ? (
            <FailurePanel failure={reports.error} onRetry={() => void reports.refetch()} />
          ) : null}
          {reports.isSuccess && list.length === 0 ? (
            <EmptyState
              icon={<IconFileCertificate size={28} />}
              title="No report was made yet"
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    void navigate({ to: '/integrity' });
                  }}
                >
                  Go to Integrity
                </Button>
              }
            >
              A report is made from a verification run: open a run and choose “Create report”.
            </EmptyState>
          ) : null}
          {list.length === 0 ? null : <ReportTable reports={list} narrow={verification !== null} />}
        </section>
        {verification === null ? null : (
          <aside className="panel scroll" aria-label="Verification of a PDF">
            <Verification
              verification={verification}
              onClose={() => {
                verify.clear();
                verifyFile.clear();
              }}
              onAuthority={
                ofFile
                  ? null
                  : () => {
                      void verify.ask({ chooseAuthority: true });
                    }
              }
            />
          </aside>
        )}
      </div>
    </Page>
  );
}
