import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { IconWritingSign } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ReportInfo } from '../../src-shared/reports/types.ts';
import { VERDICT_WORDS } from '../audit/words.ts';
import { useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { Hash, Id } from '../ui/hash.tsx';

/** A further signature under a report, for example by whoever reviewed it. */
export function AddSignature({ report }: { readonly report: ReportInfo }): ReactNode {
  const add = useAsk('reports.add-signature');
  const [opened, setOpened] = useState(false);
  const [role, setRole] = useState('Reviewer');
  const sign = async (): Promise<void> => {
    const started = await add.ask({ reportId: report.reportId, role: role.trim() || 'Reviewer' });
    if (started !== null) setOpened(false);
  };
  return (
    <>
      <Tooltip label="Add a signature">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Add a signature to ${report.title} ${report.reportId}`}
          onClick={() => {
            add.clear();
            setOpened(true);
          }}
        >
          <IconWritingSign size={18} />
        </ActionIcon>
      </Tooltip>
      <ConfirmSign
        opened={opened}
        onClose={() => {
          setOpened(false);
        }}
        onSign={() => {
          void sign();
        }}
        title="Add a signature"
        sentence="Your signature is added under the ones that are there; it covers them, and changes nothing of the report."
        facts={[
          ['Report', <Id key="id" value={report.reportId} what="report id" />],
          ['It states', VERDICT_WORDS[report.verdict]],
          ['Signed so far by', <bdi key="by">{report.signers.join(', ') || report.signer}</bdi>],
          ['SHA-256', <Hash key="sha" value={report.sha256} what="SHA-256" />],
        ]}
        busy={add.busy}
        failure={add.failure}
      >
        <TextInput
          label="You sign as"
          description="Stands in the box of your signature."
          value={role}
          maxLength={80}
          onChange={(event) => {
            setRole(event.currentTarget.value);
          }}
        />
      </ConfirmSign>
    </>
  );
}
