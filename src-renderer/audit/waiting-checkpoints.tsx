import { Button, Modal } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { WaitingCheckpoint } from '../../src-shared/audit/waiting-checkpoints.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useNewest } from '../jobs/running.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { When } from '../ui/when.tsx';
import { waitingTitle } from './checkpoint-steps.ts';

/** Checkpoints that wait for the PIN, and the sheet that signs all of them. */
export function useWaitingCheckpoints(): {
  readonly rows: readonly WaitingCheckpoint[];
  readonly open: () => void;
  readonly sheet: ReactNode;
} {
  const rows = useAnswer('checkpoints.waiting', {}).data?.rows ?? [];
  const [opened, setOpened] = useState(false);
  return {
    rows,
    open: () => {
      setOpened(true);
    },
    sheet: opened ? (
      <WaitingSheet
        rows={rows}
        onClose={() => {
          setOpened(false);
        }}
      />
    ) : null,
  };
}

/** What waits, said where the monitor is; nothing when nothing does. */
export function WaitingNotice(): ReactNode {
  const { rows, open, sheet } = useWaitingCheckpoints();
  return (
    <>
      {rows.length === 0 ? null : (
        <Notice tone="unsure">
          <div className="row">
            <span className="grow">
              <strong>{waitingTitle(rows.length, formatCount)}.</strong> The monitor goes on verifying; it
              signs nothing with a key that asks for the PIN before each signature.
            </span>
            <Button size="xs" variant="default" onClick={open}>
              {rows.length === 1 ? 'Sign it…' : 'Sign them…'}
            </Button>
          </div>
        </Notice>
      )}
      {sheet}
    </>
  );
}

function WaitingSheet({
  rows,
  onClose,
}: {
  readonly rows: readonly WaitingCheckpoint[];
  readonly onClose: () => void;
}): ReactNode {
  const sign = useAsk('checkpoints.sign');
  const newest = useNewest('sign-checkpoints');
  // What an earlier visit came to is no news here.
  const job = newest?.jobId === sign.answer?.jobId || newest?.state === 'running' ? newest : undefined;
  const running = job?.state === 'running';
  return (
    <Modal
      opened
      onClose={onClose}
      // Escape refuses the PIN that is asked for, and must not take the sheet away with it.
      closeOnEscape={!running}
      title="Checkpoints that wait for your PIN"
      size={560}
    >
      <div className="stack">
        {rows.length === 0 ? (
          <p className="row" role="status">
            <IconCircleCheck size={20} className="ink-good" aria-hidden />
            Everything is signed.
          </p>
        ) : (
          <>
            <p>
              A checkpoint is the signed statement that an auditor can check. Your key asks for the PIN before
              each signature
              {rows.length === 1
                ? '.'
                : `, so you type it ${formatCount(rows.length)} times, once for each.`}{' '}
              What is signed stays signed when you stop in between.
            </p>
            <ul className="waiting-checkpoints" aria-label="What will be signed">
              {rows.map((row) => (
                <li key={`${row.kind} ${row.table}`}>
                  <span className="strong break">
                    <WaitingName row={row} />
                  </span>
                  <span className="soft">
                    {formatOf(row.entries, 'new entry', 'new entries')},{' '}
                    {row.signedAt === null ? (
                      'never signed'
                    ) : (
                      <>
                        last signed <When at={row.signedAt} />
                      </>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
        {job === undefined || !running ? null : <JobProgress job={job} />}
        {sign.failure === null ? null : <FailurePanel failure={sign.failure} />}
        {job?.error === null || job?.error === undefined ? null : <FailurePanel failure={job.error} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            {rows.length === 0 ? 'Close' : 'Later'}
          </Button>
          {rows.length === 0 ? null : (
            <Button loading={sign.busy || running} onClick={() => void sign.ask({})}>
              {rows.length === 1 ? 'Sign it' : `Sign ${formatCount(rows.length)} checkpoints`}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function WaitingName({ row }: { readonly row: WaitingCheckpoint }): ReactNode {
  if (row.kind === 'log') return 'The clinic’s audit log';
  if (row.kind === 'activity') return 'The activity log of this computer';
  return (
    <>
      Audit table <bdi className="mono">{row.table}</bdi>
    </>
  );
}
