import { Button, Menu } from '@mantine/core';
import { IconScan } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { AdministratorSeatLine, useAdministrator } from '../clinic/administrator.tsx';
import { ClinicTabs } from '../clinic/clinic-tabs.tsx';
import { useRunning } from '../jobs/running.ts';
import { useAnswerAnew, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { MapOfFields } from './map-of-fields.tsx';

/** What every column of the clinic holds, who decided so, and who can read it. */
export function DataMapPage(): ReactNode {
  const map = useAnswerAnew('classification.map', {});
  const scan = useAsk('classification.scan');
  const running = useRunning(['classify']);
  const administrator = useAdministrator();
  const start = (handle: string | null): void => void scan.ask({ administrator: handle });
  const busy = running !== undefined || scan.busy;
  return (
    <Page
      title="Clinic database"
      lead="What every column holds, which rules it comes under, and who can read it."
      actions={
        <Menu position="bottom-end">
          <Menu.Target>
            <Button leftSection={<IconScan size={18} />} loading={busy}>
              Scan…
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              onClick={() => {
                start(null);
              }}
            >
              Names and types only
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                administrator.need(start);
              }}
            >
              A sample of values too (database administrator)
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      <ClinicTabs />
      <AdministratorSeatLine />
      {administrator.sheet}
      {scan.failure === null ? null : <FailurePanel failure={scan.failure} />}
      {running === undefined ? null : <JobProgress job={running} />}
      {map.isPending ? <Loading lines={8} /> : null}
      {map.isError ? <FailurePanel failure={map.error} onRetry={() => void map.refetch()} /> : null}
      {map.data === undefined ? null : <MapOfFields map={map.data} />}
    </Page>
  );
}
