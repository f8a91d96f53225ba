import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';

/** Says how many encrypted pieces a named colleague cannot open yet, and opens them up; nothing when there are none. */
export function WaitingNotice(): ReactNode {
  const answer = useAnswer('evidence.colleagues', {});
  const share = useAsk('evidence.share');
  const running = useRunning(['share-evidence']) !== undefined;
  const waiting = answer.data?.waiting ?? 0;
  if (waiting === 0) return null;
  return (
    <>
      <Notice tone="none">
        <div className="row">
          <span className="grow">
            {formatOf(waiting, 'encrypted piece does not', 'encrypted pieces do not')} open for every
            colleague whom you named yet. Nothing is encrypted anew; it can be interrupted at any time.
          </span>
          <Button
            variant="default"
            leftSection={<IconUsers size={16} />}
            loading={share.busy || running}
            onClick={() => void share.ask({})}
          >
            Open up to them
          </Button>
        </div>
      </Notice>
      {share.failure === null ? null : <FailurePanel failure={share.failure} />}
    </>
  );
}
