import { Button } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useRunning } from '../jobs/running.ts';
import { useAsk } from '../lib/query.ts';
import { JobProgress } from '../ui/job-progress.tsx';

/** Looks at everything that is due; while it runs, how far it is. */
export function CheckAllButton({ primary = false }: { readonly primary?: boolean }): ReactNode {
  const run = useAsk('checks.run');
  const running = useRunning(['check']);
  return (
    <Button
      variant={primary ? 'filled' : 'default'}
      leftSection={<IconListCheck size={16} />}
      loading={run.busy}
      disabled={running !== undefined}
      onClick={() => {
        void run.ask({});
      }}
    >
      Check everything now
    </Button>
  );
}

/** The running check. */
export function CheckProgress(): ReactNode {
  const running = useRunning(['check']);
  return running === undefined ? null : <JobProgress job={running} />;
}
