import { Button } from '@mantine/core';
import { IconFileText, IconSignature } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ReadinessInfo } from '../../src-shared/reports/readiness-list.ts';
import { invoke } from '../lib/api.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { tellFailure } from '../ui/told.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';

/** Reports that were made on this computer, newest first; each can be looked at again. */
export function ReadinessHistory({ reports }: { readonly reports: readonly ReadinessInfo[] }): ReactNode {
  return (
    <Section title="Reports that were made">
      {reports.length === 0 ? (
        <EmptyState icon={<IconFileText size={28} />} title="No readiness review was made yet">
          Choose what it is about above, look at the preview, and make it.
        </EmptyState>
      ) : (
        <ul className="report-history">
          {reports.map((report) => (
            <Made key={report.reportId} report={report} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Made({ report }: { readonly report: ReadinessInfo }): ReactNode {
  const check = useAsk('readiness.check');
  const said = check.answer?.check ?? null;
  return (
    <li className="stack stack-tight">
      <div className="row">
        <strong className="grow">
          <bdi>{report.title}</bdi>
        </strong>
        {said === null ? null : <VerdictBadge verdict={said.result} />}
      </div>
      <p className="soft small">
        {report.period.from} to {report.period.to} · made <When at={report.createdAt} /> ·{' '}
        {report.files.length} files
      </p>
      <p className="small cell-icon">
        {report.signer === null ? (
          'Not signed'
        ) : (
          <>
            <IconSignature size={16} aria-hidden /> <bdi>{report.signer}</bdi>
            {report.timeStamp === 'present' ? ', with a time-stamp' : ''}
          </>
        )}
      </p>
      {said === null ? null : (
        <p className="small" role="status">
          {said.reason ?? 'Every file is as it was made, and the signature holds and is trusted.'}
        </p>
      )}
      {check.failure === null ? null : <FailurePanel failure={check.failure} />}
      <div className="row">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Save ${report.title} ${report.reportId}`}
          onClick={() => void save(report)}
        >
          Save…
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          loading={check.busy}
          aria-label={`Check ${report.title} ${report.reportId} again`}
          onClick={() => {
            void check.ask({ reportId: report.reportId });
          }}
        >
          Check again
        </Button>
      </div>
    </li>
  );
}

async function save(report: ReadinessInfo): Promise<void> {
  try {
    const { saved } = await invoke('readiness.save', { reportId: report.reportId });
    if (saved !== null) tellSaved(saved);
  } catch (thrown) {
    tellFailure(thrown);
  }
}
