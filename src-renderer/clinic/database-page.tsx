import { Button } from '@mantine/core';
import { IconPlugConnected, IconRefresh } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer, useAnswerAnew } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { AdministratorSeatLine } from './administrator.tsx';
import { ClinicTabs } from './clinic-tabs.tsx';
import { DriftWatchSection } from './drift-watch.tsx';
import { PackSection } from './pack-section.tsx';

/** How the clinic's database is reached: as whom, how protected, with which rights. */
export function DatabasePage(): ReactNode {
  const status = useAnswer('app.status', {});
  const connected = status.data !== undefined && status.data.profile !== 'none';
  return (
    <Page title="Clinic database" lead="The connection, and what Attestry has installed there.">
      <ClinicTabs />
      {status.isPending ? <Loading /> : connected ? <Connection /> : <NotConnected />}
    </Page>
  );
}

function Connection(): ReactNode {
  const status = useAnswer('app.status', {});
  const checks = useAnswerAnew('clinic.examine', {});
  const clinic = status.data?.clinic;
  return (
    <>
      <AdministratorSeatLine />
      <Section
        title="Connection"
        aside={
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={checks.isFetching}
            onClick={() => void checks.refetch()}
          >
            Check again
          </Button>
        }
      >
        <Facts
          rows={[
            ['Database', <bdi key="name">{clinic?.name ?? ''}</bdi>],
            ['Connected as', <bdi key="user">{clinic?.user ?? ''}</bdi>],
          ]}
        />
        {checks.isPending ? <Loading lines={5} /> : null}
        {checks.isError ? (
          <FailurePanel failure={checks.error} onRetry={() => void checks.refetch()} />
        ) : null}
        {checks.data === undefined ? null : (
          <CheckList label="What was checked of the connection" checks={checks.data.checks} />
        )}
      </Section>
      <PackSection />
      <DriftWatchSection />
    </>
  );
}

function NotConnected(): ReactNode {
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<IconPlugConnected size={28} />}
      title="No clinic is connected"
      action={
        <Button
          onClick={() => {
            void navigate({ to: '/welcome' });
          }}
        >
          Connect, or explore the sample
        </Button>
      }
    >
      Connect to the clinic’s PostgreSQL database; then you see here how it is reached and what is installed.
    </EmptyState>
  );
}
