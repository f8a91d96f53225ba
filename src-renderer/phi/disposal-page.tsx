import { Switch } from '@mantine/core';
import { IconDatabaseOff } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DisposalState } from '../../src-shared/phi/disposal.ts';
import { AdministratorSeatLine, useAdministrator } from '../clinic/administrator.tsx';
import { ClinicTabs } from '../clinic/clinic-tabs.tsx';
import { useAnswerAnew, useAsk } from '../lib/query.ts';
import { EraseSection } from '../rights/erase-section.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { Deletion } from './deletion.tsx';
import { Deletions } from './deletions.tsx';
import { Holds } from './holds.tsx';
import { RetentionKnown } from './retention-known.tsx';
import { RetentionRules } from './retention-rules.tsx';

/** How long rows are kept, what is held for the law, and deleting what need not be kept. */
export function DisposalPage(): ReactNode {
  const state = useAnswerAnew('disposal.state', {});
  return (
    <Page
      title="Retention and holds"
      lead="What may go after its time goes in one verified run that you sign for. A legal hold always wins."
    >
      <ClinicTabs />
      <AdministratorSeatLine />
      {state.isPending ? <Loading lines={6} /> : null}
      {state.isError ? <FailurePanel failure={state.error} onRetry={() => void state.refetch()} /> : null}
      {state.data === undefined ? null : state.data.installed ? (
        <Retention state={state.data} />
      ) : (
        <EmptyState icon={<IconDatabaseOff size={28} />} title="The database has no retention yet">
          The pack that is installed there does not have this part. Upgrade it on “Connection”, then set the
          rules here.
        </EmptyState>
      )}
    </Page>
  );
}

function Retention({ state }: { readonly state: DisposalState }): ReactNode {
  const administrator = useAdministrator();
  const { request } = useSearch({ from: '/clinic/retention' });
  return (
    <>
      {administrator.sheet}
      {request === undefined ? null : (
        <EraseSection caseId={request} retention={state} administrator={administrator} />
      )}
      <RetentionRules rules={state.rules} />
      <RetentionKnown state={state} />
      <p className="soft">
        The audit log itself is kept seven years and loses its oldest entries only under a certificate of
        their own:{' '}
        <Link to="/integrity/witness" className="link">
          Integrity, Retention and witnesses
        </Link>
        .
      </p>
      <Holds holds={state.holds} tables={state.rules.map(({ rule }) => rule)} />
      <Deletion state={state} administrator={administrator} />
      <Deletions disposals={state.disposals} administrator={administrator} />
      <Erasure on={state.erasure} />
    </>
  );
}

function Erasure({ on }: { readonly on: boolean }): ReactNode {
  const change = useAsk('disposal.set-erasure');
  return (
    <Section title="Erasing one person’s rows">
      <p className="soft">
        HIPAA gives no right to erasure. The GDPR does (Art. 17), but not for records that the law asks to
        keep: those stay until their rule lets them go, and the certificate says so.
      </p>
      <Switch
        label="The GDPR applies to this clinic: allow erasing single persons"
        checked={on}
        disabled={change.busy}
        onChange={(event) => void change.ask({ on: event.currentTarget.checked })}
      />
      {change.failure === null ? null : <FailurePanel failure={change.failure} />}
    </Section>
  );
}
