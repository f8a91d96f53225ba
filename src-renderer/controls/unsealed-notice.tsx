import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Evidence } from '../../src-shared/controls/evidence.ts';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';

/** Says how many copies lie in clear, and encrypts them; nothing when there are none. */
export function UnsealedNotice({
  evidence,
  canSeal,
}: {
  readonly evidence: readonly Evidence[];
  readonly canSeal: boolean;
}): ReactNode {
  const seal = useAsk('evidence.seal');
  const running = useRunning(['seal-evidence']) !== undefined;
  const clear = evidence.filter(({ sealed, state }) => !sealed && state !== 'missing').length;
  if (clear === 0) return null;
  return (
    <>
      <Notice tone="none">
        <div className="row">
          <span className="grow">
            {formatOf(clear, 'copy lies', 'copies lie')} on this computer in clear.{' '}
            {canSeal
              ? 'Encrypted, your token opens them again, and those of the colleagues whom you named.'
              : 'To encrypt, sign in to a token with a role that may read what is encrypted.'}
          </span>
          <Button
            variant="default"
            leftSection={<IconLock size={16} />}
            disabled={!canSeal}
            loading={seal.busy || running}
            onClick={() => void seal.ask({})}
          >
            Encrypt them
          </Button>
        </div>
      </Notice>
      {seal.failure === null ? null : <FailurePanel failure={seal.failure} />}
    </>
  );
}
