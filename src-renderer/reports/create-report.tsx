import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFileCertificate, IconFileText, IconSignature } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { VERDICT_WORDS } from '../audit/words.ts';
import { formatCount } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { useRunning } from '../jobs/running.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash, Id } from '../ui/hash.tsx';
import { When } from '../ui/when.tsx';

/** Makes the audit integrity report of a run, signed or not. */
export function CreateReport({ run }: { readonly run: VerificationRun }): ReactNode {
  const navigate = useNavigate();
  const create = useAsk('reports.create');
  const [signing, setSigning] = useState(false);
  const running = useRunning(['report']);

  const make = async (sign: boolean): Promise<void> => {
    const started = await create.ask({ runId: run.runId, sign });
    if (started === null) return;
    setSigning(false);
    void navigate({ to: '/reports' });
  };

  return (
    <>
      {create.failure === null || signing ? null : <FailurePanel failure={create.failure} />}
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            leftSection={<IconFileCertificate size={18} />}
            rightSection={<IconChevronDown size={16} />}
            loading={create.busy || running !== undefined}
          >
            Create report
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconSignature size={18} />}
            onClick={() => {
              create.clear();
              setSigning(true);
            }}
          >
            Signed with the token…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileText size={18} />}
            onClick={() => {
              void make(false);
            }}
          >
            Without a signature
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmSign
        opened={signing}
        onClose={() => {
          setSigning(false);
        }}
        onSign={() => {
          void make(true);
        }}
        title="Sign the report"
        sentence="An audit integrity report of this verification is written as a PDF and signed with the key on your token."
        facts={[
          ['Report of run', <Id key="run" value={run.runId} what="run id" />],
          [
            'It states',
            `${VERDICT_WORDS[run.result]}, ${formatCount(run.entries)} entries, ${formatCount(run.found)} found`,
          ],
          ['Verified', <When key="at" at={run.startedAt} />],
          run.checkpoint === null
            ? ['Log', <Hash key="fp" value={run.source.fingerprint} what="fingerprint" />]
            : ['Root hash', <Hash key="root" value={run.checkpoint.root} what="root hash" />],
        ]}
        busy={create.busy}
        failure={create.failure}
      />
    </>
  );
}
