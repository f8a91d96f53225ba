import { Button } from '@mantine/core';
import { IconRosetteDiscountCheck, IconShieldCheck, IconShieldSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { LEVEL_WORDS, PACE_WORDS } from '../../src-shared/audit/level-words.ts';
import type { Status } from '../../src-shared/settings/contract.ts';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useUi } from '../state/ui.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { IntegrityTabs } from './integrity-tabs.tsx';
import { LevelChoice } from './level-choice.tsx';
import { MonitorSection } from './monitor-section.tsx';
import { PaceChoice } from './pace-choice.tsx';
import { RunList } from './run-list.tsx';
import { NoSealedLog } from './tables-verdict.tsx';
import { TimelineSection } from './timeline.tsx';

/** Seal, verify, and the runs so far. */
export function IntegrityPage(): ReactNode {
  const status = useAnswer('app.status', {});
  const runs = useAnswer('audit.runs', {});
  const sealed = status.data?.integrity.sealed ?? 0;
  const noLog = status.data?.clinic.guarded === false;

  return (
    <Page title="Integrity" lead="Whether the audit log is as it was when it was sealed.">
      <IntegrityTabs />
      <div className="columns columns-runs">
        {noLog ? <NoSealedLog /> : <VerifyLog status={status.data} />}
        <div className="stack">
          {status.data === undefined || noLog ? null : <TimelineSection integrity={status.data.integrity} />}
          <MonitorSection log={!noLog} />
          <Section title="Recent runs">
            {runs.isPending ? <Loading lines={5} /> : null}
            {runs.isError ? <FailurePanel failure={runs.error} onRetry={() => void runs.refetch()} /> : null}
            {runs.data?.runs.length === 0 ? (
              <EmptyState icon={<IconShieldSearch size={28} />} title="No verification has run yet">
                {noLog
                  ? 'Take over a table and verify it: the run shows here with its verdict and its findings.'
                  : sealed === 0
                    ? 'Seal the log first, then verify it: the run shows here with its verdict and its findings.'
                    : 'Choose a level and press Verify: the run shows here with its verdict and its findings.'}
              </EmptyState>
            ) : null}
            {runs.data === undefined || runs.data.runs.length === 0 ? null : (
              <RunList runs={runs.data.runs} />
            )}
          </Section>
        </div>
      </div>
    </Page>
  );
}

function VerifyLog({ status }: { readonly status: Status | undefined }): ReactNode {
  const level = useUi((state) => state.level);
  const pace = useUi((state) => state.pace);
  const verify = useAsk('audit.verify');
  const seal = useAsk('audit.seal');
  const running = useRunning(['verify', 'seal']);
  const connected = status?.clinic.state === 'connected';
  const sealed = status?.integrity.sealed ?? 0;
  const pending = status?.integrity.pending ?? 0;
  const failure = verify.failure ?? seal.failure;

  return (
    <Section title="Verify the log">
      {failure === null ? null : <FailurePanel failure={failure} />}
      {status !== undefined && !connected ? (
        <Notice tone="unsure">
          {status.clinic.state === 'starting'
            ? 'The clinic’s database is being asked. Verifying and sealing are possible as soon as it answers.'
            : `The clinic’s database cannot be reached, so nothing can be sealed or verified now. ${status.clinic.problem}`}
        </Notice>
      ) : null}
      {running === undefined ? (
        <div className="row">
          <Button
            leftSection={<IconShieldCheck size={18} />}
            loading={verify.busy}
            disabled={!connected}
            onClick={() => {
              void verify.ask({ level, pace });
            }}
          >
            Verify
          </Button>
          <Button
            variant="default"
            leftSection={<IconRosetteDiscountCheck size={18} />}
            loading={seal.busy}
            disabled={!connected}
            onClick={() => {
              void seal.ask({});
            }}
          >
            Seal
          </Button>
        </div>
      ) : (
        <JobProgress job={running} />
      )}
      <p className="soft small">
        Chosen: {LEVEL_WORDS[level].plain.toLowerCase()} ({LEVEL_WORDS[level].term}),{' '}
        {PACE_WORDS[pace].name.toLowerCase()}. {formatOf(sealed, 'entry sealed', 'entries sealed')},{' '}
        {formatOf(pending, 'entry', 'entries')} waiting.
      </p>
      <PaceChoice />
      <LevelChoice />
    </Section>
  );
}
