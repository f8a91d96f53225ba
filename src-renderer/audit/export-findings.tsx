import { Button, Menu } from '@mantine/core';
import { IconBraces, IconChevronDown, IconDownload, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';

/** Saves the findings of a run as a table or as JSON. */
export function ExportFindings({ run }: { readonly run: VerificationRun }): ReactNode {
  const save = useAsk('findings.export');
  if (run.found === 0) return null;
  const ask = (format: 'csv' | 'json'): void => {
    void save.ask({ runId: run.runId, format });
  };
  return (
    <>
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} />}
            rightSection={<IconChevronDown size={16} />}
            loading={save.busy}
          >
            Save findings
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            Holds who, when and on what, before and now. The number of a thing can be a patient’s.
          </Menu.Label>
          <Menu.Item
            leftSection={<IconTable size={18} />}
            onClick={() => {
              ask('csv');
            }}
          >
            As a table (CSV)…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconBraces size={18} />}
            onClick={() => {
              ask('json');
            }}
          >
            As JSON…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
