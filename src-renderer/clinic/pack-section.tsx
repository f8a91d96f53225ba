import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { GuardStatus } from '../../src-shared/clinic/guard.ts';
import { useRunning } from '../jobs/running.ts';
import { useAnswerAnew } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading, Section } from '../ui/page.tsx';
import { Ago } from '../ui/when.tsx';
import { useAdministrator } from './administrator.tsx';
import { PackSheet } from './pack-sheet.tsx';
import { packStanding, packStep } from './pack-words.ts';

/** What of the guard pack is in the database, what differs from it, and the way to install it or take it away. */
export function PackSection(): ReactNode {
  const status = useAnswerAnew('guard.status', {});
  const running = useRunning(['guard']);
  return (
    <Section
      title="Guard pack"
      aside={
        <Button
          size="compact-sm"
          variant="default"
          loading={status.isFetching}
          onClick={() => void status.refetch()}
        >
          Compare again
        </Button>
      }
    >
      <p className="soft">
        The audit log, its seals and the rules around them, in one schema of the clinic’s database. Each
        object is compared with what this application brings.
      </p>
      {running === undefined ? null : <JobProgress job={running} />}
      {status.isPending ? <Loading lines={4} /> : null}
      {status.isError ? <FailurePanel failure={status.error} onRetry={() => void status.refetch()} /> : null}
      {status.data === undefined ? null : (
        <Standing
          status={status.data}
          at={new Date(status.dataUpdatedAt).toISOString()}
          busy={running !== undefined}
        />
      )}
    </Section>
  );
}

function Standing({
  status,
  at,
  busy,
}: {
  readonly status: GuardStatus;
  /** When it was compared. */
  readonly at: string;
  readonly busy: boolean;
}): ReactNode {
  const administrator = useAdministrator();
  const [sheet, setSheet] = useState<{
    readonly direction: 'install' | 'roll-back';
    readonly handle: string;
  } | null>(null);
  const { tone, sentence } = packStanding(status);
  const step = packStep(status);
  const installed = status.files.filter(({ state }) => state !== 'missing').length;
  const begin = (direction: 'install' | 'roll-back'): void => {
    administrator.need((handle) => {
      setSheet({ direction, handle });
    });
  };
  return (
    <>
      {tone === 'good' ? (
        <p className="row">
          <IconCircleCheck size={20} className="ink-good" aria-hidden />
          {sentence}
        </p>
      ) : (
        <Notice tone={tone}>{sentence}</Notice>
      )}
      <Facts
        rows={[
          ['Compared', <Ago key="at" at={at} />],
          ['Files', `${String(installed)} of ${String(status.files.length)} installed`],
          ['Schema owner', <bdi key="owner">{status.owner ?? 'nobody yet'}</bdi>],
          ['Guarded tables', String(new Set(status.attachments.map(({ table }) => table)).size)],
        ]}
      />
      {status.drift.length === 0 ? null : (
        <CheckList
          label="What differs from the pack"
          checks={status.drift.map((one, at) => ({
            id: `drift-${String(at)}`,
            outcome: one.severity === 'serious' ? 'failed' : 'warning',
            title: one.object,
            detail: one.sentence,
          }))}
        />
      )}
      <div className="row">
        {step === null ? null : (
          <Button
            disabled={busy}
            onClick={() => {
              begin('install');
            }}
          >
            {step}…
          </Button>
        )}
        {status.state === 'absent' || status.state === 'foreign' || status.state === 'newer' ? null : (
          <Button
            variant="default"
            disabled={busy}
            onClick={() => {
              begin('roll-back');
            }}
          >
            Take it away…
          </Button>
        )}
      </div>
      {administrator.sheet}
      {sheet === null ? null : (
        <PackSheet
          {...sheet}
          owner={status.owner}
          onClose={() => {
            setSheet(null);
          }}
        />
      )}
    </>
  );
}
