import { IconFileText } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ReportOrder } from '../../src-shared/reports/readiness-list.ts';
import { useRunning } from '../jobs/running.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { ReadinessBuilder } from './readiness-builder.tsx';
import { ReadinessHistory } from './readiness-history.tsx';
import { ReadinessPreview } from './readiness-preview.tsx';
import { ReportsTabs } from './reports-tabs.tsx';

/** Internal readiness reviews: built, looked at before they are made, and kept. */
export function ReadinessPage(): ReactNode {
  const [order, setOrder] = useState<ReportOrder | null>(null);
  const running = useRunning(['report']);
  const reports = useAnswer('readiness.list', {});
  return (
    <Page
      title="Reports"
      lead="Internal readiness reviews: what was looked at, what came of it, and what was not tested and why."
    >
      <ReportsTabs />
      {running === undefined ? null : (
        <section className="card" aria-label="Report being written">
          <JobProgress job={running} />
        </section>
      )}
      <div className="columns report-columns">
        <div className="stack">
          <ReadinessBuilder onChange={setOrder} />
          {reports.isPending ? <Loading lines={4} /> : null}
          {reports.isError ? (
            <FailurePanel failure={reports.error} onRetry={() => void reports.refetch()} />
          ) : null}
          {reports.data === undefined ? null : <ReadinessHistory reports={reports.data.reports} />}
        </div>
        {order === null ? (
          <Section title="Preview">
            <EmptyState icon={<IconFileText size={28} />} title="Nothing to show yet">
              Choose the kind of report, and the review or the period that it is about.
            </EmptyState>
          </Section>
        ) : (
          <ReadinessPreview order={order} />
        )}
      </div>
    </Page>
  );
}
